import { z } from 'zod';
import type { Sample } from '../core/sample.ts';
import type { Envelope, Sealing } from './envelope.ts';
import { time } from './numbers.ts';
import { packJson, unpackJson } from './plain.ts';

const MOST_SAMPLES = 100_000;

const samples = z
  .array(
    z.object({
      metric: z.string().max(1000),
      host: z.string().max(255).nullable(),
      time,
      value: z.number(),
      unit: z.string().max(64).optional(),
    }),
  )
  .max(MOST_SAMPLES);

/** An entry of `samples`; those without a number are left out. */
export function packSamples(sealing: Sealing, all: readonly Sample[]): Buffer {
  const some = all.filter(({ value, time: at }) => Number.isFinite(value) && Number.isFinite(at));
  return packJson({ ...sealing, kind: 'samples', count: some.length }, some);
}

/** The samples of an entry. Throws MESSAGE_INVALID. */
export function unpackSamples(envelope: Envelope): Sample[] {
  return unpackJson(envelope, 'samples', samples) as Sample[];
}
