import { describe, expect, test } from 'vitest';
import { judge, type ToldPage } from '../../quality/months-judge.ts';
import { plannedMonth } from '../../quality/months-plan.ts';
import type { Incident } from '../../src/core/incident.ts';
import type { Labels } from '../../src/simulate/index.ts';
import { sampleFinding } from '../report/sample-result.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];

test('a month has incidents of all kinds after its history, harmless oddities in both, and is the same again', () => {
  const plan = { seed: 5, history: 7, days: 12, rate: 0.05, incidents: 16, oddities: 12 };
  const { settings } = plannedMonth(plan);
  const from = settings.start + 7 * DAY;
  const wrong = settings.planted.filter(({ scenario }) => !scenario.harmless);
  expect(wrong).toHaveLength(16);
  expect(new Set(wrong.map(({ scenario }) => scenario.name)).size).toBe(8);
  expect(wrong.every(({ at }) => at >= from)).toBe(true);
  expect(settings.planted.some(({ scenario, at }) => scenario.harmless && at < from)).toBe(true);
  expect(settings.planted.some(({ scenario, at }) => scenario.harmless && at >= from)).toBe(true);
  const times = (one: typeof settings) => one.planted.map(({ scenario, at }) => [scenario.name, at]);
  expect(times(plannedMonth(plan).settings)).toEqual(times(settings));
});

test('what is planted shows in the lines although machines were rebooted before', () => {
  const simulation = plannedMonth({
    ...{ seed: 5, history: 6, days: 10, rate: 0.05, incidents: 8, oddities: 12 },
  });
  for (const _ of simulation.lines());
  const shown = simulation
    .labels()
    .planted.filter(({ harmless, lines, silenced }) => !harmless && lines.count + silenced > 0);
  expect(shown).toHaveLength(8);
});

describe('a month is judged', () => {
  const start = Date.UTC(2026, 2, 1);
  const at = (hours: number) => new Date(start + hours * HOUR).toISOString();
  const label = {
    ...{ kind: 'disk-filling', harmless: false, summary: '', from: at(50), to: at(60) },
    subjects: { hosts: ['db01'], apps: ['disk-check'], actors: ['/srv'] },
    root: { host: 'db01', what: '' },
    firstSymptom: { time: at(51), line: 700, text: '' },
    lines: { count: 2, first: 700, last: 701, numbers: [700, 701] },
    silenced: 0,
  };
  const labels = { start: at(0), planted: [label] } as unknown as Labels;
  const page = (hours: number, line: number): ToldPage => {
    const time = start + hours * HOUR;
    const evidence = [{ source: 'file', line, text: '' }];
    const root = sampleFinding({ about: { host: 'web01' }, from: time, to: time, evidence });
    return {
      at: time,
      joined: false,
      incident: { root, findings: [root], from: time } as unknown as Incident,
    };
  };
  const judged = (...pages: ToldPage[]) => judge({ pages, labels, days: 30, history: 0 });

  test('by pages that show a line of what is wrong, from its first symptom to a day after its end', () => {
    expect(judged(page(51, 700)).fates[0]!.page).not.toBeNull();
    expect(judged(page(83, 701)).fates[0]!.page).not.toBeNull();
    expect(judged(page(85, 701)).fates[0]!.page).toBeNull();
    expect(judged(page(40, 700)).fates[0]!.page).toBeNull();
    expect(judged(page(51, 5)).fates[0]!.page).toBeNull();
  });

  test('by pages on days that had nothing wrong', () => {
    const month = judged(page(51, 700), page(300, 5), page(301, 5));
    expect(month.onQuietDays).toBe(2);
    expect(month.pages.map(({ of }) => of?.kind ?? null)).toEqual(['disk-filling', null, null]);
  });
});
