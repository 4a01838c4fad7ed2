import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';

const tail = z.object({
  from: z.number().nullable(),
  seen: z.array(z.tuple([z.string(), z.number(), z.number()])),
});

const schema = z.object({
  version: z.literal(1),
  tails: z.array(z.tuple([z.string(), tail])),
  paged: z.array(z.tuple([z.string(), z.object({ key: z.string(), rank: z.number() })])),
  withheld: z.array(z.string()),
  left: z.array(z.tuple([z.string(), z.array(z.number())])),
  matters: z.array(z.tuple([z.string(), z.object({ key: z.string(), at: z.number() })])),
  storm: z.object({ key: z.string(), from: z.number(), last: z.number(), rank: z.number() }).nullable(),
  counts: z.object({ pages: z.number(), joined: z.number(), overflow: z.number() }),
});

/** State of a budget as JSON-safe data. */
export type BudgetState = z.infer<typeof schema>;

/** An incident that was told of: under which page, and how high it ranked at most. */
export interface Paged {
  readonly key: string;
  rank: number;
}

/** State of `Budget` as it was saved. Throws STATE_INVALID. */
export function budgetState(state: unknown): BudgetState {
  const parsed = schema.safeParse(state);
  if (!parsed.success) throw stateInvalid('budget', parsed.error);
  return parsed.data;
}
