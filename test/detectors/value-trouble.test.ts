import { expect, test } from 'vitest';
import { troubleSide } from '../../src/detectors/value-trouble.ts';

test.each([
  ['duration:', 'ms', 1],
  ['CPU: ', 'C', 1],
  ['queue depth ', '', 1],
  ['fan2: ', 'RPM', -1],
  ['disk free ', 'GiB', -1],
  ['remaining space ', 'MB', -1],
  // What is left of a table says nothing of room.
  ['tuples: 5 removed, ', 'remain', 0],
  ['remain tuples ', '', 0],
  ['seats taken ', '', 0],
])('which way trouble lies of "%s" in "%s"', (before, unit, side) => {
  expect(troubleSide({ before, unit })).toBe(side);
});
