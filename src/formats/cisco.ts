import { FLAG } from '../core/flags.ts';
import { defineFormat } from '../core/format.ts';
import { readCisco } from './cisco-text.ts';
import { BAD_PRI, readPri } from './syslog-pri.ts';

/**
 * Cisco IOS, IOS-XE, IOS-XR, NX-OS, ASA and FTD, with or without PRI and syslog header. The message begins with
 * `%FACILITY-SEVERITY-MNEMONIC`; the facility is the app; without a PRI the severity is the mnemonic's.
 */
export default defineFormat({
  name: 'cisco',
  describe: 'Cisco devices: <187>45: *Mar  1 18:46:11.221: %LINK-3-UPDOWN: message',
  specificity: 0.95,
  parse(event, context) {
    const { buffer: bytes, messageStart } = event;
    const read = readPri(bytes, messageStart, event.messageEnd);
    if (!readCisco(event, context, read < 0 ? messageStart : messageStart + (read >> 8))) return false;
    if (read < 0) return true;
    const pri = read & 255;
    if (pri === BAD_PRI) event.flags |= FLAG.malformed;
    else {
      event.facility = pri >> 3;
      event.severity = pri & 7;
    }
    return true;
  },
});
