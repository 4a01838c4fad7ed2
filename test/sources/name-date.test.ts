import { describe, expect, it } from 'vitest';
import { dateInName } from '../../src/sources/name-date.ts';

const end = (y: number, m: number, d: number) => Date.UTC(y, m - 1, d + 1);

describe('dateInName', () => {
  it.each([
    ['/var/log/messages-20260314', end(2026, 3, 14)],
    ['/var/log/messages-20260314.gz', end(2026, 3, 14)],
    ['app.log.2026-03-14', end(2026, 3, 14)],
    ['app.2026-02-28.log.zst', end(2026, 2, 28)],
    ['x_2026_12_31_0800.log', end(2026, 12, 31)],
    ['log-2026031408', end(2026, 3, 14)],
    ['20260314T081500-dump.log', end(2026, 3, 14)],
    ['leap-20240229', end(2024, 2, 29)],
  ])('finds the end of the day in %s', (path, time) => expect(dateInName(path)).toBe(time));

  it.each([
    '/srv/2026-03-14/app.log',
    'app.log.1',
    'syslog',
    'app-20261314.log',
    'leap-20250229',
    'id-120260314',
    '2026-0314.log',
    'request-20260314159265358979.log',
  ])('finds none in %s', (path) => expect(dateInName(path)).toBeNull());

  it('reads the day in the zone asked for', () => {
    expect(dateInName('log-20260314', 'Asia/Tokyo')).toBe(end(2026, 3, 14) - 9 * 3_600_000);
  });
});
