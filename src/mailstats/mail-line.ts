import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';

/** What is longer than any line of Postfix; patterns below look at no more. */
const MOST = 4096;
const LINE_END = 10;
const SOLARIS = /: \[ID \d+ [^\]]+\] /;
const DAEMON = /^postfix(?:\/(?:smtps|submission))?\/([^[:]*).*?: ([^: \t\n\r\f\v]+)/s;
const SCRIPT = /^(postfix(?:-script)?)(?:\[\d+\])?: ([^: \t\n\r\f\v]+)/;

/** A line of Postfix as pflogsumm sees it, its bytes one character each. */
export interface MailLine {
  /** `APP[PID]: MESSAGE`. */
  readonly text: string;
  /** The program: `smtpd`, `qmgr`, `submissions/smtpd`. */
  readonly program: string;
  /** The first word: a queue id, `NOQUEUE`, `warning`, `connect`. */
  readonly id: string;
}

/**
 * An event as a line of Postfix; null for all that pflogsumm 1.1.5 passes over: other programs, lines that stand for
 * repeated ones, instances with other names.
 */
export function mailLine(event: Event): MailLine | null {
  const { app } = event;
  if (app === null || !app.startsWith('postfix') || (event.flags & FLAG.repeated) !== 0) return null;
  const { text: bytes, messageStart: start } = event;
  let end = Math.min(event.messageEnd, start + MOST);
  const cut = bytes.subarray(start, end).indexOf(LINE_END);
  if (cut >= 0) end = start + cut;
  const { pid } = event;
  const whole = `${app}${pid === null ? '' : `[${pid}]`}: ${bytes.toString('latin1', start, end)}`;
  const text = whole.replace(SOLARIS, ': ');
  const [, program, id] = DAEMON.exec(text) ?? SCRIPT.exec(text) ?? [];
  return program === undefined || id === undefined ? null : { text, program, id };
}
