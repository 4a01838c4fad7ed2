import { join, resolve } from 'node:path';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { hashText } from '../kit/hash.ts';
import { type Kept, readKept, setAside, writeKept } from './kept-file.ts';

const KIND = { name: 'profile', version: 1 } as const;
/** Inputs remembered; those not seen for longest are forgotten first. */
const MAX_INPUTS = 4096;

const inputSchema = z.object({
  source: z.string(),
  name: z.string(),
  /** Leading bytes of the content by which it is recognised, and their hash. */
  bytes: z.number().int().nonnegative(),
  print: z.string(),
  /** Position of the last event that was learnt, −1 for none. */
  position: z.number(),
  /** Its time in epoch ms, null when it had none. */
  time: z.number().nullable(),
});
const profileSchema = z.object({
  inputs: z.array(inputSchema),
  /** Lines learnt in all runs together. */
  events: z.number().int().nonnegative(),
  saved: z.number(),
  engine: z.unknown(),
});

/** How far an input was read. */
export type ReadMark = z.infer<typeof inputSchema>;
/** What is kept from one run to the next; `engine` is the engine's own state, `saved` epoch ms. */
export type KeptProfile = z.infer<typeof profileSchema>;

/** Which profile is meant: a name, or the inputs that were given. */
export interface ProfileKey {
  readonly folder: string;
  readonly name?: string | undefined;
  readonly inputs: readonly string[];
  /** What else decides which lines are learnt, such as a host. */
  readonly only: readonly string[];
}

/** The file of a profile. Throws USAGE for a name that is no plain name. */
export function profilePath({ folder, name, inputs, only }: ProfileKey): string {
  if (name !== undefined) {
    if (!/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) {
      const wanted = 'up to 64 letters, digits, ".", "_" and "-", the first a letter or digit';
      throw new LogsiftError('USAGE', `A profile's name is ${wanted}; got ${JSON.stringify(name)}.`);
    }
    return join(folder, 'profiles', `name-${name}.zst`);
  }
  const places = inputs
    .map((input) => (input === '-' || input === 'journal' ? input : resolve(input)))
    .sort();
  return join(folder, 'profiles', `inputs-${hashText([...places, '', ...only].join('\0'))}.zst`);
}

/** Reads a profile; one that cannot be used is set aside. */
export async function readProfile(
  path: string,
): Promise<Exclude<Kept, { state: 'whole' }> | { readonly state: 'whole'; readonly profile: KeptProfile }> {
  const kept = await readKept(path, KIND);
  if (kept.state !== 'whole') return kept;
  const parsed = profileSchema.safeParse(kept.data);
  if (parsed.success) return { state: 'whole', profile: parsed.data };
  const [issue] = parsed.error.issues;
  return setAside(path, `"${issue?.path.join('.')}" is not what it should be`);
}

/** Writes a profile; inputs first in the list are kept longest. */
export async function writeProfile(path: string, profile: KeptProfile): Promise<void> {
  await writeKept(path, KIND, { ...profile, inputs: profile.inputs.slice(0, MAX_INPUTS) });
}
