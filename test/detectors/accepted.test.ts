import { expect, test } from 'vitest';
import type { Feedback } from '../../src/core/detector.ts';
import { Accepted, savedAccepted } from '../../src/detectors/accepted.ts';

const noise = (finding: string): Feedback => ({ kind: 'verdict', finding, verdict: 'noise' });

test('all matters of a finding that was called noise or expected are accepted, and no others', () => {
  const accepted = new Accepted();
  accepted.note('a', ['one', 'two']);
  accepted.note('b', ['three']);
  accepted.note('c', ['four']);
  accepted.take(noise('a'));
  accepted.take({ kind: 'expected', finding: 'b', until: 0 });
  accepted.take({ kind: 'verdict', finding: 'c', verdict: 'real' });
  accepted.take(noise('never told'));
  expect(['one', 'two', 'three', 'four'].map((matter) => accepted.has(matter))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('the findings told longest ago are forgotten first', () => {
  const accepted = new Accepted();
  for (let i = 0; i <= 1000; i++) accepted.note(`finding ${i}`, [`matter ${i}`]);
  for (const i of [0, 1, 1000]) accepted.take(noise(`finding ${i}`));
  expect([0, 1, 1000].map((i) => accepted.has(`matter ${i}`))).toEqual([false, true, true]);
});

test('goes on from what was saved', () => {
  const accepted = new Accepted();
  accepted.note('a', ['one']);
  accepted.note('b', ['two']);
  accepted.take(noise('a'));
  const restored = Accepted.load(savedAccepted.parse(JSON.parse(JSON.stringify(accepted.save()))));
  restored.take(noise('b'));
  expect([restored.has('one'), restored.has('two')]).toEqual([true, true]);
});
