import { describe, expect, test } from 'vitest';
import { TimeReader } from '../../src/kit/timestamps.ts';
import { WallClock } from '../../src/kit/wallclock.ts';

const clock = new WallClock('UTC');
const reference = Date.UTC(2026, 10, 21, 12);

/** `consumed text | rest of the line` → the instant as ISO text. */
function readAll(
  line: string,
): { time: string | null; rest: string; hasYear: boolean; hasZone: boolean } | null {
  const reader = new TimeReader();
  const padded = Buffer.from(`##${line}`);
  if (!reader.read(padded, 2, padded.length)) return null;
  const epoch = reader.epoch(clock, reference);
  return {
    time: Number.isNaN(epoch) ? null : new Date(epoch).toISOString(),
    rest: padded.toString('utf8', reader.end),
    hasYear: reader.hasYear,
    hasZone: reader.hasZone,
  };
}

describe('every way logs write a time', () => {
  test.each([
    ['2026-07-04T10:11:12Z', '2026-07-04T10:11:12.000Z'],
    ['2026-07-04T10:11:12.123456Z', '2026-07-04T10:11:12.123Z'],
    ['2026-07-04T10:11:12.123456789+02:00', '2026-07-04T08:11:12.123Z'],
    ['2026-07-04T10:11:12,123-0730', '2026-07-04T17:41:12.123Z'],
    ['2026-07-04T10:11Z', '2026-07-04T10:11:00.000Z'],
    ['2026-07-04 10:11:12', '2026-07-04T10:11:12.000Z'],
    ['2026-07-04 10:11:12.5', '2026-07-04T10:11:12.500Z'],
    ['2026-07-04 10:11:12 +0300', '2026-07-04T07:11:12.000Z'],
    ['2026-07-04 10:11:12.123 UTC', '2026-07-04T10:11:12.123Z'],
    ['2026-07-04 10:11:12 EST', '2026-07-04T15:11:12.000Z'],
    ['2026-07-04_10:11:12', '2026-07-04T10:11:12.000Z'],
    ['2016/09/28 04:30:30', '2016-09-28T04:30:30.000Z'],
    ['2005-06-03-15.42.50.675872', '2005-06-03T15:42:50.675Z'],
    ['Oct 11 22:14:15', '2026-10-11T22:14:15.000Z'],
    ['Oct  1 22:14:15.250', '2026-10-01T22:14:15.250Z'],
    ['Dec 31 23:59:58', '2025-12-31T23:59:58.000Z'],
    ['Jul 14 2026 10:11:12', '2026-07-14T10:11:12.000Z'],
    ['2026 Jul  4 10:11:12.345 UTC', '2026-07-04T10:11:12.345Z'],
    ['Jul 14 10:11:12 UTC', '2026-07-14T10:11:12.000Z'],
    ['Jul 14 10:11:12Z', '2026-07-14T10:11:12.000Z'],
    ['Aug 24 05:34:00 CST 1987', '1987-08-24T11:34:00.000Z'],
    ['Aug 24 05:34:00 1987', '1987-08-24T05:34:00.000Z'],
    ['Dec 13, 2017 3:15:02 PM', '2017-12-13T15:15:02.000Z'],
    ['Sun Dec 04 04:47:44 2005', '2005-12-04T04:47:44.000Z'],
    ['Sun Dec 04 04:47:44.123456 2005', '2005-12-04T04:47:44.123Z'],
    ['Mon Jan  2 15:04:05 MST 2006', '2006-01-02T22:04:05.000Z'],
    ['Mon Jan  2 15:04:05 XYZ 2006', '2006-01-02T15:04:05.000Z'],
    ['Mon, 02 Jan 2006 15:04:05 GMT', '2006-01-02T15:04:05.000Z'],
    ['Mon, 02 Jan 2006 15:04:05 -0700', '2006-01-02T22:04:05.000Z'],
    ['10/Oct/2000:13:55:36 -0700', '2000-10-10T20:55:36.000Z'],
    ['06/Jan/2026:13:55:36', '2026-01-06T13:55:36.000Z'],
    ['02-Jan-2006 15:04:05', '2006-01-02T15:04:05.000Z'],
    ['02 Jan 2006 15:04:05.000', '2006-01-02T15:04:05.000Z'],
    ['17/06/09 20:10:40', '2017-06-09T20:10:40.000Z'],
    ['20171223-22:15:29:606', '2017-12-23T22:15:29.606Z'],
    ['20171224-0:7:5:123', '2017-12-24T00:07:05.123Z'],
    ['20171223 22:15:29', '2017-12-23T22:15:29.000Z'],
    ['20171223T221529Z', '2017-12-23T22:15:29.000Z'],
    ['20171223221529', '2017-12-23T22:15:29.000Z'],
    ['081109 203615', '2008-11-09T20:36:15.000Z'],
    ['03-17 16:13:38.811', '2026-03-17T16:13:38.811Z'],
    ['10.30 16:49:06', '2026-10-30T16:49:06.000Z'],
    ['30.10.2026 16:49:06', '2026-10-30T16:49:06.000Z'],
    ['0102 15:04:05.000000', '2026-01-02T15:04:05.000Z'],
    ['1/2/2026 3:04:05 PM', '2026-01-02T15:04:05.000Z'],
    ['12/31/2026 12:04:05 AM', '2026-12-31T00:04:05.000Z'],
    ['31/12/2025 12:04:05', '2025-12-31T12:04:05.000Z'],
    ['1780000000', '2026-05-28T20:26:40.000Z'],
    ['1780000000.250', '2026-05-28T20:26:40.250Z'],
    ['1780000000250', '2026-05-28T20:26:40.250Z'],
    ['1780000000250123', '2026-05-28T20:26:40.250Z'],
    ['1780000000250123456', '2026-05-28T20:26:40.250Z'],
  ])('%s', (text, time) => {
    for (const after of ['', ' host app: x', '] x']) {
      expect(readAll(text + after)).toMatchObject({ time, rest: after });
    }
  });
});

test('microseconds survive', () => {
  const reader = new TimeReader();
  const line = Buffer.from('2003-08-24T05:14:15.000003-07:00');
  expect(reader.read(line, 0, line.length)).toBe(true);
  const epoch = reader.epoch(clock, reference);
  expect(Math.round((epoch - Date.UTC(2003, 7, 24, 12, 14, 15)) * 1000)).toBe(3);
});

test('says whether the year and the zone were in the line', () => {
  expect(readAll('Oct 11 22:14:15 h')).toMatchObject({ hasYear: false, hasZone: false });
  expect(readAll('2026-07-04T10:11:12+02:00 h')).toMatchObject({ hasYear: true, hasZone: true });
});

test.each([
  'Oct 32 25:61:61 h1',
  '2026-13-45T25:00:00Z',
  'Feb 30 10:00:00 h1',
  'Oct 11 24:14:15 h',
  'Oct 11 10:14:61 h',
])('reads %s as a time that is impossible', (text) => {
  expect(readAll(text)).toMatchObject({ time: null });
});

test('skips an unknown zone word where nothing else can stand', () => {
  expect(readAll('Mar  3 2026 04:05:06.789 MSK: %BGP')).toMatchObject({
    time: '2026-03-03T04:05:06.789Z',
    rest: ': %BGP',
    hasZone: false,
  });
});

test.each([
  ['a host in capitals', 'Oct 11 22:14:15 MYHOST app: x', ' MYHOST app: x'],
  ['a host that begins like a zone', 'Oct 11 22:14:15 UTC-box app: x', ' UTC-box app: x'],
  ['a number after a dash', '2026-07-04 10:11:12 -1 x', ' -1 x'],
  ['a thread name', '2026-07-04 10:11:12 [main] x', ' [main] x'],
  ['a level', '2026-07-04 10:11:12 INFO x', ' INFO x'],
])('leaves %s behind the time', (_, text, rest) => {
  expect(readAll(text)).toMatchObject({ rest });
});

test.each([
  '',
  'Oct',
  'Oct 11',
  'Oct 11 22:14',
  'October was cold',
  'March 3 people came',
  'Sunday 10:00:00',
  '192.168.10.1 10:00:00',
  '10.30 apples',
  '99-99 16:13:38.811',
  '1234567890123456789012 x',
  '1780000000ms',
  '00:00:46: %LINK-3-UPDOWN',
  '5555555555 calls',
  '2026-07-04',
  '2026-07-04 apples',
])('does not take %j for a time', (text) => {
  expect(readAll(text)).toBeNull();
});

test('a time of day alone takes its date from the reference', () => {
  const reader = new TimeReader();
  const line = Buffer.from('23:59:58.5 late');
  expect(reader.readClock(line, 0, line.length)).toBe(true);
  expect(new Date(reader.epoch(clock, Date.UTC(2026, 0, 1, 0, 5))).toISOString()).toBe(
    '2025-12-31T23:59:58.500Z',
  );
  expect(reader.hasDate).toBe(false);
});

test('never reads beyond the end it was given', () => {
  const reader = new TimeReader();
  const line = Buffer.from('2026-07-04T10:11:12.123456+02:00 Aug 24 05:34:00 CST 1987');
  for (let at = 0; at < line.length; at++) {
    for (let end = at; end <= line.length; end++) {
      if (reader.read(line, at, end)) expect(reader.end).toBeLessThanOrEqual(end);
      const alone = Buffer.from(line.subarray(at, end));
      const other = new TimeReader();
      const same = other.read(alone, 0, alone.length);
      expect(same).toBe(reader.read(line, at, end));
      if (same) expect(other.epoch(clock, reference)).toBe(reader.epoch(clock, reference));
    }
  }
});

test('the memo never carries a zone, a date or a reference over to the next time', () => {
  const lines = [
    '2026-07-04T10:11:12Z',
    '2026-07-04T10:11:12',
    '2026-07-04T10:11:12+01:00',
    'Jul 04 10:11:12',
    '2025-07-04T10:11:12Z',
    '1780000000',
    '10:11:12',
  ];
  const zone = new WallClock('America/New_York');
  const reused = new TimeReader();
  for (const first of lines) {
    for (const second of lines) {
      for (const text of [first, second]) {
        const bytes = Buffer.from(text);
        const fresh = new TimeReader();
        for (const reader of [reused, fresh]) {
          if (!reader.read(bytes, 0, bytes.length)) reader.readClock(bytes, 0, bytes.length);
        }
        expect(reused.epoch(zone, reference)).toBe(fresh.epoch(zone, reference));
        expect(reused.epoch(clock, reference - 1e10)).toBe(fresh.epoch(clock, reference - 1e10));
      }
    }
  }
});

test('a reader that has just read the same time reads what follows it as a fresh one does', () => {
  const times = [
    'Oct 11 02:14:15',
    'Oct 11 02:14:16',
    'Oct 12 02:14:15',
    '1563249630.7742',
    'Oct 99 25:14:15',
  ];
  const behind = ' host x| am x| pm| PM| UTC x| CET: x| 2025 x|.5 x|Z x| +0200 x|:123 x| h|'.split('|');
  const lines = times.flatMap((time) => behind.map((rest) => Buffer.from(time + rest)));
  const partsOf = (reader: TimeReader, line: Buffer) =>
    reader.read(line, 0, line.length)
      ? [reader.end, reader.epoch(clock, reference), reader.hasYear, reader.hasZone]
      : null;
  for (const before of lines) {
    for (const line of lines) {
      const used = new TimeReader();
      used.read(before, 0, before.length);
      expect(partsOf(used, line), `${line} after ${before}`).toEqual(partsOf(new TimeReader(), line));
    }
  }
});
