import { describe, expect, test } from 'vitest';
import { Heartbeat } from '../../src/health/heartbeat.ts';
import { Rhythm } from '../../src/health/rhythm.ts';
import { type InputReading, type Reading, Watchdog } from '../../src/health/watchdog.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const GB = 1e9;

const make = (options: Partial<ConstructorParameters<typeof Watchdog>[0]> = {}) =>
  new Watchdog({ quiet: 6 * HOUR, quietSources: {}, understood: 0.5, diskFree: GB, ...options });

const reading = (now: number, changes: Partial<Reading> = {}): Reading => ({
  now,
  inputs: [],
  underWayBytes: 0,
  lines: now - NOON,
  longestTurnMs: 5,
  diskFree: 50 * GB,
  diskSize: 100 * GB,
  folder: '/var/lib/logsift',
  oldestMessage: new Map(),
  ...changes,
});

const input = (changes: Partial<InputReading> = {}): InputReading => ({
  key: 'file:/var/log/app.log',
  name: '/var/log/app.log',
  lines: 0,
  lastSeen: Number.NaN,
  events: 0,
  unparsed: 0,
  trouble: null,
  ...changes,
});

/** An input that writes a line a minute for so long. */
function busy(watchdog: Watchdog, minutes: number, changes: Partial<InputReading> = {}): number {
  let now = NOON;
  for (let i = 0; i < minutes; i++) {
    now += MINUTE;
    watchdog.look(reading(now, { inputs: [input({ lines: i + 1, lastSeen: now, ...changes })] }));
  }
  return now;
}

describe('an input gone quiet', () => {
  test('is told of by its own rhythm, once, and when it speaks again', () => {
    const watchdog = make();
    const last = busy(watchdog, 100);
    const silent = input({ lines: 100, lastSeen: last });
    expect(watchdog.look(reading(last + 4 * MINUTE, { inputs: [silent] }))).toEqual([]);
    const notices = watchdog.look(reading(last + 6 * MINUTE, { inputs: [silent] }));
    expect(notices).toMatchObject([
      {
        kind: 'trouble',
        about: 'quiet:file:/var/log/app.log',
        text: '/var/log/app.log has said nothing for 6 minutes',
      },
    ]);
    expect(watchdog.look(reading(last + 7 * MINUTE, { inputs: [silent] }))).toEqual([]);
    const again = input({ lines: 101, lastSeen: last + 8 * MINUTE });
    expect(watchdog.look(reading(last + 8 * MINUTE, { inputs: [again] }))).toMatchObject([
      { kind: 'recovered' },
    ]);
  });

  test('is not told of where it may be silent, has no rhythm yet, or says itself what is wrong', () => {
    const never = make({ quietSources: { '/var/log/app.log': 'never' } });
    const last = busy(never, 100);
    expect(never.look(reading(last + HOUR, { inputs: [input({ lines: 100, lastSeen: last })] }))).toEqual([]);
    const young = make();
    busy(young, 5);
    expect(
      young.look(reading(NOON + 5 * HOUR, { inputs: [input({ lines: 5, lastSeen: NOON + 5 * MINUTE })] })),
    ).toEqual([]);
    const ill = make();
    busy(ill, 100);
    const gone = input({ lines: 100, lastSeen: last, trouble: 'no permission' });
    expect(ill.look(reading(last + HOUR, { inputs: [gone] }))).toEqual([]);
  });

  test('with pauses at night is not quiet in the next night', () => {
    const rhythm = new Rhythm();
    let lines = 0;
    for (let hour = 0; hour < 24 * 5; hour++) {
      if (hour % 24 >= 8) rhythm.look(++lines, NOON + hour * HOUR);
    }
    expect(rhythm.patience(48 * HOUR)).toBeGreaterThan(9 * HOUR);
    expect(rhythm.patience(6 * HOUR)).toBe(6 * HOUR);
  });
});

test('an input that is not read any more is not wrong any more', () => {
  const watchdog = make();
  const last = busy(watchdog, 100);
  watchdog.look(reading(last + HOUR, { inputs: [input({ lines: 100, lastSeen: last })] }));
  expect(watchdog.look(reading(last + 2 * HOUR))).toMatchObject([
    { kind: 'recovered', about: 'quiet:file:/var/log/app.log' },
  ]);
  expect(watchdog.look(reading(last + 3 * HOUR))).toEqual([]);
});

test('a share of understood lines that drops is told of', () => {
  const watchdog = make();
  const look = (events: number, unparsed: number) =>
    watchdog.look(reading(NOON + events, { inputs: [input({ events, unparsed })] }));
  expect(look(1000, 10)).toEqual([]);
  expect(look(1100, 100)).toEqual([]);
  expect(look(1300, 290)).toMatchObject([
    { kind: 'trouble', text: 'of the lines of /var/log/app.log only 6.7 % are understood' },
  ]);
  expect(look(1600, 290)).toMatchObject([{ kind: 'recovered' }]);
});

test('lines that wait and do not get through are a pipeline that is stuck', () => {
  const watchdog = make();
  const stuck = { lines: 500, underWayBytes: 4_000_000 };
  expect(watchdog.look(reading(NOON, stuck))).toEqual([]);
  expect(watchdog.look(reading(NOON + 20_000, stuck))).toEqual([]);
  expect(watchdog.look(reading(NOON + 31_000, stuck))).toMatchObject([
    { about: 'pipeline', kind: 'trouble' },
  ]);
  expect(watchdog.stuck).toBe('no line got through for 31 seconds although 4.0 MB wait');
  expect(watchdog.look(reading(NOON + 32_000, { ...stuck, lines: 501 }))).toMatchObject([
    { kind: 'recovered' },
  ]);
  expect(watchdog.stuck).toBe(null);
});

test('an event loop that stands still again and again is told of', () => {
  const watchdog = make();
  const notices = Array.from({ length: 8 }, (_, i) =>
    watchdog.look(reading(NOON + i * 10_000, { longestTurnMs: 1500 })),
  ).flat();
  expect(notices).toMatchObject([{ about: 'event-loop', kind: 'trouble' }]);
  expect(watchdog.look(reading(NOON + HOUR))).toMatchObject([{ about: 'event-loop', kind: 'recovered' }]);
});

test('a disk nearly full is told of, and does not come and go at the limit', () => {
  const watchdog = make();
  const look = (now: number, diskFree: number) => watchdog.look(reading(now, { diskFree }));
  expect(look(NOON, 0.9 * GB)).toMatchObject([{ about: 'disk', kind: 'trouble' }]);
  expect(look(NOON + 1, 1.1 * GB)).toEqual([]);
  expect(look(NOON + 2, 1.3 * GB)).toMatchObject([{ about: 'disk', kind: 'recovered' }]);
  // A small disk has never a gigabyte free.
  expect(make().look(reading(NOON, { diskFree: 0.2 * GB, diskSize: GB }))).toEqual([]);
});

test('a message that waits for long is told of, by channel', () => {
  const watchdog = make();
  const look = (now: number, oldest: number) =>
    watchdog.look(reading(now, { oldestMessage: new Map([['team', oldest]]) }));
  expect(look(NOON, NOON - 5 * MINUTE)).toEqual([]);
  expect(look(NOON, NOON - 11 * MINUTE)).toMatchObject([{ about: 'queue:team', kind: 'trouble' }]);
  expect(look(NOON, Number.NaN)).toMatchObject([{ about: 'queue:team', kind: 'recovered' }]);
});

test('a clock that jumps makes nothing quiet or stuck that was not', () => {
  const watchdog = make();
  const last = busy(watchdog, 100);
  const back = watchdog.look(
    reading(last - 365 * 24 * HOUR, {
      inputs: [input({ lines: 100, lastSeen: last })],
      lines: 5,
      underWayBytes: 100,
    }),
  );
  expect(back).toEqual([]);
});

describe('the heartbeat', () => {
  const flowing = (lines: number) => ({ lines, linesIn: lines, turning: true });

  test('beats every interval while lines flow', () => {
    const heart = new Heartbeat(MINUTE);
    let beats = 0;
    for (let s = 0; s < 600; s++) if (heart.due(NOON + s * 1000, flowing(s + 1))) beats++;
    expect(beats).toBe(10);
  });

  test('is silent before the first line, while lines do not get through, and while nothing turns', () => {
    expect(new Heartbeat(MINUTE).due(NOON, flowing(0))).toBe(false);
    const heart = new Heartbeat(MINUTE);
    expect(heart.due(NOON, flowing(10))).toBe(true);
    expect(heart.due(NOON + MINUTE, { lines: 10, linesIn: 50, turning: true })).toBe(false);
    expect(heart.due(NOON + 2 * MINUTE, { lines: 60, linesIn: 60, turning: false })).toBe(false);
    expect(heart.due(NOON + 3 * MINUTE, { lines: 70, linesIn: 90, turning: true })).toBe(true);
  });

  test('bears some minutes of silence, and stops after ten', () => {
    const heart = new Heartbeat(MINUTE);
    expect(heart.due(NOON, flowing(10))).toBe(true);
    expect(heart.due(NOON + 5 * MINUTE, flowing(10))).toBe(true);
    expect(heart.due(NOON + 11 * MINUTE, flowing(10))).toBe(false);
    expect(heart.due(NOON + 12 * MINUTE, flowing(11))).toBe(true);
  });
});
