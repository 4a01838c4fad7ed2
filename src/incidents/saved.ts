import { z } from 'zod';
import { type Finding, revivedFinding } from '../core/finding.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { Group } from './correlator.ts';

const savedGroup = z.object({
  id: z.string(),
  aliases: z.array(z.string()),
  members: z.array(z.looseObject({ id: z.string(), detector: z.string(), about: z.looseObject({}) })),
  more: z.number(),
  ties: z.array(z.enum(['host', 'actor', 'template', 'place', 'upstream', 'named'])),
  opened: z.number(),
  touched: z.number(),
  longestPause: z.number(),
  resolved: z.number().nullable(),
});

/** JSON-safe state of a group. */
export type SavedGroup = z.input<typeof savedGroup>;

export function saveGroups(groups: readonly Group[]): SavedGroup[] {
  return groups.map(({ aliases, members, ties, ...rest }) => ({
    ...rest,
    ...{
      aliases: [...aliases],
      members: [...members.values()] as unknown as SavedGroup['members'],
      ties: [...ties],
    },
  }));
}

/** Takes back what `saveGroups` gave. Throws STATE_INVALID. */
export function loadGroups(state: unknown): Group[] {
  const parsed = z.array(savedGroup).safeParse(state);
  if (!parsed.success) throw stateInvalid('incidents', parsed.error);
  return parsed.data.map(({ aliases, members, ties, ...rest }) => ({
    ...rest,
    aliases: new Set(aliases),
    members: new Map(members.map((one) => [one.id, revivedFinding(one as unknown as Finding)])),
    ties: new Set(ties),
  }));
}
