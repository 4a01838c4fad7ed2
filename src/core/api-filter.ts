import { z } from 'zod';
import { type Answer, gravity, range, time, timeOrNone, words } from './api-shared.ts';

/** What the page of the filter asks and is answered: `/filter`. */

const ACTIONS = ['drop', 'keep', 'escalate'] as const;
const action = z.enum(ACTIONS);

/** A rule with what it did. */
export const ruleRow = z.object({
  /** `linux/oom-kill` for a rule of a pack. */
  id: z.string(),
  action,
  category: z.string().nullable(),
  gravity: z.number(),
  page: z.boolean(),
  owner: z.string().nullable(),
  reason: z.string(),
  /** From then on it only counts; null for never. */
  until: timeOrNone,
  /** It has expired, or does within a week. */
  ends: z.enum(['expired', 'soon']).nullable(),
  /** Comes with logsift; its file and line. */
  builtIn: z.boolean(),
  where: z.string(),
  /** What lines it is about, in words; patterns as they stand. */
  match: z.array(z.object({ what: z.string(), values: z.array(z.string()) })),
  /** Lines it decided about; that it would have, had it not expired; that it let through as their kind was new. */
  hits: z.number(),
  expired: z.number(),
  keptAsNew: z.number(),
  /** Lines that would have been shown but for it. */
  hidden: z.number(),
});
export type RuleRow = Answer<typeof ruleRow>;

/** A kind of line that a rule held back, or let through because it has expired. */
export const hiddenKind = z.object({
  rule: z.string(),
  outcome: z.enum(['held back', 'let through']),
  kind: z.string(),
  example: z.string(),
  gravity,
  lines: z.number(),
});
export type HiddenKind = Answer<typeof hiddenKind>;

// GET /filter
export const filterAnswer = z.object({
  /** In order of precedence: the first that matches decides. */
  rules: z.array(ruleRow),
  /** The gravest first, at most 200. */
  hidden: z.array(hiddenKind),
  moreHidden: z.number(),
  /** Lines are counted since then; null where nothing was counted yet. */
  since: timeOrNone,
  asOf: timeOrNone,
  counted: z.object({
    lines: z.number(),
    dropped: z.number(),
    kept: z.number(),
    escalated: z.number(),
    keptAsNew: z.number(),
  }),
  categories: z.array(z.object({ category: z.string(), lines: z.number() })),
  /** Files of rules as configured, and whether the packs are used. */
  files: z.array(z.string()),
  packs: z.boolean(),
});
export type FilterAnswer = Answer<typeof filterAnswer>;

// GET /filter/funnel
export const funnelQuery = z.strictObject(range.shape);

/** From lines to pages. */
export const funnelAnswer = z.object({
  /** As far as it was counted within what was asked, in whole hours. */
  from: time,
  to: time,
  steps: z.array(
    z.object({
      step: z.enum(['lines', 'kept', 'escalated', 'findings', 'incidents', 'pages']),
      count: z.number().nullable(),
      /** `one in 8,400 lines`. */
      words: z.string(),
    }),
  ),
});
export type FunnelAnswer = Answer<typeof funnelAnswer>;

// POST /filter/try

const names = z.array(words(255)).min(1).max(50);

/** A rule that somebody thinks of; at least one of `match` is given. */
export const tryBody = z.strictObject({
  id: words(80).prefault('my-rule'),
  action: action.prefault('drop'),
  category: words(40).optional(),
  gravity: z.number().min(0).max(1).optional(),
  page: z.boolean().optional(),
  owner: words(200).optional(),
  reason: words(500).prefault('why it is there'),
  until: words(40).optional().describe('A date such as 2027-03-31, after which it only counts.'),
  match: z
    .object({
      regex: z.array(z.string().min(1).max(2000)).min(1).max(20).optional(),
      ignore_case: z.boolean().optional(),
      app: names.optional(),
      host: names.optional(),
      template: names.optional(),
      severity: words(40).optional().describe('`<=warning`, `0-3`, `none`.'),
    })
    .refine(({ ignore_case: _, ...asked }) => Object.values(asked).some((one) => one !== undefined), {
      error: 'is empty: a rule for every line is not allowed',
    }),
  since: z.number().optional().describe('Epoch ms: lines that came from then on; an hour ago if absent.'),
});
export type TryBody = z.output<typeof tryBody>;

/** What a rule would do. */
export const tryAnswer = z.object({
  /** What is wrong with it; null when it is a rule. Then nothing was tried. */
  problem: z.string().nullable(),
  /** The rule as it is to be written. */
  yaml: z.string(),
  /** File to write it to, and what to do then. */
  howToSave: z.string(),
  /** Lines that were kept since then were tried, the newest first: down to `reached`, which is `since` when there was time for all. */
  tried: z.object({ since: time, reached: time, complete: z.boolean(), lines: z.number() }),
  /** Of those: it matches, and it would decide (no rule before it does). */
  matches: z.number(),
  decides: z.number(),
  samples: z.array(
    z.object({
      id: z.string(),
      time: timeOrNone,
      host: z.string().nullable(),
      app: z.string().nullable(),
      raw: z.string(),
      /** What is decided of it today. */
      mark: z.string().nullable(),
      /** Rule that decides before it; null when it would. */
      before: z.string().nullable(),
    }),
  ),
  /** Kinds of lines whose example it matches, the commonest first, with all lines of theirs in that time, kept or not. */
  kinds: z.array(z.object({ id: z.string(), text: z.string(), gravity, lines: z.number() })),
  moreKinds: z.number(),
});
export type TryAnswer = Answer<typeof tryAnswer>;
