import { expect, test } from 'vitest';
import { Gaps } from '../../../src/app/cluster/gaps.ts';
import type { Notice } from '../../../src/core/notice.ts';

test('what was gone is said once for all shards, in words that fit the number', () => {
  const said: Notice[] = [];
  const words = { of: 'lines', undone: 'read them' };
  const gaps = new Gaps({ topic: 'raw', words, notice: (notice) => void said.push(notice), now: () => 7 });
  const told = () => {
    gaps.say();
    return said.splice(0).map(({ text }) => text);
  };
  gaps.take(3, { reason: 'trimmed', entries: 1 });
  expect(told()).toEqual([
    '1 entry of lines was gone from the bus before anybody read them (trimmed; shard 3 of raw)',
  ]);
  for (let shard = 0; shard < 16; shard++) gaps.take(shard, { reason: 'emptied', entries: null });
  gaps.take(3, { reason: 'deleted', entries: 2 });
  gaps.take(4, { reason: 'deleted', entries: 1500 });
  expect(told()).toEqual([
    'entries of lines were gone from the bus before anybody read them (emptied; 16 shards of raw)',
    '1,502 entries of lines were gone from the bus before anybody read them (deleted; 2 shards of raw)',
  ]);
  expect(told()).toEqual([]);
  expect(gaps.count).toBe(19);
});
