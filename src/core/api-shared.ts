import { z } from 'zod';

/**
 * What all routes of the API under /api/v1 share. Times are epoch ms; what comes from logs is plain text and hostile;
 * lists go on by cursors, never by numbers of pages.
 */

/** A schema's answer as the page sees it: nothing of it is ever changed. */
export type Answer<Schema extends z.ZodType> = Frozen<z.output<Schema>>;
/** The same, all the way down. */
export type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;

/** Longest range that is asked about at once, and what is asked about where nobody says. */
export const LONGEST_RANGE = 400 * 86_400_000;
export const USUAL_RANGE = 86_400_000;

const LATEST = 8.64e15;

/** Epoch ms. */
export const time = z.number();
/** Epoch ms; null where there is none: a log without times, a matter that is not over. */
export const timeOrNone = z.number().nullable();
const timeGiven = z.coerce.number().min(0).max(LATEST);
/** `true` or `false` in a query. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
/** The name of something that logsift named itself: hexadecimal, as people shorten it. */
export const idGiven = z
  .string()
  .regex(/^[0-9a-f]{4,32}$/, 'wants the id of something, or the beginning of it');
/** A few words that a person typed. */
export const words = (most: number) => z.string().trim().min(1).max(most);
/** Several in a query: `host=a,b`, or the key again and again. */
export const several = z
  .union([z.string().min(1).max(2000), z.array(z.string().min(1).max(300)).max(50)])
  .transform((given) => (typeof given === 'string' ? given.split(',') : given).filter((one) => one !== ''));

/** Query: a range of time. The last 24 hours where neither is given. */
export const range = z.strictObject({
  from: timeGiven.optional().describe('Epoch ms at which it begins; a day before its end if absent.'),
  to: timeGiven.optional().describe('Epoch ms at which it ends; now if absent.'),
});
export type Range = Answer<typeof range>;

/** Query: where a list goes on. */
export const listed = z.strictObject({
  cursor: z
    .string()
    .regex(/^[\w-]{1,400}$/, 'wants the `next` of an answer')
    .optional()
    .describe('`next` of the answer before.'),
  limit: z.coerce.number().int().min(1).max(200).prefault(50).describe('So many at most.'),
});

/** Answer: a part of a list. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('Cursor of what follows; null at the end.'),
  });

/** How bad a line calls itself: severities 0–3, 4, 5–7, and none. */
export const LEVELS = ['error', 'warning', 'info', 'unknown'] as const;
export const level = z.enum(LEVELS);
export type Level = z.infer<typeof level>;

/** How much attention something asks for. */
export const urgencyWord = z.enum(['urgent', 'odd', 'minor']);

/** How unlikely something is: `words` is "once in 3 years". */
export const surprise = z.object({ value: z.number(), words: z.string() });
/** How bad it reads, 0–1, and in one word. */
export const gravity = z.object({ value: z.number(), word: z.enum(['low', 'middling', 'high', 'grave']) });

/** What somebody said of an incident. `until` null: for always. */
export const verdict = z.object({
  verdict: z.enum(['real', 'noise', 'expected', 'missed']),
  at: time,
  until: timeOrNone,
  note: z.string().nullable(),
  /** `noise until 2026-12-01: UPS self-test`. */
  words: z.string(),
});
export type ApiVerdict = Answer<typeof verdict>;

/** Where the odd parts of a text are, as offsets of characters (UTF-16) from … up to, ascending, apart. */
export const ranges = z.array(z.tuple([z.number(), z.number()]));

/** Something that a person or a program did. */
export const change = z.object({
  id: z.string(),
  from: time,
  to: time,
  what: z.string(),
  /** `person`, `ci`: said; `log`: recognised in a line. */
  told: z.enum(['person', 'ci', 'log']),
  host: z.string().nullable(),
  app: z.string().nullable(),
  /** `12 minutes before: deploy api v2`, where it stands beside an incident; else what it is. */
  words: z.string(),
});
export type ApiChange = Answer<typeof change>;

/** Counts by stretches of `width` ms from `from` on. */
export const counts = z.object({ from: time, width: z.number(), counts: z.array(z.number()) });
export type ApiCounts = Answer<typeof counts>;

/** What goes wrong, as monitoring says it, too. `error` is a sentence; `field` names what of the question is meant. */
export const error = z.object({
  schemaVersion: z.literal(1),
  error: z.string(),
  /** Of the catalogue of errors, where it is one of those. */
  code: z.string().optional(),
  field: z.string().optional(),
});
export type ApiError = Answer<typeof error>;
