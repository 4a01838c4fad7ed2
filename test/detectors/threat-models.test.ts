import { expect, test } from 'vitest';
import { savedModels } from '../../src/detectors/model-keeper.ts';
import { FEATURES } from '../../src/detectors/threat-features.ts';
import { shippedThreats } from '../../src/detectors/threat-model.ts';
import { savedThreatModels, ThreatModels } from '../../src/detectors/threat-models.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { RememberedFits } from '../../src/testing/remembered-fits.ts';

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const START = Date.UTC(2026, 0, 5);
const HOSTS = FEATURES.indexOf('unique_hosts');
const fits = new RememberedFits();
const { known, model: shipped } = shippedThreats();
/** Scans of this network that nobody minds: to those that ship an attack, but at more machines than any. */
const scans = known
  .filter(({ label }) => label === 1)
  .map(({ row }) => row.map((value, i) => (i === HOSTS ? 40 : value)))
  .filter((row) => shipped.predict(row) > 0.9);
const scanned = (i: number): number[] => scans[i % scans.length]!;

function heard(labels: readonly number[], models = new ThreatModels()): ThreatModels {
  models.observe(scanned(0), START);
  for (const [i, label] of labels.entries())
    models.hear({ rows: [scanned(i)], label }, START + i * MINUTE, fits);
  return models;
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const later = START + DAY / 2;

test('those that ship are the first version, and can be gone back to', () => {
  const models = heard([]);
  expect(models.isOwn).toBe(false);
  expect(models.report()).toMatchObject({
    name: 'threat',
    current: { version: 1, rows: known.length },
    duel: null,
  });
  heard(new Array(8).fill(0), models).tick(later, fits);
  expect([models.isOwn, models.report().current!.version]).toEqual([true, 2]);
  expect(models.model.predict(scanned(3))).toBeLessThan(0.3);
  models.obey({ kind: 'rollback', model: 'threat', version: 1 }, later);
  expect([models.isOwn, models.report().current!.version]).toEqual([false, 1]);
  expect(models.saveModels()[0]!.saved).toBeNull();
});

test('new ones are measured on verdicts that the trial did not know, and on what those that ship know', () => {
  const models = heard(new Array(16).fill(0));
  models.tick(later, fits);
  const { recent, past, taken } = models.report().duel!;
  expect(taken).toBe(true);
  expect([recent!.rows, past!.rows]).toEqual([2, 82]);
  expect(recent!.before).toBeLessThan(0.2);
  expect(recent!.after).toBeGreaterThan(0.7);
  expect(past!.after).toBeGreaterThan(0.85);
});

test('verdicts that would make it forget what is a threat everywhere leave the trees as they are', () => {
  const models = new ThreatModels();
  models.observe(scanned(0), START);
  // All that ships as a threat is none, and the other way round.
  const random = seededRandom(1);
  const some = known.filter(({ label }) => label === 1 || random() < 0.3).slice(0, 120);
  for (const { row, label } of some)
    models.hear({ rows: [row, row, row, row], label: 1 - label }, START, fits);
  // The first eight are learnt: what few verdicts say is little beside what ships.
  models.tick(later, fits);
  const { version } = models.report().current!;
  models.obey({ kind: 'retrain', models: ['threat'] }, later);
  models.tick(later + DAY, fits);
  models.tick(later + 2 * DAY, fits);
  expect(models.report().duel).toMatchObject({ taken: false, because: 'it forgot what was known before' });
  expect(models.report().current!.version).toBe(version);
});

test('a few new verdicts wait for the week, or until people want them learnt; without any there is nothing to learn', () => {
  const models = heard(new Array(8).fill(0));
  models.tick(later, fits);
  models.obey({ kind: 'retrain', models: 'all' }, later);
  models.tick(later + DAY, fits);
  expect(models.report()).toMatchObject({ current: { version: 2 } });
  expect(models.report().nextFit).toBeGreaterThan(later + DAY);
  models.hear({ rows: [scanned(9)], label: 0 }, later + DAY, fits);
  models.obey({ kind: 'retrain', models: ['threat'] }, later + DAY);
  models.tick(later + DAY + MINUTE, fits);
  models.tick(later + DAY + 10 * MINUTE, fits);
  expect(models.report().current!.version).toBe(2);
  models.tick(later + DAY + 11 * MINUTE, fits);
  expect(models.report().current!.version).toBe(3);
});

test('what was saved goes on alike, and trees that are broken give way to those before them', () => {
  const models = heard(new Array(12).fill(0));
  const copy = new ThreatModels();
  const load = (saved: unknown) =>
    copy.load(savedThreatModels.parse(json(models.save())), { models: savedModels.parse(json(saved)), fits });
  load(models.saveModels());
  for (const one of [models, copy]) one.tick(later, fits);
  expect(json(copy.save())).toEqual(json(models.save()));
  expect(json(copy.saveModels())).toEqual(json(models.saveModels()));
  expect(copy.report()).toEqual(models.report());
  const [last, first] = models.saveModels();
  load([{ ...last!, saved: { version: 9 } }, first]);
  expect([copy.isOwn, copy.report().current!.version]).toEqual([false, 1]);
  expect(copy.report().trouble).toContain('Version 2 of the model threat cannot be used: version 1 is used.');
});
