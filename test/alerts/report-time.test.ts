import { describe, expect, test } from 'vitest';
import { dueReport, type LastReport, type ReportTime } from '../../src/alerts/report-time.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BERLIN: ReportTime = { at: '08:00', timeZone: 'Europe/Berlin' };

/** Every minute between two times is asked; what came of it. */
function lived(time: ReportTime, from: string, to: string) {
  let last: LastReport | null = null;
  const reports: string[] = [];
  for (let now = Date.parse(from); now <= Date.parse(to); now += MINUTE) {
    const due = dueReport(time, now, last);
    if (due === null) continue;
    if (due.from !== null)
      reports.push(`${new Date(now).toISOString().slice(0, 16)} of ${(due.last.to - due.from) / HOUR} h`);
    last = due.last;
  }
  return reports;
}

describe('the daily report', () => {
  test('is due once a day at its time of day, the first one on the day after the beginning', () => {
    expect(lived(BERLIN, '2026-05-04T10:00Z', '2026-05-07T05:00Z')).toEqual([
      '2026-05-05T06:00 of 24 h',
      '2026-05-06T06:00 of 24 h',
    ]);
  });

  test.each([
    ['02:30', '2026-03-27T12:00Z', ['2026-03-28T01:30 of 24 h', '2026-03-29T01:30 of 24 h']],
    ['08:00', '2026-03-27T12:00Z', ['2026-03-28T07:00 of 24 h', '2026-03-29T06:00 of 23 h']],
    ['02:30', '2026-10-23T12:00Z', ['2026-10-24T00:30 of 24 h', '2026-10-25T00:30 of 24 h']],
    ['08:00', '2026-10-23T12:00Z', ['2026-10-24T06:00 of 24 h', '2026-10-25T07:00 of 25 h']],
  ])('at %s comes once in the night in which the clocks change (from %s)', (at, from, reports) => {
    const to = new Date(Date.parse(from) + 44 * HOUR).toISOString();
    expect(lived({ ...BERLIN, at }, from, to)).toEqual(reports);
  });

  const last: LastReport = { day: '2026-05-04', to: Date.parse('2026-05-04T06:00Z') };
  const dueAt = (now: string, before: LastReport | null = last) => dueReport(BERLIN, Date.parse(now), before);

  test('comes late after a time in which nothing ran, or is told with the next one', () => {
    const own = Date.parse('2026-05-05T06:00Z');
    expect(dueAt('2026-05-05T17:00Z')).toEqual({ from: last.to, last: { day: '2026-05-05', to: own } });
    expect(dueAt('2026-05-05T18:30Z')).toBeNull();
    expect(dueAt('2026-05-06T06:00Z')).toMatchObject({ from: last.to, last: { day: '2026-05-06' } });
    const long = dueAt('2026-06-20T06:00Z')!;
    expect(long.last.to - long.from!).toBe(7 * 24 * HOUR);
  });

  test('does not come a second time on a day whose time was changed', () => {
    const time = { ...BERLIN, at: '10:00' };
    expect(dueReport(time, Date.parse('2026-05-04T08:01Z'), last)).toBeNull();
    expect(dueReport(time, Date.parse('2026-05-05T08:01Z'), last)).toMatchObject({ from: last.to });
  });

  test('goes on after a clock that was years ahead', () => {
    const ahead: LastReport = { day: '2036-05-04', to: Date.parse('2036-05-04T06:00Z') };
    const again = dueAt('2026-05-05T06:00Z', ahead)!;
    expect(again).toEqual({ from: null, last: { day: '2026-05-05', to: Date.parse('2026-05-05T06:00Z') } });
    expect(dueAt('2026-05-06T06:00Z', again.last)).toMatchObject({ from: again.last.to });
    // Set back by some hours it has nothing to tell twice.
    expect(dueAt('2026-05-04T03:00Z')).toBeNull();
  });
});
