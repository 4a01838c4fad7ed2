import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { fitSessions, restoreSessions, type SessionEvent } from '../../src/ml/index.ts';

/** A request as a server logs it: some with a cache miss, some with a retry or two. */
function request(random: () => number): string[] {
  const events = ['open', 'auth', 'parse'];
  if (random() < 0.3) events.push('miss', 'fetch', 'store');
  for (let tries = random() < 0.2 ? (random() < 0.2 ? 2 : 1) : 0; tries > 0; tries--)
    events.push('retry', 'parse');
  return [...events, 'answer', 'close'];
}

function requests(count: number, seed: number): string[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => request(random));
}

const NORMAL = requests(1000, 1);
const MODEL = fitSessions(NORMAL);

const odd = (sequence: readonly SessionEvent[], model = MODEL) => model.score(sequence) > model.threshold;

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof LogsiftError) return error.code;
    throw error;
  }
  return 'none';
}

describe('sessions that repeat', () => {
  test('fresh normal sessions are not odd', () => {
    expect(MODEL.by).toBe('mix');
    expect(requests(1000, 2).filter((session) => odd(session)).length).toBeLessThanOrEqual(4);
  });

  test('an event never seen, a set never seen, too many and too few are odd', () => {
    expect(odd(['open', 'auth', 'parse', 'panic', 'answer', 'close'])).toBe(true);
    expect(odd(['open', 'auth', 'parse', 'fetch', 'answer', 'close'])).toBe(true);
    expect(odd(['open', 'auth', 'parse', ...new Array(40).fill('retry'), 'answer', 'close'])).toBe(true);
    expect(odd(['open'])).toBe(true);
  });

  test('the explanation names what is new, and where the mix differs from the nearest known one', () => {
    const panic = MODEL.explain(['open', 'auth', 'parse', 'panic', 'answer', 'close']);
    expect(panic).toMatchObject({ odd: true, newKinds: ['panic'], newSet: false });
    expect(panic.differences[0]).toEqual({ event: 'panic', came: 1, usual: 0 });
    expect(panic.places).toContainEqual({ at: 3, event: 'panic', known: 0 });
    const lone = MODEL.explain(['open', 'auth', 'parse', 'fetch', 'answer', 'close']);
    expect(lone).toMatchObject({ odd: true, newKinds: [], newSet: true });
    const many = MODEL.explain(['open', 'auth', 'parse', ...new Array(40).fill('retry'), 'answer', 'close']);
    expect(many).toMatchObject({ length: 'long', events: 45 });
    expect(many.differences[0]).toMatchObject({ event: 'retry', came: 40 });
  });

  test('a normal session has nothing to explain', () => {
    const explained = MODEL.explain(['open', 'auth', 'parse', 'answer', 'close']);
    expect(explained).toMatchObject({ odd: false, score: 0, newKinds: [], length: null, distance: 0 });
    expect(explained.differences).toEqual([]);
    expect(explained.nearestSessions).toBeGreaterThan(400);
  });

  test('numbers and texts are events alike', () => {
    const model = fitSessions(NORMAL.map((session) => session.map((event) => event.length)));
    expect(odd([4, 4, 5, 6, 5], model)).toBe(false);
    expect(odd([4, 4, 99, 6, 5], model)).toBe(true);
  });
});

describe('sessions that do not repeat', () => {
  /** Walks over 12 events, each with three that may follow. */
  function walk(random: () => number, steps: number): number[] {
    const events = [0];
    while (events.length < steps) events.push((events.at(-1)! * 5 + 1 + Math.floor(random() * 3)) % 12);
    return events;
  }
  const random = seededRandom(4);
  const walks = Array.from({ length: 300 }, () => walk(random, 40 + Math.floor(random() * 40)));
  const model = fitSessions(walks, { alpha: 0.02 });

  test('are judged by the order: the same events shuffled are odd, fresh walks are not', () => {
    expect(model.by).toBe('order');
    const fresh = Array.from({ length: 100 }, () => walk(random, 60));
    expect(fresh.filter((session) => odd(session, model)).length).toBeLessThanOrEqual(8);
    const shuffled = fresh.map((session) => session.toSorted((a, b) => ((a * 7) % 12) - ((b * 7) % 12)));
    expect(shuffled.filter((session) => odd(session, model)).length).toBe(100);
  });

  test('the explanation shows where the order was never seen', () => {
    const session = walk(random, 60);
    session.splice(30, 0, (session[29]! * 5 + 7) % 12);
    expect(model.explain(session).places.some(({ at, known }) => Math.abs(at - 30) <= 1 && known <= 1)).toBe(
      true,
    );
  });
});

describe('training', () => {
  const bad = Array.from({ length: 20 }, (_, i) => [
    'open',
    'auth',
    ...new Array(1 + (i % 3)).fill('denied'),
  ]);

  test('mixed training leaves out rare kinds of session, clean training learns them', () => {
    const both = [...NORMAL, ...bad.slice(0, 6)];
    expect(bad.filter((session) => odd(session, fitSessions(both, { training: 'mixed' }))).length).toBe(20);
    expect(bad.filter((session) => odd(session, fitSessions(both))).length).toBe(0);
  });

  test('mixed training keeps rare mixtures of what is common', () => {
    const model = fitSessions([...NORMAL, ...bad.slice(0, 6)], { training: 'mixed' });
    expect(requests(1000, 2).filter((session) => odd(session, model)).length).toBeLessThanOrEqual(10);
  });

  test('mixed training learns a rare set of common kinds that is near to a common set', () => {
    const rare = ['open', 'parse', 'miss', 'fetch', 'store', 'answer', 'close'];
    const both = [...NORMAL, ...new Array<string[]>(5).fill(rare), ...bad.slice(0, 6)];
    const model = fitSessions(both, { training: 'mixed' });
    expect(odd(rare, model)).toBe(false);
    expect(odd(bad[0]!, model)).toBe(true);
  });

  test('normal sessions are learnt as they come; odd ones only when a person says that they are normal', () => {
    const model = fitSessions(NORMAL);
    const session = ['open', 'auth', 'parse', 'panic', 'answer', 'close'];
    expect(model.observe(session)).toBeGreaterThan(model.threshold);
    expect(model.observe(session)).toBeGreaterThan(model.threshold);
    expect(model.sessions).toBe(1000);
    model.observe(session, { normal: true });
    expect(model.observe(session)).toBeLessThanOrEqual(model.threshold);
    expect(model.sessions).toBe(1002);
  });

  test('a score asked for changes nothing', () => {
    const before = JSON.stringify(MODEL.save());
    const session = ['open', 'auth', 'fetch', 'fetch', 'close'];
    const score = MODEL.score(session);
    MODEL.score(['parse', 'parse', 'miss', 'answer']);
    expect(MODEL.score(session)).toBe(score);
    MODEL.score(['new', 'things']);
    MODEL.explain(['new', 'things']);
    expect(JSON.stringify(MODEL.save())).toBe(before);
  });

  test('the same sessions give the same bytes', () => {
    expect(JSON.stringify(fitSessions(requests(1000, 1)).save())).toBe(JSON.stringify(MODEL.save()));
  });
});

describe('bad input and bounds', () => {
  test('one session, equal ones and empty ones can be learnt from; none cannot', () => {
    expect(odd(['a', 'b'], fitSessions([['a', 'b']]))).toBe(false);
    expect(odd(['a', 'c'], fitSessions([['a', 'b']]))).toBe(true);
    expect(odd([], fitSessions([['a'], [], ['a']]))).toBe(false);
    expect(code(() => fitSessions([]))).toBe('USAGE');
    expect(code(() => fitSessions([[], []]))).toBe('USAGE');
    expect(code(() => fitSessions([['a']], { alpha: 0.6 }))).toBe('USAGE');
    expect(code(() => fitSessions([['a']], { alpha: Number.NaN }))).toBe('USAGE');
  });

  test('names of events are text: none is special', () => {
    const model = fitSessions([
      ['__proto__', 'constructor', '(other)'],
      ['__proto__', 'constructor', '(other)'],
    ]);
    expect(odd(['__proto__', 'constructor', '(other)'], model)).toBe(false);
    expect(odd(['__proto__', 'constructor', 'toString'], model)).toBe(true);
  });

  test('kinds, sets, mixes and contexts without number stay within their caps', () => {
    const random = seededRandom(9);
    const caps = { kinds: 50, sets: 20, mixes: 30, contexts: 500 };
    const model = fitSessions(NORMAL.slice(0, 100), { caps });
    for (let i = 0; i < 3000; i++) {
      const kinds = i < 1000 ? 20 : 1e6;
      const session = Array.from({ length: 12 }, () => `e${Math.floor(random() * kinds)}`);
      model.observe(session, { normal: true });
    }
    const saved = model.save();
    expect(saved.names.length).toBeLessThan(50);
    expect(saved.sets.length).toBeLessThanOrEqual(20);
    expect(saved.mixes.length).toBeLessThanOrEqual(30);
    expect(Buffer.from(saved.parents, 'base64').length / 4).toBeLessThanOrEqual(500);
    expect(model.score(['open'])).toBeLessThanOrEqual(1);
  });

  test('a very long session is judged', () => {
    expect(odd(new Array(300_000).fill('retry'))).toBe(true);
  });
});

describe('state', () => {
  test('saved and restored, it judges and learns the same', () => {
    const first = fitSessions(NORMAL.slice(0, 500));
    const second = restoreSessions(JSON.parse(JSON.stringify(first.save())));
    for (const session of [...requests(300, 5), ['open', 'x'], ['close'], []]) {
      expect(second.explain(session)).toEqual(first.explain(session));
      expect(second.observe(session)).toBe(first.observe(session));
    }
    expect(second.save()).toEqual(first.save());
    expect(
      fitSessions([['a']])
        .restore(first.save())
        .save(),
    ).toEqual(first.save());
  });

  test('what is no state is refused, and leaves the model as it was', () => {
    const saved = MODEL.save();
    const broken = [
      null,
      { ...saved, version: 2 },
      { ...saved, names: [...saved.names, saved.names[0]!] },
      { ...saved, inSessions: [] },
      { ...saved, mixes: [[[3, 2], [1, 1], 1, 1]] },
      { ...saved, mixes: [[[1], [1, 1], 1, 1]] },
      { ...saved, parents: saved.parents.slice(4) },
      { ...saved, events: Buffer.from(new Int32Array([7, 7]).buffer).toString('base64') },
      { ...saved, limits: { ...saved.limits, limit: Number.NaN } },
    ];
    const model = fitSessions([['a']]);
    const before = JSON.stringify(model.save());
    for (const state of broken) expect(code(() => model.restore(state))).toBe('STATE_INVALID');
    expect(JSON.stringify(model.save())).toBe(before);
  });
});
