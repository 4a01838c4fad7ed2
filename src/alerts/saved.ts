import { z } from 'zod';
import { type Finding, revivedFinding } from '../core/finding.ts';
import { stateInvalid } from '../core/state-invalid.ts';

const pace = z.object({ next: z.number(), interval: z.number(), spare: z.number() }).nullable();
const finding = z
  .looseObject({
    ...{
      id: z.string(),
      detector: z.string(),
      about: z.looseObject({}),
      evidence: z.array(z.looseObject({})),
    },
    ...{ from: z.number().nullable(), to: z.number().nullable(), count: z.number() },
    ...{ surprise: z.number(), rawSurprise: z.number(), gravity: z.number() },
    ...{ expected: z.string(), seen: z.string(), because: z.string(), maturity: z.string() },
  })
  .transform((saved) => revivedFinding(saved as unknown as Finding));

const ending = z.object({
  ...{ key: z.string(), subject: z.string().nullable(), version: z.number(), critical: z.boolean() },
  ...{ first: finding, others: z.number(), open: z.array(z.string()), was: z.array(z.string()) },
  ...{ from: z.number().nullable(), to: z.number().nullable(), again: z.number() },
  over: z.object({ to: z.number().nullable(), due: z.number(), told: z.boolean() }).nullable(),
  // States of before changes were told have none.
  as: z
    .object({
      ...{ hosts: z.array(z.string()).readonly(), root: z.string(), changes: z.number() },
      urgency: z.enum(['minor', 'odd', 'urgent']),
    })
    .nullable()
    .default(null),
  // States of before there were acknowledgements have none of these.
  ...{ since: z.number().nullable().default(null), said: z.number().nullable().default(null) },
  ...{ step: z.number().default(0), also: z.array(z.string()).default([]) },
  ack: z.object({ by: z.string(), at: z.number() }).nullable().default(null),
  // States of before anything was explained have none.
  explained: z.array(z.object({ id: z.string(), sentences: z.array(z.string()).readonly() })).default([]),
});

/** What messages told of, until it is over, as JSON-safe data. */
export type SavedEnding = z.output<typeof ending>;

const counted = { findings: 0, belowLine: 0, grouped: 0, told: 0, withheld: 0, forgotten: 0 };

const schema = z.object({
  version: z.literal(2),
  matters: z.array(
    z.tuple([
      z.string(),
      z.object({
        last: z.number(),
        told: z.number(),
        critical: z.boolean(),
        key: z.string().nullable(),
        messages: z.number(),
        members: z.array(z.string()).optional(),
      }),
    ]),
  ),
  waiting: z.array(finding),
  paces: z.tuple([pace, pace]),
  withheld: z.object({
    kept: z.array(z.object({ headline: z.string(), rank: z.number(), time: z.number() })),
    count: z.number(),
    since: z.number().nullable(),
  }),
  digestAt: z.number().nullable(),
  // States of before ends were told have none.
  endings: z.array(ending).default([]),
  counts: z.object(Object.fromEntries(Object.keys(counted).map((name) => [name, z.number()]))),
});

/** State of `Grouping` as it was saved. Throws STATE_INVALID. */
export function groupingState(state: unknown): z.infer<typeof schema> {
  const parsed = schema.safeParse(state);
  if (!parsed.success) throw stateInvalid('messages', parsed.error);
  return parsed.data;
}
