import { expect, test } from 'vitest';
import { PastDecided } from '../../../src/app/cluster/past-decided.ts';
import type { Outcome } from '../../../src/app/decider.ts';

const HOUR = 3_600_000;
const NOW = 20_000 * 24 * HOUR;
const NOTHING: Outcome = { remarked: [], incidents: [], decided: [] };

function decided() {
  const said: string[] = [];
  const past = new PastDecided({
    decider: {
      past: () => void said.push('past'),
      present: () => void said.push('present'),
      outcome: ({ to }) => {
        said.push(`outcome ${(to - NOW) / HOUR}`);
        return NOTHING;
      },
    },
    store: {} as never,
    now: () => NOW,
    keep: (_, { to }) => void said.push(`keep ${(to - NOW) / HOUR}`),
  });
  const at = (hours: number) => ({ from: NOW - 100 * HOUR, to: NOW + hours * HOUR });
  return { said, past, at };
}

test('nobody is told anything while any of the engines is in the past', () => {
  const { said, past, at } = decided();
  past.hear('detect/0', false, at(-50));
  past.hear('detect/1', true, at(-50));
  past.hear('detect/0', true, at(-50));
  past.hear('detect/1', false, at(-30));
  expect(past.isPast).toBe(true);
  expect(said).toEqual(['past']);
  past.hear('detect/0', false, at(-1));
  expect(past.isPast).toBe(false);
  expect(said).toEqual(['past', 'outcome -1', 'keep -1', 'present']);
});

test('what came of a second of the log is kept before anything of the next; of long ago only incidents', () => {
  const { said, past, at } = decided();
  past.before(at(-50));
  past.hear('detect', true, at(-50));
  past.before(at(-50));
  past.before(at(-50));
  past.before(at(-2));
  expect(said).toEqual(['past', 'outcome -50', 'outcome -2', 'keep -2']);
});
