import { expect, test } from 'vitest';
import { namesOf, planOf, subjectOf } from '../../src/detectors/forecast-numbers.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

function read(text: string, ...values: string[]): string[] {
  const event = slottedEvent(text, values);
  const plan = planOf(event);
  if (plan === null) return [];
  subjectOf(plan, event);
  return namesOf(event, plan).map((name, i) => `${name} (${plan.slots[i]!.unit})`);
}

test.each([
  ['<*>: <*> used, <*> free', ['/srv', '61%', '70 GiB'], ['/srv used (%)', '/srv free (GiB)']],
  [
    'WARNING: <*>: <*> used, full in <*>',
    ['/srv', '61%', '9 days'],
    ['/srv used (%)', '/srv full in (days)'],
  ],
  [
    'memory at <*> cpu=<*> temp <*>°C',
    ['512MiB', '12.5%', '45.2'],
    ['memory at (MiB)', 'cpu (%)', 'temp (°C)'],
  ],
  ['usage <*> percent of quota', ['80'], ['usage of (%)']],
  ['<*> <*>', ['5%', '7%'], ['number 1 (%)', 'number 2 (%)']],
  ['load <*>, <*>, <*>', ['5%', '7%', '8%'], ['load (%)', 'number 2 (%)', 'number 3 (%)']],
  ['Disk <*>: inodes <*>, blocks <*>', ['/a', '5%', '7%'], ['Disk /a inodes (%)', 'Disk /a blocks (%)']],
  ['port <*> state <*>', ['443', 'up'], []],
])('%s', (text, values, names) => {
  expect(read(text, ...values)).toEqual(names);
});

test('words that are never the same twice are not what is measured', () => {
  const event = (n: number) => slottedEvent('<*> took <*>', [`request-${n}`, '12ms']);
  const plan = planOf(event(0))!;
  for (let n = 0; n < 128; n++) expect(subjectOf(plan, event(n))).not.toBe('');
  expect(subjectOf(plan, event(128))).toBe('');
  expect(plan.subjects).toBeNull();
  expect(namesOf(event(5), plan)).toEqual(['* took']);
});
