import { describe, expect, test } from 'vitest';
import {
  type KeptModel,
  ModelKeeper,
  nextFit,
  savedKeeper,
  savedModels,
} from '../../src/detectors/model-keeper.ts';
import { seededRandom } from '../../src/kit/random.ts';
import {
  fitIsolationForest,
  type IsolationForest,
  restoreIsolationForest,
} from '../../src/ml/isolation-forest.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const WEEK = 7 * DAY;
const START = Date.UTC(2026, 0, 5);

const kind: KeptModel<IsolationForest> = {
  ...{ name: 'made.rows', learner: 'isolation forest', stride: 6 },
  save: (forest) => forest.save(),
  restore: restoreIsolationForest,
  score: (forest, row) => forest.score(row),
};

/** Rows of a system at a level, a row a minute. */
class Made {
  readonly keeper = new ModelKeeper(kind);
  readonly known: { readonly time: number; readonly row: number[] }[] = [];
  time = START;
  readonly #random = seededRandom(1);

  row(level: number): number[] {
    return [level + this.#random(), this.#random(), level - this.#random()];
  }

  live(days: number, level = 0): this {
    for (const end = this.time + days * DAY; this.time < end; this.time += MINUTE) {
      const row = this.row(level);
      this.keeper.observe(row, this.time);
      this.known.push({ time: this.time, row });
    }
    return this;
  }

  /** Offers what was learnt of the last `days`, the rows held out of the trial. */
  fit(days = 1000): boolean {
    const all = this.known.filter(({ time }) => time >= this.time - days * DAY);
    const held = this.keeper.heldFrom(this.time);
    const rows = all.map(({ row }) => row);
    const trial = all.filter(({ time }) => time < held).map(({ row }) => row);
    return this.keeper.offer({
      ...{ time: this.time, rows },
      trial: forest(trial.length > 0 ? trial : rows),
      model: () => forest(rows),
    });
  }
}

function forest(rows: readonly number[][]): IsolationForest {
  return fitIsolationForest(rows, { trees: 30, seed: 1 });
}

describe('when', () => {
  test('a young model is fitted when there is half as much again, an old one once a week', () => {
    expect(nextFit('one', START, 2 * DAY)).toBe(START + DAY);
    expect(nextFit('one', START, 0)).toBeGreaterThan(START);
    const first = nextFit('one', START, 60 * DAY);
    expect(nextFit('one', first, 70 * DAY)).toBe(first + WEEK);
  });

  test('models are fitted at hours of their own', () => {
    const names = Array.from({ length: 50 }, (_, i) => `model ${i}`);
    const hours = names.map((name) => Math.floor(nextFit(name, START, WEEK * 9) / 3_600_000));
    expect(new Set(hours).size).toBeGreaterThan(30);
    for (const hour of hours) {
      expect(hour * 3_600_000 - START).toBeGreaterThan(WEEK / 2 - 3_600_000);
      expect(hour * 3_600_000 - START).toBeLessThan(1.5 * WEEK);
    }
  });

  test('it is due at first, then when its time has come, and at once when people want it', () => {
    const made = new Made().live(2);
    expect(made.keeper.isDue(made.time)).toBe(true);
    made.fit();
    expect(made.keeper.isDue(made.time)).toBe(false);
    expect(made.keeper.isDue(made.time + DAY)).toBe(true);
    made.keeper.obey({ kind: 'retrain', models: ['other', 'made.other', 'ma'] }, made.time);
    expect(made.keeper.isDue(made.time)).toBe(false);
    made.keeper.obey({ kind: 'retrain', models: ['made'] }, made.time);
    expect(made.keeper.isDue(made.time)).toBe(true);
  });

  test('what could not be fitted waits for the next time', () => {
    const made = new Made().live(2);
    made.keeper.failed(made.time);
    expect(made.keeper.isDue(made.time)).toBe(false);
    expect(made.keeper.report()).toMatchObject({ current: null, nextFit: made.time + DAY });
  });

  test('scores that drift bring the next fit forward, those that do not leave it', () => {
    const quiet = new Made().live(20);
    quiet.fit();
    const { nextFit } = quiet.live(2).keeper.report();
    expect(nextFit).toBeGreaterThan(quiet.time);
    expect(quiet.keeper.report().drifted).toBe(false);
    const moved = new Made().live(20);
    moved.fit();
    moved.live(2, 0.4);
    expect(moved.keeper.report().drifted).toBe(true);
    expect(moved.keeper.isDue(moved.time)).toBe(true);
    moved.fit(3);
    expect(moved.keeper.report()).toMatchObject({ drift: null, drifted: false });
  });
});

describe('which', () => {
  test('a new one that knows what came since takes the place of the old', () => {
    const made = new Made().live(3);
    made.fit();
    made.live(4, 2);
    expect(made.fit()).toBe(true);
    const { current, earlier, duel } = made.keeper.report();
    expect([current!.version, earlier.map(({ version }) => version)]).toEqual([2, [1]]);
    expect(duel).toMatchObject({ taken: true, past: null });
    expect(duel!.recent!.after).toBeGreaterThan(duel!.recent!.before + 0.05);
  });

  test('one that is worse on the last day is not taken', () => {
    const made = new Made().live(5);
    made.fit();
    made.live(3);
    const bad = forest(Array.from({ length: 300 }, () => made.row(5)));
    expect(made.keeper.offer({ time: made.time, rows: [], trial: bad, model: () => bad })).toBe(false);
    const { current, duel } = made.keeper.report();
    expect(current!.version).toBe(1);
    expect(duel).toMatchObject({ taken: false, because: 'it tells rows of the last day less well' });
  });

  test('one that forgot rows of a month ago is not taken, one that knows them is', () => {
    const made = new Made().live(32, 3).live(16);
    made.fit();
    made.live(2);
    expect(made.fit(3)).toBe(false);
    expect(made.keeper.report().duel).toMatchObject({
      taken: false,
      because: 'it forgot rows of a month ago',
    });
    expect(made.fit()).toBe(true);
  });

  test('one whose scores are no numbers is not taken', () => {
    const keeper = new ModelKeeper<{ readonly score: number }>({
      ...{ name: 'made', learner: 'none', stride: 1 },
      save: (model) => model,
      restore: (saved) => saved as { score: number },
      score: ({ score }, [value]) => score * value!,
    });
    const offer = (score: number) =>
      keeper.offer({ time: START + DAY, rows: [[1]], trial: { score }, model: () => ({ score }) });
    offer(1);
    for (let i = 0; i < 100; i++) keeper.observe([i], START + DAY + i * MINUTE);
    expect(offer(Number.NaN)).toBe(false);
    expect(keeper.report().duel).toMatchObject({ because: 'its scores are no numbers', recent: null });
    expect(offer(1)).toBe(true);
  });

  test('a kind that compares in its own way is measured on what is handed over, fewer rows saying nothing', () => {
    const worth = (rows: readonly (readonly number[])[], score: (row: readonly number[]) => number) =>
      rows.reduce((sum, row) => sum + score(row), 0) / rows.length;
    const keeper = new ModelKeeper<number>({
      ...{ name: 'made', learner: 'none', stride: 1, least: 2 },
      save: (model) => model,
      restore: Number,
      score: (model, [value]) => model * value!,
      compare: (rows, { before, after }) => ({
        before: worth(rows, before),
        after: worth(rows, after),
        error: 0,
      }),
    });
    const offer = (trial: number, rows: number, knew = 0) => {
      const recent = Array.from({ length: rows }, () => [1]);
      const measured = { recent, known: [[1], [1]], knew };
      return keeper.offer({ time: START, rows: [], trial, model: () => trial, measured });
    };
    offer(0.5, 0);
    expect(offer(0.3, 1)).toBe(true);
    expect(offer(0.1, 2)).toBe(false);
    expect(keeper.report().duel).toMatchObject({
      because: 'it is worse on what it was not shown',
      recent: { before: 0.3, after: 0.1, rows: 2 },
    });
    expect(offer(0.3, 2, 0.9)).toBe(false);
    expect(keeper.report().duel).toMatchObject({ because: 'it forgot what was known before' });
  });

  test('the last two before it can be gone back to, and one that people chose stays a week', () => {
    const made = new Made().live(10);
    for (let i = 0; i < 4; i++) {
      made.live(1);
      made.fit();
    }
    const versions = () => {
      const { current, earlier } = made.keeper.report();
      return [current!.version, ...earlier.map(({ version }) => version)];
    };
    expect(versions()).toEqual([4, 3, 2]);
    made.keeper.obey({ kind: 'rollback', model: 'made.rows', version: 1 }, made.time);
    made.keeper.obey({ kind: 'rollback', model: 'other', version: 2 }, made.time);
    expect(versions()).toEqual([4, 3, 2]);
    const before = made.keeper.model;
    made.keeper.obey({ kind: 'rollback', model: 'made.rows', version: 2 }, made.time);
    expect(versions()).toEqual([2, 4, 3]);
    expect(made.keeper.model).not.toBe(before);
    made.live(6, 2);
    expect(made.keeper.isDue(made.time)).toBe(false);
    expect(made.keeper.isDue(made.time + WEEK)).toBe(true);
  });

  test('of quiet scores about a thousandth is surprising', () => {
    const made = new Made().live(3);
    made.fit();
    const { judged, surprising } = made.live(14).keeper.report();
    expect(judged).toBeGreaterThan(5000);
    expect(surprising / judged).toBeLessThanOrEqual(0.002);
    expect(surprising / judged).toBeGreaterThanOrEqual(0.0005);
  });

  test('says how odd what it judged lately was, and goes on with that after a restart', () => {
    const made = new Made().live(3);
    made.fit();
    const { keeper } = made.live(14);
    const sum = (counts: readonly number[] = []) => counts.reduce((a, b) => a + b, 0);
    const { judged, surprising, surprises } = keeper.report();
    expect(Math.abs(sum(surprises?.counts) - judged)).toBeLessThan(13);
    expect(Math.abs(sum(surprises?.counts.slice(3 / surprises.width)) - surprising)).toBeLessThan(7);
    const again = new ModelKeeper(kind);
    again.load(savedKeeper.parse(keeper.save()), savedModels.parse(keeper.saveModels()));
    expect(again.report().surprises).toEqual(surprises);
    const { surprises: _, ...older } = keeper.save();
    again.load(savedKeeper.parse(older), savedModels.parse(keeper.saveModels()));
    expect(sum(again.report().surprises?.counts)).toBe(0);
  });
});

describe('kept', () => {
  const grown = () => {
    const made = new Made().live(5);
    made.fit();
    made.live(3);
    made.fit();
    return made;
  };
  const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown;
  const loaded = (made: Made, models: unknown = made.keeper.saveModels()) => {
    const keeper = new ModelKeeper(kind);
    keeper.load(savedKeeper.parse(json(made.keeper.save())), savedModels.parse(json(models)));
    return keeper;
  };

  test('it goes on as if nothing had happened', () => {
    const made = grown();
    const keeper = loaded(made);
    expect(keeper.report()).toEqual(made.keeper.report());
    made.live(2, 0.4);
    for (const { row, time } of made.known.filter(({ time }) => time >= START + 8 * DAY)) {
      keeper.observe(row, time);
    }
    expect(keeper.report()).toEqual(made.keeper.report());
    expect(json(keeper.save())).toEqual(json(made.keeper.save()));
    expect(keeper.saveModels()).toEqual(made.keeper.saveModels());
  });

  test('the same rows give the same models, byte for byte', () => {
    expect(JSON.stringify(grown().keeper.saveModels())).toBe(JSON.stringify(grown().keeper.saveModels()));
  });

  type Saved = ReturnType<IsolationForest['save']>;
  const nan = Buffer.from(new Float64Array([Number.NaN]).buffer);
  test.each<[string, (saved: Saved) => unknown]>([
    ['truncated', (saved) => ({ ...saved, paths: saved.paths.slice(0, -400) })],
    ['of a newer version', (saved) => ({ ...saved, version: 2 })],
    [
      'with weights that are no numbers',
      (saved) => {
        const bytes = Buffer.from(saved.thresholds, 'base64');
        nan.copy(bytes, 16);
        return { ...saved, thresholds: bytes.toString('base64') };
      },
    ],
    ['not there', () => null],
  ])('one that is %s gives way to the one before it, which is said', (_, broken) => {
    const made = grown();
    const [last, first] = made.keeper.saveModels();
    const keeper = loaded(made, [{ ...last, saved: broken(last!.saved as Saved) }, first]);
    expect(keeper.report().current!.version).toBe(1);
    expect(keeper.report().trouble).toMatch(
      /^Version 2 of the model made\.rows cannot be used: version 1 is used\. The saved state of "isolation forest"/,
    );
    expect(keeper.isDue(made.time)).toBe(true);
    expect(keeper.model!.score([9, 9, 9])).toBe(restoreIsolationForest(first!.saved).score([9, 9, 9]));
  });

  test('where none can be used a new one is due, with a number of its own', () => {
    const made = grown();
    const broken = made.keeper.saveModels().map((one) => ({ ...one, saved: {} }));
    const keeper = loaded(made, broken);
    expect(keeper.model).toBeNull();
    expect(keeper.report().trouble).toContain('cannot be used: a new one is learnt');
    const rows = made.known.map(({ row }) => row);
    keeper.offer({ time: made.time, rows, trial: forest(rows), model: () => forest(rows) });
    expect(keeper.report()).toMatchObject({ trouble: null, current: { version: 3 } });
  });
});
