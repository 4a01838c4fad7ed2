import type { Message } from '../core/notifier.ts';
import { cutText, inert, webLink } from './inert.ts';
import { type MessageText, messageText, plainLines } from './message-text.ts';

/** Characters of what was found; a body may have 65,536. */
const DETAILS = 20_000;
const PROSE = 6000;

/** A message as Markdown of GitHub. What is from a log is code, in which there are no mentions, links and pictures. */
export function markdownText(
  message: Message,
  { timeZone, headline }: { readonly timeZone: string | undefined; readonly headline: boolean },
): string {
  const text = messageText(message, timeZone);
  const prose = cutText(text.body.map(escaped).join('\n\n'), PROSE);
  const details = plainLines({ ...text, headline: '', body: [], link: null, actions: [] });
  return [
    ...(headline ? [`**${escaped(text.headline)}**`] : []),
    ...(prose === '' ? [] : [prose]),
    ...fenced(cutText(details.join('\n').trim(), DETAILS)),
    ...links(text, webLink(message.link)),
    `logsift · ${escaped(text.said)}`,
  ].join('\n\n');
}

/** A fence that is longer than any in the text (CommonMark, section 4.5). */
function fenced(text: string): string[] {
  if (text === '') return [];
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text\n${text}\n${fence}`];
}

function links({ actions }: MessageText, link: string | null): string[] {
  const all = [...(link === null ? [] : [{ label: 'logsift', url: link }]), ...actions];
  const words = all.map(
    ({ label, url }) => `[${escaped(label)}](<${url.replace(/[<>\\]/g, encodeURIComponent)}>)`,
  );
  return words.length === 0 ? [] : [words.join(' · ')];
}

/** One line in which nothing is markup: all ASCII punctuation that could be has a backslash before it (CommonMark, 2.4). */
function escaped(text: string): string {
  return inert(text)
    .replace(/[\\`*_{}[\]<>()#+!|~&$=:-]/g, '\\$&')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/^\s+/, '');
}
