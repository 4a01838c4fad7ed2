import { z } from 'zod';

/** A number that may be none: JSON writes NaN as null. */
export const numberOrNone = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);

/** Latest time there is, epoch ms. */
const LATEST = 8.64e15;

/** Epoch ms. */
export const time = z.number().min(-LATEST).max(LATEST);

/** Epoch ms; NaN where there is none, which JSON writes as null. */
export const timeOrNone = time.nullable().transform((value) => value ?? Number.NaN);
