import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { IdStream } from '../../src/ml/index.ts';

function trained(options = {}): IdStream {
  const stream = new IdStream(options);
  for (const id of ['a', 'b', 'c']) stream.train(id);
  return stream;
}

const states = (stream: IdStream, ids: readonly string[]) => ids.map((id) => stream.observe(id).state);

describe('new or routine', () => {
  test('what training had is known, what it had not is new', () => {
    expect(states(trained(), ['a', 'x', 'b', 'x'])).toEqual(['known', 'new', 'known', 'new']);
  });

  test('what always begins after the same id becomes routine, and says so once', () => {
    const stream = trained();
    const seen = Array.from({ length: 8 }, () => [
      stream.observe('a'),
      stream.observe('x'),
      stream.observe('x'),
    ]);
    const absorbed = seen.flat().flatMap((each) => (each.absorbed === null ? [] : [each.absorbed]));
    expect(absorbed).toEqual([{ why: 'follows', after: 'a' }]);
    expect(seen[4]![1]!.state).toBe('new');
    expect(seen[4]![2]!.state).toBe('routine');
  });

  test('what begins after this and that stays new', () => {
    const stream = trained();
    for (let i = 0; i < 300; i++) {
      stream.observe('abc'[i % 3]!);
      expect(stream.observe('x').state).toBe('new');
    }
  });

  test('what comes very often becomes routine, its score falling to a half', () => {
    const stream = trained({ events: 100 });
    const seen = Array.from({ length: 101 }, () => stream.observe('x'));
    expect(seen[0]!.score).toBe(1);
    expect(seen[99]!.score).toBeCloseTo(0.505);
    expect(seen[99]!.absorbed).toEqual({ why: 'frequent' });
    expect(seen[100]).toEqual({ state: 'routine', score: 0, absorbed: null });
  });

  test('a person may say that an id is normal', () => {
    const stream = trained();
    stream.observe('x');
    stream.train('x');
    expect(stream.observe('x').state).toBe('known');
  });
});

describe('bounds and state', () => {
  test('ids without number are one id, and memory does not grow', () => {
    const stream = trained({ ids: 10 });
    for (let i = 0; i < 5000; i++) stream.observe(`id${i}`);
    const { fresh } = stream.save();
    expect(fresh.length).toBeLessThanOrEqual(8);
    expect(fresh.every(({ after }) => after.length <= 16)).toBe(true);
  });

  test('saved anywhere and restored, it goes on the same', () => {
    const ids = Array.from({ length: 400 }, (_, i) =>
      'aaxbbycxz__proto__'.slice((i * 7) % 11, ((i * 7) % 11) + 2),
    );
    const whole = trained();
    const seen = ids.map((id) => whole.observe(id));
    for (const cut of [0, 1, 150, 399]) {
      const first = trained();
      for (const id of ids.slice(0, cut)) first.observe(id);
      const later = IdStream.load(JSON.parse(JSON.stringify(first.save())));
      expect(ids.slice(cut).map((id) => later.observe(id))).toEqual(seen.slice(cut));
      expect(later.save()).toEqual(whole.save());
    }
  });

  test('bad options and bad state are refused', () => {
    const code = (work: () => unknown) => {
      try {
        work();
      } catch (error) {
        return error instanceof LogsiftError ? error.code : error;
      }
      return 'none';
    };
    for (const options of [{ runs: 0 }, { share: 0 }, { share: 1.1 }, { events: 0.5 }, { ids: Number.NaN }]) {
      expect(code(() => new IdStream(options))).toBe('USAGE');
    }
    const saved = trained().save();
    for (const state of [null, { ...saved, version: 2 }, { ...saved, known: [1] }]) {
      expect(code(() => IdStream.load(state))).toBe('STATE_INVALID');
    }
  });
});
