import { basename } from 'node:path';
import { daysIn, WallClock } from '../kit/wallclock.ts';

const DAY = 86_400_000;
const DATE = /(?<!\d)(19[89]\d|20\d\d)([-_.]?)(\d\d)\2(\d\d)(?=\D|$|\d{2}(?:\d{2}){0,2}(?:\D|$))/g;

/**
 * End of the day in a file's name (`log-20260314`, `app.log.2026-03-14.gz`, `x_2026_03_14_0800.log`) as epoch ms in
 * `timeZone` (this process's when absent), null when the name holds none. The end, because whichever of the habits is
 * followed (the day the lines are of, the day the file was rotated), no line is later.
 */
export function dateInName(path: string, timeZone?: string): number | null {
  let found: number | null = null;
  for (const [, y, , m, d] of basename(path).matchAll(DATE)) {
    const [year, month, day] = [Number(y), Number(m), Number(d)];
    if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) continue;
    const midnight = Date.UTC(year, month - 1, day);
    found = new WallClock(timeZone).toEpoch(year, month, day, 0, midnight) + DAY;
  }
  return found;
}
