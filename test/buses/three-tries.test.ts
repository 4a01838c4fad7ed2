import { expect, test } from 'vitest';
import { handleAll } from '../../src/buses/three-tries.ts';
import { LogsiftError } from '../../src/core/errors.ts';

const ENTRIES = ['a', 'b', 'c'].map((id) => ({ id, bytes: Buffer.from(id), time: 0 }));

/** What became of entries of which `b` fails, and how often somebody waited before another try. */
async function handled(error: Error) {
  const taken: string[] = [];
  const buried: string[] = [];
  let [tries, pauses] = [0, 0];
  await handleAll(ENTRIES, {
    take: async (some) => {
      if (some.some(({ id }) => id === 'b')) {
        tries++;
        throw error;
      }
      taken.push(...some.map(({ id }) => id));
    },
    bury: async ({ id }, reason) => void buried.push(`${id}: ${reason}`),
    pause: async () => void pauses++,
    over: () => false,
  });
  return { taken, buried, tries, pauses };
}

test('what cannot be handled is tried three times, with pauses, and put aside', async () => {
  expect(await handled(new Error('the disk is full'))).toEqual({
    ...{ taken: ['a', 'c'], buried: ['b: the disk is full'], tries: 4, pauses: 5 },
  });
});

test('what cannot be read holds nothing up', async () => {
  const error = new LogsiftError('MESSAGE_INVALID', 'An entry is cut off.');
  expect(await handled(error)).toEqual({
    ...{ taken: ['a', 'c'], buried: ['b: An entry is cut off.'], tries: 4, pauses: 0 },
  });
});
