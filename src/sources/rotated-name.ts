import { basename, dirname, join } from 'node:path';

const PACKED = /\.(?:gz|zst|xz|bz2)$/;
const DATE =
  '(?:19|20)\\d\\d(?<dash>[-_.]?)(?:0[1-9]|1[0-2])\\k<dash>(?:0[1-9]|[12]\\d|3[01])(?:[-_T.]?\\d{1,10})?';
/** `syslog.1`, `syslog.old`, `syslog-20260314`, `app.log.2026-03-14`, `app.log-1700000000`. */
const BEHIND = new RegExp(`^(.+?)(?:\\.(?:\\d{1,5}|old)|[-_.]${DATE}|[-.]1\\d{9})$`);
/** `app.1.log`, `app-20260314.log`. */
const WITHIN = new RegExp(`^(.+?)(?:\\.\\d{1,5}|[-_.]${DATE})(\\.[A-Za-z]{2,5})$`);

/** Name of the log that a file belongs to, also when it was rotated or compressed: `syslog` of `syslog.2.gz`. */
export function logName(path: string): string {
  const name = basename(path).replace(PACKED, '');
  const behind = BEHIND.exec(name);
  if (behind !== null) return behind[1]!;
  const within = WITHIN.exec(name);
  return within === null ? name : `${within[1]}${within[3]}`;
}

/** The same for files of one log in one folder. */
export function logFamily(path: string): string {
  return join(dirname(path), logName(path));
}

/** Whether the name is one that rotation gives. */
export function isRotatedName(path: string): boolean {
  return logName(path) !== basename(path);
}
