import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import type { Finding } from '../../src/core/finding.ts';
import rhythm from '../../src/detectors/rhythm.ts';
import { Looks } from '../../src/detectors/rhythm-looks.ts';
import { RhythmModel } from '../../src/detectors/rhythm-models.ts';
import { Series } from '../../src/detectors/rhythm-series.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { ThreadFits } from '../../src/ml/index.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const ROOM = { fine: true, coarse: true };
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SERVED = madeTemplate('request served');
const BACKUP = madeTemplate('backup of /srv finished');

const served = (time: number, more: { host?: string; weight?: number } = {}) =>
  madeEvent({ message: SERVED.text, template: SERVED, app: 'web', host: 'web1', time, ...more });
const backup = (time: number) =>
  madeEvent({ message: BACKUP.text, template: BACKUP, app: 'backup', host: 'nas1', time });

// Before the contract uses up the numbers that there are for hosts.
for (const host of ['web0', 'web1', 'web2', 'web3', 'nas1']) madeEvent({ host });

function inOrder(...parts: readonly Event[][]): Event[] {
  const events = parts.flat().sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

/** One to five requests every five minutes. */
function busy(days: number, random = seededRandom(7)): Event[] {
  return Array.from({ length: days * 288 }, (_, i) =>
    Array.from({ length: 1 + Math.floor(random() * 5) }, (_, n) =>
      served(MADE_START + i * 5 * MINUTE + n * 40_000),
    ),
  ).flat();
}

const AT = MADE_START + 9.5 * DAY;
const flood = () => Array.from({ length: 300 }, (_, n) => served(AT + 1000 + n * 500));
const stream = () => inOrder(busy(10), flood());
const odd = stream().findIndex(({ received }) => received === AT + 1000 + 200 * 500);

/** Some lines every hour, more by day, on some hosts; `weight` stands for lines, to be quick. */
function daily(
  days: number,
  { hosts = 4, seed = 3, from = 0 }: { hosts?: number; seed?: number; from?: number } = {},
): Event[] {
  const random = seededRandom(seed);
  const events: Event[] = [];
  for (let hour = from * 24; hour < days * 24; hour++) {
    for (let host = 0; host < hosts; host++) {
      const mean = 40 + 30 * Math.sin(((hour % 24) / 24) * 2 * Math.PI) + 10 * host;
      for (let part = 0; part < 12; part++) {
        const weight = poisson(mean / 12, random);
        const time = MADE_START + hour * HOUR + part * 5 * MINUTE + host * 1000;
        if (weight > 0) events.push(served(time, { host: `web${host}`, weight }));
      }
    }
  }
  return events;
}

function poisson(mean: number, random: () => number): number {
  let left = Math.exp(-mean);
  let product = random();
  let n = 0;
  for (; product > left; n++) {
    product *= random();
    left ||= Number.MIN_VALUE;
  }
  return n;
}

function nightly(days: number, hourOf: (day: number) => number | null): Event[] {
  return Array.from({ length: days }, (_, day) => {
    const hour = hourOf(day);
    return hour === null ? [] : [backup(MADE_START + day * DAY + hour * HOUR + 20 * MINUTE)];
  }).flat();
}

function once(events: readonly Event[]): Finding[] {
  const run = new DetectorRun(rhythm);
  run.observe(events);
  return run.finish();
}

describe('contract', () => {
  const harness = { fileName: 'rhythm', stream, odd, maxGrowthBytes: 60e6 };
  // It says nothing in two passes: a test of its own is below.
  const checks = detectorChecks(rhythm, harness).filter(
    ({ name }) => name !== 'finds the odd event in two passes',
  );
  for (const check of checks) test(check.name, check.run);
});

test('in two passes it stays quiet', () => {
  const run = new DetectorRun(rhythm);
  run.learn(stream());
  expect(run.judge(stream())).toEqual([]);
});

test('it says of its models what there is to say, and they are learnt anew when people want it', () => {
  const run = new DetectorRun(rhythm);
  run.detector.feedback({ kind: 'retrain', models: ['rhythm'] });
  run.observe(inOrder(daily(13)));
  const [count, metric] = run.detector.models!();
  expect([count, metric]).toMatchObject([
    { name: 'rhythm.count', learner: 'LSTM autoencoder', current: { version: 1 } },
    { name: 'rhythm.metric', current: null },
  ]);
  expect(count!.nextFit).toBeGreaterThan(MADE_START + 13 * DAY);
  run.detector.feedback({ kind: 'retrain', models: ['rhythm.count'] });
  expect(run.detector.models!()[0]!.nextFit).toBeNull();
  const state = run.detector.snapshot() as { models: { count: unknown[]; metric: unknown[] } };
  expect([state.models.count.length, state.models.metric.length]).toEqual([1, 0]);
});

test('a flood is told within its five minutes, once, with what is usual', () => {
  const findings = once(stream());
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
  const [finding] = findings;
  expect(finding!.because).toMatch(
    /^Lines like "request served" of "web" on "web1" came 3\d\d times in 5 minutes, where \d–\d+ are usual at this hour of a workday, and 2 other counts changed with it\.$/,
  );
  expect(finding!.about.host).toBe('web1');
  expect(finding!.to - finding!.from).toBe(5 * MINUTE);
});

test('what comes every night at the same hour and did not last night is told, not what comes an hour later', () => {
  const findings = once(
    inOrder(
      daily(27),
      nightly(27, (day) => (day === 25 ? null : 3)),
    ),
  );
  const [missed, ...more] = findings.filter(({ about }) => about.host === 'nas1');
  expect(more).toEqual([]);
  expect(missed!.because).toMatch(/not once in an hour, where 1 is usual at this hour of a workday/);
  expect(missed!.from).toBe(MADE_START + 25 * DAY + 3 * HOUR);
  // From one night on, an hour later, as when clocks are set.
  const moved = inOrder(
    daily(25),
    nightly(25, (day) => (day >= 22 ? 4 : 3)),
  );
  expect(once(moved).filter(({ about }) => about.host === 'nas1')).toEqual([]);
});

test('what an upgrade says in other words is not missed', () => {
  const other = madeTemplate('request was served');
  const reworded = daily(26, { hosts: 3 }).map((event) => {
    if (event.host !== 'web1' || event.received < MADE_START + 25.5 * DAY) return event;
    const { host, received: time, weight } = event;
    return madeEvent({ message: other.text, template: other, app: 'web', host, time, weight });
  });
  const findings = once(inOrder(reworded)).filter(({ from }) => from >= MADE_START + 25.4 * DAY);
  expect(findings.filter(({ because }) => because.includes('"request served"'))).toEqual([]);
});

test('while nothing can be seen nothing is missed', () => {
  const [from, to] = [MADE_START + 25 * DAY + 2 * HOUR, MADE_START + 25 * DAY + 9 * HOUR];
  const all = inOrder(
    daily(27),
    nightly(27, () => 3),
  );
  const run = new DetectorRun(rhythm);
  run.observe(all.filter(({ received }) => received < from));
  run.detector.blind!(from, to);
  run.observe(all.filter(({ received }) => received >= to));
  expect(run.finish().filter(({ about }) => about.host === 'nas1')).toEqual([]);
});

test('a model that is being fitted takes effect at the same time after a restart', () => {
  const all = inOrder(
    daily(27),
    nightly(27, (day) => (day === 25 ? null : 3)),
  );
  const pending = (run: DetectorRun) =>
    (run.detector.snapshot() as { fresh: { count: { fit: unknown } } }).fresh.count.fit;
  const [original, restored] = [new DetectorRun(rhythm), new DetectorRun(rhythm)];
  let cut = 0;
  for (let day = 9; pending(original) === null; day += 1 / 24) {
    const until = all.findIndex(({ received }) => received > MADE_START + day * DAY);
    original.observe(all.slice(cut, until));
    cut = until;
  }
  original.take();
  restored.resume(original);
  for (const run of [original, restored]) run.observe(all.slice(cut));
  const findings = restored.finish();
  expect(findings).toEqual(original.finish());
  expect(findings.length).toBeGreaterThan(0);
});

test('what is told of already is not learnt: an hour of untrained lines is no hour', () => {
  const many = (day: number) =>
    Array.from({ length: 200 }, (_, n) => {
      const event = served(MADE_START + day * DAY + 12 * HOUR + n * 1000, { host: 'web0' });
      event.trains = false;
      return event;
    });
  const last = Array.from({ length: 200 }, (_, n) =>
    served(MADE_START + 25 * DAY + 12 * HOUR + n * 1000, { host: 'web0' }),
  );
  const weeks = [14, 15, 16, 17, 18, 21, 22, 23, 24].flatMap(many);
  const findings = once(inOrder(daily(27), weeks, last)).filter(({ about }) => about.host === 'web0');
  const [told] = findings.filter(({ from }) => from >= MADE_START + 25 * DAY);
  expect(told!.because).toMatch(/2\d\d times in 5 minutes, where 0–\d+ are usual at this hour of a workday/);
  expect(findings.filter(({ to }) => to - told!.to > 0)).toEqual([]);
});

test('a metric that is not as it is at this hour is told by its name, with its unit', () => {
  const random = seededRandom(5);
  const run = new DetectorRun(rhythm);
  for (let time = MADE_START; time < MADE_START + 27 * DAY; time += 5 * MINUTE) {
    const hour = (time - MADE_START) / HOUR;
    run.detector.tick(time);
    const wave = Math.sin((hour / 24) * 2 * Math.PI);
    const usual = 40 + 20 * wave + 12 * (random() + random());
    const value = hour >= 610 && hour < 612 ? 95 : usual;
    run.detector.measure({ metric: 'queue length', host: 'mail1', time, value, unit: 'mails' });
  }
  const findings = run.finish();
  expect(findings.map(({ about }) => about)).toEqual([{ host: 'mail1', metric: 'queue length' }]);
  expect(findings[0]!.because).toMatch(
    /^"queue length" on "mail1" was 95 mails over an hour, where [\d.]+–[\d.]+ mails is usual at this hour of a workday\.$/,
  );
});

test('people say that it is noise: it is not told again', () => {
  const nights = (day: number) => (day === 22 || day === 25 ? null : 3);
  const all = inOrder(daily(27), nightly(27, nights));
  const run = new DetectorRun(rhythm);
  const told: Finding[] = [];
  for (const event of all) {
    run.observe([event]);
    for (const finding of run.take()) {
      if (finding.about.host !== 'nas1') continue;
      told.push(finding);
      run.detector.feedback({ kind: 'verdict', finding: finding.id, verdict: 'noise' });
    }
  }
  expect(told.filter(({ from }) => from > MADE_START + 24 * DAY)).toEqual([]);
});

test('a series takes at most 40 kB', () => {
  const series = new Series({
    kind: 'host',
    host: 'web1',
    app: null,
    template: null,
    metric: null,
    unit: '',
  });
  for (let hour = 0; hour < 2000; hour++) {
    for (let n = 0; n < 12; n++) {
      series.count(served(hour * HOUR + n * 5 * MINUTE, { weight: 5 }));
      series.closeFive(hour * HOUR + n * 5 * MINUTE, true);
    }
    series.closeHour(hour, { seen: true, room: ROOM });
  }
  expect(series.isFine).toBe(true);
  expect(JSON.stringify(series.save()).length).toBeLessThan(40_000);
});

test('in a quiet stream one look of a thousand surprises by three, of each kind of look', () => {
  const chances = seededRandom(11);
  const fits = new ThreadFits();
  const model = new RhythmModel('count');
  const looks = { five: new Looks(), hour: new Looks(), model: new Looks() };
  const counts = { five: [0, 0], hour: [0, 0], model: [0, 0] };
  const look = (of: keyof typeof counts, score: number, at: number) => {
    if (Number.isNaN(score)) return;
    const { raw } = looks[of].take(score, at, 1);
    counts[of][0]!++;
    if (raw >= 3) counts[of][1]!++;
  };
  const all = Array.from({ length: 60 }, (_, i) => {
    const of = { kind: 'host' as const, host: `h${i}`, app: null, template: null, metric: null, unit: '' };
    return { series: new Series(of), mean: 0.3 * 1.12 ** i };
  });
  const rows = all.map(({ series }) => series);
  for (let hour = 0; hour < 36 * 24; hour++) {
    const wave = 1 + 0.6 * Math.sin((hour / 24) * 2 * Math.PI);
    for (const { series, mean } of all) {
      for (let n = 0; n < 12; n++) {
        const at = hour * HOUR + n * 5 * MINUTE;
        const weight = poisson((mean * wave) / 12, chances);
        if (weight > 0) series.count(served(at, { weight }));
        look('five', series.closeFive(at, true).score, at);
      }
      look('hour', series.closeHour(hour, { seen: true, room: ROOM }).score, hour * HOUR);
      const usual = series.hours.usual(hour);
      if (usual.days < 5) continue;
      const far = series.hours.farFrom(hour, usual);
      const left = Math.abs(far) < 2 ? far : (model.judge(series.hours, hour) ?? far);
      look('model', Math.abs(left), hour * HOUR);
    }
    model.takeDue((hour + 1) * HOUR);
    model.begin(rows, hour, fits);
  }
  expect(fits.counts.taken).toBeGreaterThan(2);
  for (const [looked, surprised] of Object.values(counts)) {
    expect(looked).toBeGreaterThan(20_000);
    expect(surprised! / looked!).toBeGreaterThan(0.0005);
    expect(surprised! / looked!).toBeLessThan(0.002);
  }
});
