/** What clients of chats and telephones turn into links, mentions, commands and tags by themselves. */
const LINKS = [
  /\b[a-z][a-z0-9+.-]*:\/\//gi,
  /\b(?:mailto|tel|tg|sms):/gi,
  /[@#][\p{L}\p{N}_]/gu,
  /(?<=^|\s)\/[a-z]/gi,
  /[\p{L}\p{N}-]\.\p{L}{2}/gu,
  /<[!@#/?a-z]/gi,
];

/** All of it that is in a text. */
export function linksIn(text: string): string[] {
  return LINKS.flatMap((pattern) => [...text.matchAll(pattern)].map(([found]) => found));
}
