import { expect, test } from 'vitest';
import { savedModels } from '../../src/detectors/model-keeper.ts';
import { RhythmModel, savedRhythmModel } from '../../src/detectors/rhythm-models.ts';
import { Series } from '../../src/detectors/rhythm-series.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { RememberedFits } from '../../src/testing/remembered-fits.ts';

const HOUR = 3_600_000;
const DAY = 24;
const ROOM = { fine: false, coarse: false };

/** Hosts with a day and a night, and slow days that are slow in all their hours. */
class Made {
  model = new RhythmModel('count');
  readonly fits = new RememberedFits();
  readonly rows = Array.from({ length: 12 }, (_, i) => {
    const of = { kind: 'host' as const, host: `h${i}`, app: null, template: null, metric: null, unit: '' };
    return new Series(of);
  });
  hour = 0;
  readonly #random = seededRandom(3);

  /** @param wild how far days are from one another */
  live(days: number, wild = 0.3): this {
    for (const end = this.hour + days * DAY; this.hour < end; this.hour++) {
      const wave = 60 + 40 * Math.sin(((this.hour % DAY) / DAY) * 2 * Math.PI);
      for (const [i, series] of this.rows.entries()) {
        const day = Math.floor(this.hour / DAY);
        const slow = 1 + wild * Math.sin(day * 12.9898 + i * 78.233);
        const weight = Math.max(1, Math.round(wave * slow + 10 * this.#random()));
        series.count(madeEvent({ time: this.hour * HOUR, weight }));
        series.closeHour(this.hour, { seen: true, room: ROOM });
      }
      this.model.takeDue((this.hour + 1) * HOUR);
      this.model.begin(this.rows, this.hour, this.fits);
    }
    return this;
  }

  get version(): number | null {
    return this.model.report().current?.version ?? null;
  }

  get time(): number {
    return this.hour * HOUR;
  }
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function copied(made: Made): RhythmModel {
  const model = new RhythmModel('count');
  const models = savedModels.parse(json(made.model.saveModels()));
  model.load(savedRhythmModel.parse(json(made.model.save())), { models, fits: made.fits });
  return model;
}

test('it is fitted after ten days, five days later, then at its hour of the week; each new one is measured', () => {
  const made = new Made().live(10);
  expect(made.model.report()).toMatchObject({
    name: 'rhythm.count',
    learner: 'LSTM autoencoder',
    current: null,
  });
  expect(made.live(1).version).toBe(1);
  const { current, nextFit } = made.model.report();
  expect(current!.rows).toBeGreaterThanOrEqual(60);
  expect(nextFit! - current!.fittedAt).toBeLessThan(6 * DAY * HOUR);
  made.live(6);
  const { duel, judged } = made.model.report();
  expect(made.version).toBe(2);
  expect(duel!.taken).toBe(true);
  // It tells what came from what could have come, and the trial did not know the last day.
  expect(duel!.recent!.rows).toBeGreaterThan(200);
  for (const share of [duel!.recent!.before, duel!.recent!.after]) expect(share).toBeGreaterThan(0.7);
  expect(judged).toBeGreaterThan(1000);
});

test('people have it learnt anew at once, and go back to the one before', () => {
  const made = new Made().live(12, 0.05);
  expect(made.version).toBe(1);
  made.model.obey({ kind: 'retrain', models: ['rhythm'] }, made.time);
  expect(made.live(0.25).version).toBe(2);
  const hour = made.hour - 1;
  const newer = made.model.judge(made.rows[0]!.hours, hour);
  made.model.obey({ kind: 'rollback', model: 'rhythm.count', version: 1 }, made.time);
  expect(made.version).toBe(1);
  expect(made.model.judge(made.rows[0]!.hours, hour)).not.toBe(newer);
  made.model.obey({ kind: 'rollback', model: 'rhythm.metric', version: 2 }, made.time);
  expect(made.version).toBe(1);
});

test('days that are less alike than before bring the next fit forward', () => {
  const made = new Made().live(24, 0.05);
  const { nextFit, drifted } = made.model.report();
  expect([drifted, nextFit! > made.time]).toEqual([false, true]);
  const was = made.version!;
  let hours = 0;
  while (made.version === was && hours++ < 6 * DAY) made.live(1 / DAY, 0.9);
  expect(made.time).toBeLessThan(nextFit!);
  expect(made.version).toBe(was + 1);
});

test('what was saved goes on alike, and a model that is broken gives way to the one before it', () => {
  const made = new Made().live(16);
  const copy = copied(made);
  expect(copy.report()).toEqual(made.model.report());
  const other = new Made().live(16);
  other.model = copy;
  made.live(3);
  other.live(3);
  expect(other.model.report()).toEqual(made.model.report());
  expect(json(other.model.saveModels())).toEqual(json(made.model.saveModels()));
  const [last, ...earlier] = made.model.saveModels();
  const broken = { ...last!, saved: { ...(last!.saved as object), weights: '' } };
  other.model.load(savedRhythmModel.parse(json(made.model.save())), {
    models: [broken, ...earlier],
    fits: made.fits,
  });
  expect(other.version).toBe(made.version! - 1);
  expect(other.model.report().trouble).toContain('cannot be used');
});
