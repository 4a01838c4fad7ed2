/** A header is no longer than this. */
const HEADER = 160;

/**
 * Where the message of a line begins, behind a header that says when, where and which program; 0 where no such header is
 * found. Only for showing: columns beside it say what is in the header.
 */
export function messageStart(text: string, app: string | null): number {
  const head = text.slice(0, HEADER);
  if (app !== null && app !== '') {
    for (let at = head.indexOf(app); at >= 0; at = head.indexOf(app, at + 1)) {
      // It must be a word of its own: "su" is not within "result".
      if (at > 0 && !/[\s/]/.test(head[at - 1]!)) continue;
      const end = /^(?:\[[\w.-]{1,20}\])?: +/.exec(text.slice(at + app.length, at + app.length + 40));
      if (end !== null && at + app.length + end[0].length < text.length)
        return at + app.length + end[0].length;
    }
  }
  const stamp = STAMP.exec(head);
  return stamp !== null && stamp[0].length < text.length ? stamp[0].length : 0;
}

/** `<13>`, `Nov 21 21:14:20 `, `2026-11-21T21:14:20.123+01:00 `, `2026-11-21 21:14:20,123 `. */
const STAMP =
  /^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d \d{2}:\d{2}:\d{2}|\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)\s+/;
