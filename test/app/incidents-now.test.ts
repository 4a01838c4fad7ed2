import { describe, expect, test } from 'vitest';
import { IncidentsNow } from '../../src/app/incidents-now.ts';
import type { Finding } from '../../src/core/finding.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { sampleFinding } from '../report/sample-result.ts';

const START = Date.UTC(2026, 2, 1, 12);
const [MINUTE, HOUR] = [60_000, 3_600_000];
const DAY = 24 * HOUR;

function finding(n: number, at: number, more: Partial<Finding> = {}): Finding {
  const about = { host: `h${n}`, template: `t${n}`, actor: `a${n}` };
  return sampleFinding({ id: `f${n}`, from: at, to: at, about, ...more });
}

describe('what became of findings', () => {
  test('is told however long nobody asks: incidents that were over and given up meanwhile, too', () => {
    const incidents = new IncidentsNow();
    for (let day = 0; day < 10; day++) incidents.take(finding(day, START + day * DAY), START + day * DAY);
    const told = incidents.changes(START + 10 * DAY);
    expect(told.map(({ root }) => root.id)).toEqual(Array.from({ length: 10 }, (_, day) => `f${day}`));
    expect(told.slice(0, 9).every(({ state }) => state === 'resolved')).toBe(true);
    expect(incidents.changes(START + 10 * DAY)).toEqual([]);
  });

  test('is told once of incidents that were merged, under the id that stays', () => {
    const incidents = new IncidentsNow();
    incidents.take(finding(1, START), START);
    incidents.take(finding(2, START + 1000), START + 1000);
    const both = finding(3, START + 2000, { about: { host: 'h1', actor: 'a2' } });
    incidents.take(both, START + 2000);
    const [one, ...none] = incidents.changes(START + 2000);
    expect(none).toEqual([]);
    expect(one).toMatchObject({ findings: { length: 3 }, aliases: { length: 1 } });
  });

  test('is the same however often it is asked for', () => {
    const random = seededRandom(4);
    const made: Finding[] = [];
    const all = Array.from({ length: 3000 }, (_, i) => {
      const at = START + i * 4 * MINUTE;
      // Some come late by up to an hour, some again after two days.
      const about = { host: `h${Math.floor(random() * 40)}`, template: `t${Math.floor(random() * 9)}` };
      const from = at - (random() < 0.1 ? random() * HOUR : 0);
      const again = random() < 0.1 ? made[i - 720] : undefined;
      made.push(again ?? sampleFinding({ id: `f${i}`, from, to: from, about }));
      return { at, finding: { ...made[i]!, to: from } };
    });
    const ids = (every: number) => {
      const incidents = new IncidentsNow();
      const last = new Map<string, readonly unknown[]>();
      const ask = (at: number) => {
        for (const { id, aliases, findings } of incidents.changes(at)) {
          for (const alias of aliases) last.delete(alias);
          last.set(id, [aliases.toSorted(), findings.map((one) => one.id).sort()]);
        }
      };
      for (const [i, { at, finding: one }] of all.entries()) {
        if (i % every === 0) ask(at);
        incidents.take(one, at);
      }
      ask(all.at(-1)!.at);
      return [...last].sort();
    };
    const often = ids(1);
    expect(often.length).toBeGreaterThan(100);
    expect(ids(17)).toEqual(often);
    expect(ids(3000)).toEqual(often);
  });
});

test('of more subjects than can be held the oldest are given up and counted, and all are told', () => {
  const incidents = new IncidentsNow();
  let told = 0;
  for (let i = 0; i < 12_000; i++) {
    const at = START + i * 100;
    incidents.take(finding(i, at), at);
    if (i % 100 === 99) told += incidents.changes(at).length;
  }
  expect(told).toBeGreaterThanOrEqual(12_000);
  expect(incidents.saved().length).toBeLessThanOrEqual(5000);
  expect(incidents.overCap).toBe(7000);
});

test('a finding that comes twice is one', () => {
  const incidents = new IncidentsNow();
  for (let i = 0; i < 3; i++) incidents.take(finding(1, START), START);
  const [one, ...none] = incidents.changes(START);
  expect(none).toEqual([]);
  expect(one).toMatchObject({ findings: { length: 1 }, moreFindings: 0 });
});
