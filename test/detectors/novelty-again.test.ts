import { expect, test } from 'vitest';
import { Engine } from '../../src/app/engine.ts';
import type { Finding } from '../../src/core/finding.ts';
import novelty from '../../src/detectors/novelty.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A firewall that knows one network inside; the rest of the time somebody else is in touch with the world outside. */
class Firewall {
  readonly told: Finding[] = [];
  engine = this.#engine();
  #now = MADE_START;
  #line = 0;
  readonly #known = new Set<string>();

  /** Connections as usual, one every quarter of an hour, up to a day. */
  usualUntil(day: number): void {
    for (; this.#now < MADE_START + day * DAY; this.#now += HOUR / 4) {
      this.built(`10.1.1.${(this.#line % 8) + 1}`, this.#now);
    }
  }

  /** One connection outwards. */
  built(inside: string, time = this.#now): void {
    const n = ++this.#line;
    const far = `outside:203.0.${(n * 7) % 256}.${(n * 13) % 256}/443`;
    const message = `Built outbound TCP connection ${n} for ${far} to inside:${inside}/${1024 + ((n * 37) % 60_000)}`;
    this.engine.observe(madeEvent({ message, host: 'fw', app: 'ASA', time, line: n }));
    this.#now = Math.max(this.#now, time);
  }

  bad(message: string, host = 'fw'): void {
    this.engine.observe(madeEvent({ message, host, app: 'disk', time: this.#now, line: ++this.#line }));
  }

  /** Ids of what was told for the first time since the last call. */
  news(): string[] {
    const ids = new Set(this.told.map(({ id }) => id).filter((id) => !this.#known.has(id)));
    this.told.length = 0;
    for (const id of ids) this.#known.add(id);
    return [...ids];
  }

  /** Goes on in another engine, by way of its state as JSON. */
  restart(): void {
    const state = JSON.parse(JSON.stringify(this.engine.snapshot()));
    this.engine = this.#engine();
    this.engine.restore(state);
  }

  #engine(): Engine {
    return new Engine({ detectors: [novelty], onFinding: (finding) => this.told.push(finding) });
  }
}

function firewall(): Firewall {
  const one = new Firewall();
  one.usualUntil(20);
  one.news();
  return one;
}

test('a network that was told when it was new is told on its next three occasions, from whatever host in it', () => {
  const wall = firewall();
  const told = [20, 27, 34, 41, 48, 55].map((day, i) => {
    wall.usualUntil(day);
    wall.news();
    wall.built(`10.9.9.${i + 1}`);
    return wall.told.map(({ because, surprise, gravity }) => ({ because, surprise, gravity }));
  });
  expect(told.map(({ length }) => length)).toEqual([1, 1, 1, 1, 0, 0]);
  expect(told[1]![0]!.because).toMatch(
    /"ASA" names "10\.9\.9\.2\/\d+"; network "10\.9\.9\.0\/24" came only once before, a? ?.*earlier\.$/,
  );
  expect(told[3]![0]!.because).toMatch(/only three times before/);
  // As unlikely, and as grave, as it was the first time.
  expect(told[3]![0]!.surprise).toBeCloseTo(told[0]![0]!.surprise, 5);
  expect(told[3]![0]!.gravity).toBe(told[0]![0]!.gravity);
});

test('what comes again within the same occasion is not told again', () => {
  const wall = firewall();
  wall.built('10.9.9.1');
  wall.news();
  wall.usualUntil(20.3);
  wall.built('10.9.9.1');
  expect(wall.news()).toEqual([]);
});

test('what stays for hours has come to stay: it was told once', () => {
  const wall = firewall();
  for (let quarter = 0; quarter < 30; quarter++) {
    wall.built('10.9.9.1');
    wall.usualUntil(20 + (quarter + 1) / 96);
  }
  wall.news();
  wall.usualUntil(27);
  wall.news();
  wall.built('10.9.9.1');
  expect(wall.news()).toEqual([]);
});

test('what people called noise or expected is told no more; what they called real is', () => {
  for (const [feedback, times] of [
    [{ kind: 'verdict', verdict: 'noise' }, 0],
    [{ kind: 'expected', until: MADE_START + 90 * DAY }, 0],
    [{ kind: 'verdict', verdict: 'real' }, 1],
  ] as const) {
    const wall = firewall();
    wall.built('10.9.9.1');
    wall.engine.feedback({ ...feedback, finding: wall.news()[0]! });
    wall.usualUntil(27);
    wall.restart();
    wall.news();
    wall.built('10.9.9.1');
    expect(wall.news()).toHaveLength(times);
  }
});

test('a restart forgets nothing of it', () => {
  const wall = firewall();
  wall.built('10.9.9.1');
  wall.restart();
  wall.usualUntil(27);
  wall.restart();
  wall.news();
  wall.built('10.9.9.2');
  expect(wall.news()).toHaveLength(1);
});

test('an ordinary bad kind of line is known when it came once; the worst is told when it comes back', () => {
  for (const [message, times] of [
    ['read failed on sector 5', 0],
    ['filesystem corrupted at block 5, unrecoverable', 1],
  ] as const) {
    const wall = firewall();
    wall.bad(message);
    expect(wall.news(), message).toHaveLength(1);
    wall.usualUntil(30);
    wall.news();
    wall.bad(message);
    expect(wall.news(), message).toHaveLength(times);
  }
});

test('the worst kind of line is told again under the more general text that it has got', () => {
  const run = new DetectorRun(novelty);
  const usual = madeTemplate('all is well');
  for (let hour = 0; hour < 20 * 24; hour++) {
    run.observe([madeEvent({ template: usual, time: MADE_START + hour * HOUR })]);
  }
  const message = 'array is degraded';
  const [old, general] = [madeTemplate(message), madeTemplate('<*> is degraded')];
  run.observe([
    madeEvent({ message, template: old, time: MADE_START + 20 * DAY, firsts: [{ kind: 'template' }] }),
  ]);
  expect(run.take().map(({ count }) => count)).toEqual([1]);
  Object.assign(old, { successor: general });
  run.observe([madeEvent({ message, template: general, time: MADE_START + 27 * DAY })]);
  expect(run.take().at(-1)!.because).toBe(
    'A kind of line from "sshd" that came only once before, 7 days earlier.',
  );
});
