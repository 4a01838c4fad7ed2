import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { GROUP_KEYS } from './match.ts';
import type { Destination } from './route.ts';

/** A lane as it is kept. */
export interface SavedLane {
  readonly key: string;
  readonly to: Destination;
  readonly state: unknown;
}

const destination = z.object({
  ...{ path: z.string(), receivers: z.array(z.string()).nullable(), groupBy: z.array(z.enum(GROUP_KEYS)) },
  ...{ groupWait: z.number().nullable(), repeat: z.number().nullable(), cooldown: z.number().nullable() },
  escalate: z.array(z.object({ after: z.number(), to: z.array(z.string()) })),
});
const schema = z.object({
  version: z.literal(3),
  root: z.unknown(),
  lanes: z.array(z.object({ key: z.string(), to: destination, state: z.unknown() })).max(10_000),
  whereabouts: z.array(z.tuple([z.string(), z.object({ as: z.string(), lanes: z.array(z.string()) })])),
});

/** State of `Lanes` as it was saved; a state of before there were routes is that of the root. Throws STATE_INVALID. */
export function laneState(state: unknown): z.infer<typeof schema> {
  const { version } = { version: null, ...(state as object | null) };
  if (version !== 3) return { version: 3, root: state, lanes: [], whereabouts: [] };
  const parsed = schema.safeParse(state);
  if (!parsed.success) throw stateInvalid('messages', parsed.error);
  return parsed.data;
}
