import { defineFormat } from '../core/format.ts';
import { takeRelayed } from './relayed.ts';
import { readRfc3164 } from './rfc3164-text.ts';

/**
 * BSD syslog, RFC 3164: any line that begins with a PRI and is not RFC 5424's or the kernel's. Whatever is missing
 * behind the PRI, the event is made; a Cisco message inside comes out as `cisco`.
 */
export default defineFormat({
  name: 'rfc3164',
  describe: 'BSD syslog with a PRI: <34>Oct 11 22:14:15 host app[pid]: message',
  specificity: 0.9,
  parse(event, context) {
    if (!readRfc3164(event, context)) return false;
    takeRelayed(event, context);
    return true;
  },
});
