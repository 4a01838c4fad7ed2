import { expect, test } from 'vitest';
import { chooseDetectors, switchedOn } from '../../src/app/choose-detectors.ts';
import { detectors } from '../../src/detectors/index.ts';

const usual = detectors.map(({ name }) => name);
const chosen = (...names: string[]) => chooseDetectors(names).map(({ name }) => name);

test('without names those that are on by default look', () => {
  expect(chooseDetectors(undefined)).toEqual(detectors);
  expect(chosen()).toEqual(usual);
});

test('names choose, in the order of the family', () => {
  expect(chosen('burst', 'novelty')).toEqual(['novelty', 'burst']);
});

test('a name with a plus looks beside the usual ones', () => {
  expect(chosen('+burst')).toEqual(usual);
});

test('a name that is none says which was meant', () => {
  expect(() => chooseDetectors(['+noveltee'])).toThrow(/did you mean novelty\?/);
});

test('a configuration that switches all off leaves none', () => {
  expect(switchedOn({ novelty: false })).toEqual([]);
  expect(switchedOn({ rate: true, novelty: true }).map(({ name }) => name)).toEqual(['novelty', 'rate']);
});
