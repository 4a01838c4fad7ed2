import { defineFormat } from '../core/format.ts';
import { takeRelayed } from './relayed.ts';
import { readRfc5424 } from './rfc5424-text.ts';

/**
 * Syslog of RFC 5424, structured data and byte order mark included. A header that stops early, and structured data
 * that break the rules, make a flagged event whose text is whole.
 */
export default defineFormat({
  name: 'rfc5424',
  describe: 'syslog of RFC 5424: <34>1 2003-10-11T22:14:15.003Z host app pid msgid [sd@1 a="b"] message',
  specificity: 1,
  parse(event, context) {
    if (!readRfc5424(event, context)) return false;
    takeRelayed(event, context);
    return true;
  },
});
