import type { Format } from '../core/format.ts';
import cisco from './cisco.ts';
import journaldJson from './journald-json.ts';
import kernel from './kernel.ts';
import learnt from './learnt.ts';
import rfc3164 from './rfc3164.ts';
import rfc5424 from './rfc5424.ts';
import rsyslogJson from './rsyslog-json.ts';
import syslogFile from './syslog-file.ts';

/** All formats. To add one: a file in this folder and a line here. */
export const formats: readonly Format[] = [
  cisco,
  journaldJson,
  kernel,
  rfc3164,
  rfc5424,
  rsyslogJson,
  syslogFile,
  learnt,
];
