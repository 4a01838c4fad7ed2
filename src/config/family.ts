import { z } from 'zod';

/** What a list of the configuration needs to know of a member of a family. */
export interface ConfigMember {
  readonly name: string;
  readonly describe: string;
  readonly schema: z.ZodType;
}

/** One entry of such a list, checked. */
export interface FamilyEntry {
  readonly type: string;
  /** What it is called in `status`, messages and metrics. */
  readonly name: string;
  /** Its options, as its own schema gives them. */
  readonly [option: string]: unknown;
}

const name = z
  .string()
  .regex(/^[\w.@:-]{1,80}$/, { error: 'wants letters, digits, ".", "@", ":", "-" and "_", at most 80' });

const called = name.optional().describe('What it is called in status and messages; its type if absent.');

/** One member of a family, as written: its `type` and its own options. */
export interface FamilyMember {
  readonly type: string;
  readonly [option: string]: unknown;
}

/** One member of a family, told apart by `type`. */
export function familyMember(members: readonly ConfigMember[]) {
  const variants = members.map((member) => variantOf(member, {}));
  return z.discriminatedUnion('type', variants as never) as unknown as z.ZodType<FamilyMember, FamilyMember>;
}

/**
 * A list whose entries are members of a family, told apart by `type`. Entries without a name are called by their
 * type, the second one `type-2` and so on; a name given twice is refused.
 */
export function familyList(members: readonly ConfigMember[]) {
  const variants = members.map((member) => variantOf(member, { name: called })) as [
    z.ZodObject,
    ...z.ZodObject[],
  ];
  return z
    .array(z.discriminatedUnion('type', variants as never) as unknown as z.ZodType<Written, Written>)
    .max(1000)
    .superRefine((entries, context) => {
      const seen = new Set<string>();
      for (const [index, entry] of entries.entries()) {
        if (entry.name === undefined) continue;
        if (seen.has(entry.name)) {
          const message = 'wants a name of its own: another entry has this one';
          context.addIssue({ code: 'custom', path: [index, 'name'], message });
        }
        seen.add(entry.name);
      }
    })
    .transform(named);
}

export interface Written {
  readonly type: string;
  readonly name?: string | undefined;
  readonly [key: string]: unknown;
}

function variantOf({ name: type, describe, schema }: ConfigMember, more: z.ZodRawShape): z.ZodObject {
  if (!(schema instanceof z.ZodObject)) throw new Error(`the options of ${type} are no z.strictObject`);
  return schema
    .safeExtend({ type: z.literal(type), ...more })
    .describe(`${describe.slice(0, 1).toUpperCase()}${describe.slice(1)}.`) as z.ZodObject;
}

function named(entries: readonly Written[]): FamilyEntry[] {
  const taken = new Set(entries.flatMap(({ name: given }) => given ?? []));
  return entries.map(({ type, name: given, ...options }) => {
    let free = given ?? type;
    for (let i = 2; given === undefined && taken.has(free); i++) free = `${type}-${i}`;
    taken.add(free);
    return { type, name: free, ...options };
  });
}
