/** A header is no longer than this; the one of a journal's JSON may be. */
const HEADER = 200;
const JSON_HEADER = 2_000;

/**
 * Where the message of a line begins, behind a header that says when, where and which program; 0 where no such header is
 * found. Only for showing: columns beside it say what is in the header.
 */
export function messageStart(text: string, app: string | null): number {
  const at = text.startsWith('{') ? within(JSON_MESSAGE, text, JSON_HEADER) : behindHeader(text, app);
  return at < text.length ? at : 0;
}

function behindHeader(text: string, app: string | null): number {
  const rfc5424 = within(RFC5424, text, HEADER * 2);
  if (rfc5424 > 0) return rfc5424;
  const head = text.slice(0, HEADER);
  const cisco = CISCO.exec(head);
  if (cisco !== null) return cisco.index + cisco[1]!.length;
  return behindApp(text, head, app) || within(STAMP, text, HEADER);
}

function behindApp(text: string, head: string, app: string | null): number {
  if (app === null || app === '') return 0;
  for (let at = head.indexOf(app); at >= 0; at = head.indexOf(app, at + 1)) {
    // It must be a word of its own: "su" is not within "result".
    if (at > 0 && !/[\s/]/.test(head[at - 1]!)) continue;
    const end = /^(?:\[[\w.-]{1,20}\])?: +/.exec(text.slice(at + app.length, at + app.length + 40));
    if (end !== null && at + app.length + end[0].length < text.length) return at + app.length + end[0].length;
  }
  return 0;
}

/** Place behind what a pattern matches near the beginning. */
function within(pattern: RegExp, text: string, most: number): number {
  const found = pattern.exec(text.slice(0, most));
  return found === null ? 0 : found.index + found[0].length;
}

/** `<86>1 TIME HOST APP PID MSGID [structured data] `. */
const RFC5424 = /^<\d{1,3}>1(?: \S+){5} (?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+) +/;
/** `%LINK-3-UPDOWN: `; its name says more than what stands before it. */
const CISCO = /(^|\s)%[A-Z][\w-]*-\d-\w+: /;
/** The text of a journal's or a program's JSON. */
const JSON_MESSAGE = /"(?:MESSAGE|message|msg)" ?: ?"/;
/** `<13>`, `Nov 21 21:14:20 `, `2026-11-21T21:14:20.123+01:00 `, `2026-11-21 21:14:20,123 `. */
const STAMP =
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)\s+/;
