import { defineFormat } from '../core/format.ts';
import { takeRelayed } from './relayed.ts';
import { SyslogHeader } from './syslog-header.ts';

const header = new SyslogHeader(true);

/**
 * What rsyslog, syslog-ng, BusyBox and the BSDs write into files: syslog without a PRI, with the old time or RFC
 * 3339's. Lines whose header names a level where the host stands, and RFC 3339 lines without a program, are left to
 * the formats of applications; a Cisco message inside comes out as `cisco`.
 */
export default defineFormat({
  name: 'syslog-file',
  describe:
    'files of rsyslog and syslog-ng: Oct 11 22:14:15 host app[pid]: message, also with RFC 3339 times',
  specificity: 0.8,
  parse(event, context) {
    if (!header.read(event, context, event.messageStart)) return false;
    if (event.format === '') event.format = 'syslog-file';
    takeRelayed(event, context);
    return true;
  },
});
