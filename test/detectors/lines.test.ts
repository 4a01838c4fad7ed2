import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { lookOf, readLook, slotsOf } from '../../src/detectors/line-look.ts';
import { COLUMNS, Rarity } from '../../src/detectors/line-rows.ts';
import { LineState } from '../../src/detectors/line-state.ts';
import lines from '../../src/detectors/lines.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { type EventParts, MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const usual = madeTemplate('GET <*> answered with status <*> in <*> ms');
const other = madeTemplate('session opened for user <*>');
const COUNT = 4000;

/** Lines of two kinds over some days, evenly in the office hours from 8 to 18, and odd ones in their places. */
function made(odd: ReadonlyMap<number, EventParts>, days = 10): Event[] {
  return Array.from({ length: COUNT }, (_, i) => {
    const day = Math.floor((i * days) / COUNT);
    const within = (i * days) / COUNT - day;
    const plain = i % 4 === 0 ? { template: other, app: 'sshd' } : { template: usual, app: 'web' };
    return madeEvent({
      ...plain,
      message: `GET /${'a'.repeat(40 + (i % 17))} answered with status 200 in 12 ms`,
      time: MADE_START + day * DAY + (8 + 10 * within) * HOUR,
      line: i + 1,
      ...odd.get(i),
    });
  });
}

const AT = 3601;
const long = `GET /${'%41'.repeat(400)} answered with status 500 in 12 ms`;
const bad: EventParts = { template: usual, app: 'web', message: long, severity: 3 };
const stream = () => made(new Map([[AT, bad]]));

describe('contract', () => {
  for (const check of detectorChecks(lines, { fileName: 'lines', stream, odd: AT })) {
    test(check.name, check.run);
  }
});

function found(mode: 'once' | 'twice', events: readonly Event[]) {
  const run = new DetectorRun(lines);
  if (mode === 'once') run.observe(events);
  else run.learn(events);
  const findings = mode === 'once' ? run.finish() : run.judge(events);
  return [...new Map(findings.map((finding) => [finding.id, finding])).values()];
}

describe.each(['once', 'twice'] as const)('read %s', (mode) => {
  test('a line that is worse and longer than all of its kind is told with what is normal', () => {
    const [finding, ...more] = found(mode, stream());
    expect(more).toEqual([]);
    expect(finding!.about).toEqual({ host: 'web1', app: 'web', template: usual.id });
    expect(finding!.because).toMatch(/^A line from "web" is odd in 2 ways at once: /);
    expect(finding!.because).toContain('severity error where info is the worst that comes');
    expect(finding!.because).toContain('1,239 bytes where fewer than 128 are usual');
    expect(finding!.evidence.map(({ line }) => line)).toEqual([AT + 1]);
    expect(finding!.gravity).toBeLessThanOrEqual(0.55);
  });

  test.each<[string, EventParts]>([
    ['only longer', { ...bad, severity: 6 }],
    ['only worse', { ...bad, message: 'GET / answered with status 500 in 12 ms' }],
    ['of a new kind', { ...bad, template: madeTemplate('never seen'), firsts: [{ kind: 'template' }] }],
  ])('a line that is %s is left to others', (_, parts) => {
    expect(found(mode, made(new Map([[AT, parts]])))).toEqual([]);
  });

  test('an error at an hour at which its kind never comes is told, in a log of some days', () => {
    const night: EventParts = {
      ...{ template: usual, app: 'web', severity: 3 },
      time: MADE_START + 9 * DAY + 2 * HOUR,
    };
    const [finding] = found(mode, made(new Map([[AT, night]])));
    expect(finding!.because).toContain('the hour from 02:00 (UTC) where it never comes then');
    const short = { ...night, time: MADE_START + 2 * HOUR, received: MADE_START + DAY / 2 };
    expect(found(mode, made(new Map([[AT, short]]), 1))).toEqual([]);
  });
});

test('odd lines of one kind in one hour are one finding', () => {
  const [finding, ...more] = found('twice', made(new Map([0, 1, 2, 6].map((k) => [AT + k, bad]))));
  expect(more).toEqual([]);
  expect(finding!.count).toBe(4);
  expect(finding!.evidence).toHaveLength(4);
});

test('odd lines on both sides of a border between tenths do not make each other normal', () => {
  expect(found('twice', made(new Map([3599, AT].map((at) => [at, bad]))))).not.toEqual([]);
});

test('kinds of line, programs and words are the rarer the fewer lines have them', () => {
  const [common, rare] = [
    new LineState('session opened <*>', 'sshd'),
    new LineState('panic opened <*>', 'kernel'),
  ];
  common.lines[0] = 999;
  rare.lines[3] = 9;
  const row = (state: LineState, segment: number) =>
    new Rarity([common, rare], segment).row({ state, look: 0 });
  const column = (name: (typeof COLUMNS)[number]) => COLUMNS.indexOf(name);
  for (const name of ['rarity', 'app', 'words'] as const) {
    expect(row(rare, -1)[column(name)]).toBeCloseTo(Math.log10(1009 / 10));
    expect(row(common, -1)[column(name)]).toBeCloseTo(Math.log10(1009 / 1000));
  }
  expect(row(rare, 3)[column('rarity')]).toBeCloseTo(3);
});

test('what came once before, in another tenth, is known', () => {
  expect(found('twice', made(new Map([AT, 500].map((at) => [at, bad]))))).toEqual([]);
  expect(found('once', made(new Map([AT, 500].map((at) => [at, bad]))))).toEqual([]);
});

test('what is odd while nothing is wanted is learnt, and not told later', () => {
  const run = new DetectorRun(lines);
  run.phase.reporting = false;
  const events = made(new Map([3000, 3900].map((at) => [at, bad])));
  run.observe(events.slice(0, 3500));
  run.phase.reporting = true;
  run.observe(events.slice(3500));
  expect(run.finish()).toEqual([]);
});

test('a look holds severity, hour, length, status and duration', () => {
  const slots = slotsOf(usual);
  expect(slots).toEqual({ status: 1, duration: 2 });
  const event = madeEvent({
    template: usual,
    message: '/a 503 250',
    severity: 4,
    time: MADE_START + 5 * HOUR,
  });
  const spans = { slotStart: Int32Array.of(0, 3, 7), slotEnd: Int32Array.of(2, 6, 10) };
  event.spans = spans;
  // 250,001 needs 18 bits, 10 bytes need 4.
  expect(readLook(lookOf(event, slots))).toEqual({
    severity: 4,
    hour: 5,
    length: 4,
    status: 5,
    duration: 18,
  });
  const bare = madeEvent({ severity: -1, time: Number.NaN, template: null, message: '' });
  expect(readLook(lookOf(bare, { status: -1, duration: -1 }))).toEqual({
    ...{ severity: -1, hour: -1, length: 0, status: 0, duration: 0 },
  });
});

test('a line of something that is told already does not make the next one like it ordinary', () => {
  const twin = AT + 300;
  const told = (trains: boolean) => {
    const run = new DetectorRun(lines);
    const events = made(new Map([AT, twin].map((at) => [at, bad])));
    events[AT]!.trains = trains;
    run.observe(events.slice(0, twin - 1));
    run.take();
    run.observe(events.slice(twin - 1));
    return run.finish().flatMap(({ evidence }) => evidence.map(({ line }) => line));
  };
  expect(told(true)).not.toContain(twin + 1);
  expect(told(false)).toContain(twin + 1);
});
