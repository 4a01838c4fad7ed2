import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import { EventReader } from '../../src/formats/reader.ts';
import { type SimulateOptions, scenarios, simulate } from '../../src/simulate/index.ts';
import { appOf } from '../../src/simulate/speaker.ts';

const DAY = 86_400_000;
const QUICK = { hosts: 16, rate: 0.25 } as const;

function digest(options: SimulateOptions): string {
  const hash = createHash('sha256');
  for (const line of simulate(options).lines()) hash.update(`${line}\n`);
  return hash.digest('hex').slice(0, 16);
}

describe('the bytes', () => {
  const options = {
    ...QUICK,
    duration: DAY,
    scenarios: ['power-loss', 'deploy'],
    at: Date.UTC(2026, 9, 20, 14),
  };

  test('are the same for the same seed, on every machine, and in a second walk', () => {
    // When traffic is changed on purpose this changes with it; when not, somebody else's logs have changed.
    expect(digest(options)).toBe('3740833ddb214d6f');
    const simulation = simulate(options);
    expect([...simulation.lines()]).toEqual([...simulation.lines()]);
  });

  test('are others for another seed', () => {
    const [one, two] = [1, 2].map((seed) => [...simulate({ ...options, seed }).lines()]);
    const known = new Set(one);
    expect(two!.filter((line) => known.has(line)).length / two!.length).toBeLessThan(0.05);
  });
});

describe.each([
  ['mixed', 14],
  ['rfc3164', 3],
  ['rfc5424', 3],
] as const)('lines written as %s', (format, days) => {
  // A fortnight holds the change of clocks and the end of the month; three days hold what may be at any time.
  const fitting = scenarios.filter(
    ({ name, needs }) =>
      (days === 14 || ['power-loss', 'patch-night'].includes(name)) && needs?.devices !== true,
  );
  const simulation = simulate({
    ...QUICK,
    format,
    scenarios: fitting.map(({ name }) => name),
    duration: days * DAY,
  });

  test('are understood, every one, and say what they were meant to say', () => {
    const timeZone = simulation.settings.calendar.timeZone;
    for (const line of simulation.events()) {
      // All that is planted, and every fortieth of the rest.
      if (line.planted < 0 && line.number % 40 > 0) continue;
      const event = parseLine(line.text, { receivedAt: line.time, timeZone });
      const { host, app, severity, facility, pid, flags, time } = event;
      expect({ host, app, severity, facility, pid, flags }).toEqual({
        host: line.host.name,
        app: appOf(line.speaker),
        severity: line.speaker.severity,
        facility: line.speaker.facility,
        pid: line.pid > 0 ? String(line.pid) : null,
        flags: [],
      });
      // The old header has whole seconds.
      expect(line.time - Date.parse(time!)).toBeGreaterThanOrEqual(0);
      expect(line.time - Date.parse(time!)).toBeLessThan(1000);
      if (line.speaker.app !== 'kernel') expect(event.message.endsWith(line.message)).toBe(true);
    }
  });

  test('are read as a file without a line that no format fits', () => {
    const lines: string[] = [];
    for (const line of simulation.lines()) if (lines.push(line) === 30_000) break;
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    const origin = {
      source: 'file',
      file: 'made.log',
      identity: 'made',
      referenceTime: simulation.settings.end,
    };
    const reader = new EventReader(origin, { timeZone: simulation.settings.calendar.timeZone });
    reader.feed(batchOf(bytes));
    reader.end();
    while (reader.next() !== null);
    expect(reader.counters).toMatchObject({ events: lines.length, unparsed: 0, folded: 0 });
  });
});

function batchOf(buffer: Buffer) {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let at = 0; at < buffer.length; ) {
    const end = buffer.indexOf(10, at);
    starts.push(at);
    ends.push(end);
    at = end + 1;
  }
  return {
    ...{ buffer, count: starts.length, offset: 0, firstLine: 1, truncated: [] },
    starts: Int32Array.from(starts),
    ends: Int32Array.from(ends),
  };
}

describe('rate and hosts', () => {
  test.each([
    { hosts: 14, rate: 0.3, duration: 7 * DAY },
    { hosts: 30, rate: 2, duration: 2 * DAY },
    { hosts: 30, rate: 20, duration: DAY / 8 },
    { hosts: 120, rate: 5, duration: DAY / 2 },
  ])('are kept within a few percent: %j', (options) => {
    const heard = new Set<string>();
    let lines = 0;
    for (const { host } of simulate(options).events()) {
      lines++;
      heard.add(host.name);
    }
    const rate = lines / (options.duration / 1000);
    expect(rate / options.rate).toBeGreaterThan(0.95);
    expect(rate / options.rate).toBeLessThan(1.05);
    expect(heard.size / options.hosts).toBeGreaterThan(0.95);
    expect(heard.size).toBeLessThanOrEqual(options.hosts);
  });
});

describe('the week', () => {
  const hours = new Float64Array(168);
  const backups: string[] = [];
  const heartbeats = new Map<string, number>();
  const simulation = simulate({ rate: 0.7 });
  for (const { time, message, speaker, host } of simulation.events()) {
    // The log begins on a Tuesday.
    hours[(24 + Math.floor((time - simulation.settings.start) / 3_600_000)) % 168]!++;
    if (message.startsWith('full backup')) backups.push(new Date(time).toUTCString().slice(0, 3));
    if (speaker.app === 'CRON' && message.includes('debian-sa1')) {
      heartbeats.set(host.name, (heartbeats.get(host.name) ?? 0) + 1);
    }
  }
  const sum = (from: number, to: number) => hours.slice(from, to).reduce((a, b) => a + b, 0);

  test('has busy workdays, a dip at night, and quiet weekends', () => {
    for (let day = 0; day < 5; day++) {
      const [night, morning] = [sum(24 * day + 1, 24 * day + 5), sum(24 * day + 9, 24 * day + 13)];
      expect(morning / night).toBeGreaterThan(1.8);
    }
    expect(sum(120, 168) / 2 / (sum(0, 120) / 5)).toBeLessThan(0.85);
  });

  test('has its backups on Saturday at night, and heartbeats that never miss', () => {
    const saturdays = backups.filter((day) => day === 'Sat').length;
    expect(saturdays).toBeGreaterThan(backups.length / 3);
    expect(heartbeats.size).toBe(
      simulation.settings.network.hosts.filter(({ style }) => style !== 'ios' && style !== 'asa').length,
    );
    expect(new Set(heartbeats.values()).size).toBe(1);
  });

  test('is clean: nothing planted, and a kind of message that comes at all comes on several days', () => {
    expect(simulation.labels().planted).toEqual([]);
    const days = new Map<string, Set<number>>();
    for (const { message, time, speaker } of simulation.events()) {
      const words = message.trim().split(' ', 4);
      const kind = [speaker.app, ...words.map((word) => (/^[A-Za-z,.:;-]+$/.test(word) ? word : '*'))].join(
        ' ',
      );
      days.set(kind, (days.get(kind) ?? new Set()).add(Math.floor(time / DAY)));
    }
    expect(days.size).toBeGreaterThan(150);
    expect([...days].filter(([, seen]) => seen.size < 2).map(([kind]) => kind)).toEqual([]);
  });
});

describe('options that cannot be', () => {
  test.each([
    [{ hosts: 3 }, /--hosts wants a whole number from 14 to 5000, got 3/],
    [{ rate: 0 }, /--rate wants/],
    [{ duration: 5 }, /--duration wants/],
    [{ seed: 1.5 }, /--seed wants a whole number/],
    [{ timeZone: 'Mars/Base' }, /Unknown time zone "Mars\/Base"/],
    [{ scenarios: ['nothing'] }, /--scenario wants one of ssh-brute-force, /],
    [{ scenarios: ['wifi-monday'], duration: DAY }, /no moment for scenario wifi-monday/],
    [{ scenarios: ['deploy'], at: 0 }, /--at wants a time within the run; got "1970/],
  ] as [SimulateOptions, RegExp][])('%j is refused with what was wanted', (options, message) => {
    expect(() => simulate(options)).toThrow(message);
  });
});

test('a moment that is chosen is kept', () => {
  const at = Date.UTC(2026, 9, 21, 7, 30);
  const simulation = simulate({ ...QUICK, duration: 3 * DAY, scenarios: ['power-loss'], at });
  for (const _ of simulation.lines());
  expect(simulation.labels().planted[0]!.from).toBe('2026-10-21T07:30:00.000000Z');
});

test('planting one thing does not move another', () => {
  const options = { ...QUICK, scenarios: ['power-loss', 'night-outbound'] };
  const [both, alone] = [simulate(options), simulate({ ...options, scenarios: ['night-outbound'] })];
  for (const simulation of [both, alone]) for (const _ of simulation.lines());
  const [a, b] = [both.labels().planted[1]!, alone.labels().planted[0]!];
  expect(a.subjects).toEqual(b.subjects);
  expect(a.from).toBe(b.from);
});
