import { describe, expect, test } from 'vitest';
import { groupAccuracy, messageAccuracy, normalTemplate } from '../../quality/group-accuracy.ts';

describe('group accuracy', () => {
  test('names of groups do not matter', () => {
    expect(groupAccuracy(['x', 'x', 'y'], ['1', '1', '2'])).toEqual({
      groupAccuracy: 1,
      groupF1: 1,
      found: 2,
      expected: 2,
    });
  });

  test('one stray line costs its whole group', () => {
    expect(groupAccuracy(['x', 'x', 'z', 'y'], ['1', '1', '1', '2']).groupAccuracy).toBe(0.25);
    expect(groupAccuracy(['x', 'x', 'x', 'y'], ['1', '1', '2', '3']).groupAccuracy).toBe(0.25);
  });

  test('F1 counts groups, not lines', () => {
    const { groupF1, found, expected } = groupAccuracy(['x', 'x', 'z', 'y'], ['1', '1', '1', '2']);
    expect([groupF1, found, expected]).toEqual([0.4, 3, 2]);
  });

  test('nothing is not accurate', () => {
    expect(groupAccuracy([], []).groupAccuracy).toBe(0);
  });
});

describe('message accuracy', () => {
  test('blanks and runs of slots do not matter', () => {
    expect(normalTemplate('a  <*>:<*> b <*>, <*>')).toBe('a <*> b <*>');
    expect(messageAccuracy(['a <*>', 'b'], ['a  <*>:<*>', 'c'])).toBe(0.5);
  });
});
