import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { ParseContext } from '../core/format.ts';
import { defineFormat } from '../core/format.ts';
import { TimeReader } from '../kit/timestamps.ts';
import { skipGap } from './header-columns.ts';

const time = new TimeReader();
const DEED =
  /^(?:startup |status |install |upgrade |configure |trigproc |remove |purge |disappear |conffile |processing )/;
const HISTORY =
  /^(?:Start-Date: |End-Date: |Commandline: |Requested-By: |(?:Install|Upgrade|Remove|Purge|Reinstall|Downgrade): \S+:\w+ \()/;
const TERMINAL =
  /^(?:Log (?:started|ended): |\(Reading database |Preparing to unpack |Unpacking |Setting up |Removing |Purging configuration |Processing triggers for |Selecting previously unselected )/;

/** Debian's package logs: dpkg.log, alternatives.log, apt's history.log and term.log. */
export default defineFormat({
  name: 'dpkg',
  describe: 'Debian package logs: dpkg.log, alternatives.log, apt history.log and term.log',
  specificity: 0.9,
  parse(event, context) {
    const { buffer, start, end } = event;
    const c = buffer[start]!;
    if (c >= 48 && c <= 57) {
      if (buffer[start + 4] !== 45 || !time.read(buffer, start, end) || time.end - start !== 19) return false;
      const at = skipGap(buffer, time.end, end);
      if (!DEED.test(head(buffer, at, end))) return false;
      return take(event, context, { app: 'dpkg', at });
    }
    const text = head(buffer, start, end);
    if (c === 117 && text.startsWith('update-alternatives ')) {
      if (!time.read(buffer, start + 20, end) || buffer[time.end] !== 58) return false;
      return take(event, context, { app: 'update-alternatives', at: skipGap(buffer, time.end + 1, end) });
    }
    if (!HISTORY.test(text) && !TERMINAL.test(text)) return false;
    const dated = /^(?:Start-Date|End-Date|Log started|Log ended): /.exec(text);
    if (dated !== null && readApart(buffer, start + dated[0].length, end)) {
      return take(event, context, { app: 'apt', at: start });
    }
    event.app = 'apt';
    return true;
  },
});

/** apt writes two blanks between date and time. */
function readApart(buffer: Buffer, at: number, end: number): boolean {
  const text = buffer.toString('latin1', at, Math.min(end, at + 21)).replace('  ', ' ');
  const bytes = Buffer.from(text, 'latin1');
  return time.read(bytes, 0, bytes.length);
}

function take(event: Event, context: ParseContext, found: { app: string; at: number }): true {
  event.time = time.epoch(context.clock, context.reference);
  if (Number.isNaN(event.time)) event.flags |= FLAG.bad_time;
  event.app = found.app;
  event.messageStart = found.at;
  return true;
}

function head(buffer: Buffer, start: number, end: number): string {
  return buffer.toString('latin1', start, Math.min(end, start + 120));
}
