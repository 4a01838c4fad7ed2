import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/simulate/index.ts';
import rewordedUpgrade from '../../src/simulate/reworded-upgrade.ts';
import { REWORDINGS, reworded } from '../../src/simulate/rewordings.ts';
import { scenarioChecks } from '../../src/testing/scenario-checks.ts';
import { played, smallWeek } from './small-week.ts';

const DAY = 86_400_000;

describe('contract of reworded-upgrade', () => {
  const harness = smallWeek(rewordedUpgrade, { fileName: 'reworded-upgrade', shows: 'lines' });
  for (const check of scenarioChecks(rewordedUpgrade, harness)) test(check.name, check.run);
});

test('every daemon has lines of its own, and new words for each kind of them', () => {
  const met = new Map(REWORDINGS.map((one) => [one, new Set<RegExp>()]));
  for (const { message, speaker } of simulate({ rate: 0.6 }).events()) {
    const one = REWORDINGS.find(({ app }) => app === speaker.app);
    if (one === undefined) continue;
    const words = one.words.find(([before]) => before.test(message));
    if (words !== undefined) met.get(one)!.add(words[0]);
    // What a name server says once a night is of its keys, and stays.
    else expect(message).toMatch(/^managed-keys-zone/);
  }
  for (const [one, seen] of met) expect([one.app, seen.size]).toEqual([one.app, one.words.length]);
});

test('what is said anew keeps its values, and is not said anew twice', () => {
  const [shop] = REWORDINGS;
  const before = 'request id=0f12ab method=GET path=/api/v1/cart status=200 duration=18ms';
  const after = 'handled GET /api/v1/cart with status 200 in 18 ms, trace 0f12ab';
  expect(reworded(shop!, before)).toBe(after);
  expect(reworded(shop!, after)).toBe(after);
});

test('from the upgrade on a daemon says nothing in its old words, on all of its machines', () => {
  const { simulation, lines, label } = played(rewordedUpgrade);
  const [app] = label.subjects.apps;
  const rewording = REWORDINGS.find((one) => one.app === app)!;
  const old = (message: string) => rewording.words.some(([before]) => before.test(message));
  const from = Date.parse(label.from);
  const said = [...simulation.events()].filter(({ speaker }) => speaker.app === app);
  expect(said.filter(({ time, message }) => time < from && old(message)).length).toBeGreaterThan(20);
  expect(said.filter(({ time, message }) => time > from + 30 * 60_000 && old(message))).toEqual([]);
  expect(lines.filter(({ speaker }) => speaker.app === app).length).toBeGreaterThan(0);
  expect(lines.at(-1)!.time).toBeLessThan(from + DAY);
});
