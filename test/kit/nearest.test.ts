import { describe, expect, test } from 'vitest';
import { nearest } from '../../src/kit/nearest.ts';

const commands = ['scan', 'parse', 'templates', 'explain', 'completion'];

describe('nearest', () => {
  test.each([
    ['scna', 'scan'],
    ['Parse', 'parse'],
    ['template', 'templates'],
    ['explian', 'explain'],
    ['complete', 'completion'],
    ['messages', null],
    ['x', null],
    ['', null],
    ['a-very-long-word-that-is-nothing', null],
  ])('%j was meant to be %j', (word, meant) => {
    expect(nearest(word, commands)).toBe(meant);
  });
});
