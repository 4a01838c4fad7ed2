import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { skipBlanks } from '../kit/date-parts.ts';
import { isUptime } from './kernel-stamp.ts';
import { isVersionless, isVersionOne } from './structured-data.ts';
import { SyslogHeader } from './syslog-header.ts';
import { BAD_PRI, readPri } from './syslog-pri.ts';

const header = new SyslogHeader(false);

/**
 * BSD syslog, RFC 3164: any line that begins with a PRI and is not RFC 5424's or the kernel's. Whatever is missing
 * behind the PRI, the event is made; a Cisco message inside comes out as `cisco`.
 */
export default defineFormat({
  name: 'rfc3164',
  describe: 'BSD syslog with a PRI: <34>Oct 11 22:14:15 host app[pid]: message',
  specificity: 0.9,
  parse(event, context) {
    const { buffer: bytes, messageStart, messageEnd } = event;
    const read = readPri(bytes, messageStart, messageEnd);
    if (read < 0) return false;
    const pri = read & 255;
    const at = messageStart + (read >> 8);
    if (
      isVersionOne(bytes, at, messageEnd) ||
      isVersionless(bytes, skipBlanks(bytes, at, messageEnd), messageEnd)
    )
      return false;
    if (pri <= 7 && isUptime(bytes, at, messageEnd)) return false;
    if (pri === BAD_PRI) event.flags |= FLAG.malformed;
    else {
      event.facility = pri >> 3;
      event.severity = pri & 7;
    }
    event.format = 'rfc3164';
    return header.read(event, context, at);
  },
});
