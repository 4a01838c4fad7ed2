import { expect, test } from 'vitest';
import {
  type ScenarioHarness,
  type ScenarioLine,
  type ScenarioTruth,
  scenarioChecks,
} from '../../src/testing/scenario-checks.ts';

const DAY = 86_400_000;
const ABOUT = { name: 'flood', describe: 'water comes into the cellar at night', harmless: false };

interface Sabotage {
  readonly about?: Partial<typeof ABOUT>;
  readonly lines?: (lines: ScenarioLine[], seed: number, planted: boolean) => ScenarioLine[];
  readonly truth?: (truth: ScenarioTruth) => ScenarioTruth;
  readonly walks?: { count: number };
}

/** A log of a hundred lines; its eightieth and eighty-first are the flood. */
function harness({ lines = (made) => made, truth = (told) => told }: Sabotage): ScenarioHarness {
  const iso = (time: number) => new Date(time).toISOString();
  return {
    fileName: 'flood',
    shows: 'lines',
    make(seed, planted) {
      const made = Array.from({ length: 100 }, (_, i): ScenarioLine => {
        const wet = planted && (i === 79 || i === 80);
        const text = wet ? `pump ${seed}: water` : `pump ${seed}: dry ${i}`;
        return { number: i + 1, time: (i * DAY) / 100, text, planted: wet ? 0 : -1 };
      });
      const told: ScenarioTruth = {
        ...{ kind: 'flood', harmless: false, summary: 'water in the cellar', subjects: { hosts: ['pump'] } },
        ...{ root: { what: 'rain' }, from: iso(0.79 * DAY), to: iso(0.81 * DAY), silenced: 0 },
        firstSymptom: { time: iso(0.79 * DAY), line: 80, text: `pump ${seed}: water` },
        lines: { count: 2, first: 80, numbers: [80, 81] },
      };
      const events = () => lines(made, seed, planted);
      return { start: 0, end: DAY, events, truth: () => truth(told) };
    },
  };
}

async function failures(sabotage: Sabotage): Promise<string[]> {
  const failed: string[] = [];
  for (const check of scenarioChecks({ ...ABOUT, ...sabotage.about }, harness(sabotage))) {
    try {
      await check.run();
    } catch {
      failed.push(check.name);
    }
  }
  return failed;
}

const [named, truthful, placed, first, seeded, untouched] = scenarioChecks(ABOUT, harness({})).map(
  ({ name }) => name,
);

test('a sound scenario keeps every promise', async () => {
  expect(await failures({})).toEqual([]);
});

test.each<[string, Sabotage, string | undefined]>([
  ['is not named like its file', { about: { name: 'fire' } }, named],
  ['says nothing of itself', { about: { describe: '' } }, named],
  ['calls itself harmless in one place only', { truth: (t) => ({ ...t, harmless: true }) }, truthful],
  ['ends before it begins', { truth: (t) => ({ ...t, to: t.from.replace('T1', 'T0') }) }, truthful],
  ['touches no host', { truth: (t) => ({ ...t, subjects: { hosts: [] } }) }, truthful],
  ['counts its lines wrong', { truth: (t) => ({ ...t, lines: { ...t.lines, count: 3 } }) }, placed],
  ['names other lines', { truth: (t) => ({ ...t, lines: { ...t.lines, numbers: [79, 80] } }) }, placed],
  ['shows itself nowhere', { truth: (t) => ({ ...t, firstSymptom: { ...t.firstSymptom, line: 7 } }) }, first],
  [
    'is the same for every seed',
    { lines: (made) => made.map((line) => ({ ...line, text: line.text.replace(/pump \d/, 'pump') })) },
    seeded,
  ],
  [
    'changes what was before it',
    { lines: (made, _, planted) => made.map((line) => ({ ...line, text: `${planted} ${line.text}` })) },
    untouched,
  ],
])('one that %s is caught', async (_, sabotage, check) => {
  expect(await failures(sabotage)).toContain(check);
});

test('one that draws afresh at every walk is caught', async () => {
  let walks = 0;
  const lines = (made: ScenarioLine[]) => made.map((line) => ({ ...line, text: `${line.text} ${walks++}` }));
  expect(await failures({ lines })).toContain(seeded);
});

test('lines out of time order are caught', async () => {
  expect(await failures({ lines: (made) => made.toReversed() })).toContain(truthful);
});
