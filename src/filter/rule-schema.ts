import { z } from 'zod';
import { CATEGORIES } from '../core/categories.ts';
import type { Conditions } from './rule.ts';

/** Severities by their names in syslog (RFC 5424, section 6.2.1) and in common speech. */
const SEVERITY_NAMES: { readonly [name: string]: number } = {
  ...{ emergency: 0, emerg: 0, panic: 0, alert: 1, critical: 2, crit: 2, error: 3, err: 3 },
  ...{ warning: 4, warn: 4, notice: 5, informational: 6, info: 6, debug: 7 },
};

const SEVERITY = new RegExp(
  `^(?:(<=|>=)?\\s*([0-7]|${Object.keys(SEVERITY_NAMES).join('|')})|([0-7])-([0-7])|none)$`,
  'i',
);

const LONGEST_PATTERN = 2000;
const text = z.string().min(1);
const texts = z.union([text, z.array(text).min(1)]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const severity = z.union([
  z.int().min(0).max(7),
  z.string().regex(SEVERITY, {
    error: 'wants 0 to 7, a name such as error, "<=warning", "0-3" or none',
  }),
]);
const pattern = z.string().min(1).max(LONGEST_PATTERN);

/** What lines a rule, or a number of one's own, is about. */
export const matchSchema = z
  .strictObject({
    severity: z
      .union([severity, z.array(severity).min(1)])
      .optional()
      .describe('0 to 7, a name, `<=warning`, `0-3`, `none`, or a list of these.'),
    app: texts.optional().describe('Names of programs, with `*`.'),
    host: texts.optional().describe('Names of hosts, with `*`.'),
    sender: texts
      .optional()
      .describe('Addresses that sent the line, with `*`, whatever host it names; see live-sources.md.'),
    template: texts.optional().describe('Ids or texts of kinds of lines.'),
    regex: z
      .union([pattern, z.array(pattern).min(1)])
      .optional()
      .describe('Patterns of RE2 for `APP[PID]: MESSAGE`; one must occur.'),
    ignore_case: z.boolean().optional().describe('Whether `regex` takes capitals and small letters alike.'),
    fields: z
      .record(z.string(), z.union([scalar, z.array(scalar).min(1)]))
      .optional()
      .describe('Fields beyond the header by dotted path, each with its values.'),
  })
  .refine((given) => Object.keys(given).some((key) => key !== 'ignore_case'), {
    error: 'is empty: a rule for every line is not allowed',
  });

const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2}))?$/;

const rule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\w.:-]{1,80}$/, { error: 'wants letters, digits, ".", ":", "-" and "_", at most 80' }),
    action: z.enum(['drop', 'keep', 'escalate']),
    category: z.enum(CATEGORIES).optional(),
    gravity: z.number().min(0).max(1).optional(),
    page: z.boolean().optional(),
    match: matchSchema,
    owner: text.optional(),
    reason: text,
    until: z
      .string()
      .refine((date) => DATE.test(date) && endOf(date) > 0, {
        error: 'wants a date such as 2027-03-31, or a time with its zone such as 2027-03-31T12:00:00Z',
      })
      .optional(),
    test: z.strictObject({ match: z.array(text).optional(), no_match: z.array(text).optional() }).optional(),
  })
  .superRefine((given, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (given.action === 'escalate') {
      if (given.category === undefined) complain('category', 'is missing: an escalation needs one');
      return;
    }
    for (const key of ['category', 'gravity', 'page'] as const) {
      if (given[key] !== undefined) complain(key, `is for escalate alone, not for ${given.action}`);
    }
  });

/** A file of rules as it is written. */
export const ruleFile = z.strictObject({
  owner: text.optional(),
  describe: text.optional(),
  rules: z.array(rule).max(10_000),
});

export type WrittenRule = z.infer<typeof rule>;

/** What lines it is about, as they are asked. */
export function conditionsOf(match: WrittenRule['match']): Conditions {
  return {
    severities: severityBits(match.severity),
    apps: listOf(match.app),
    hosts: listOf(match.host),
    senders: listOf(match.sender),
    templates: listOf(match.template),
    patterns: listOf(match.regex),
    ignoreCase: match.ignore_case ?? false,
    fields:
      match.fields === undefined
        ? null
        : Object.entries(match.fields).map(([path, wanted]) => [path, listOf(wanted)!.map(String)] as const),
  };
}

/** One or several as a list; null for none. */
export function listOf<T>(given: T | readonly T[] | undefined): readonly T[] | null {
  if (given === undefined) return null;
  return Array.isArray(given) ? (given as readonly T[]) : [given as T];
}

/** Severities that a rule names as bits, bit 8 for "none"; null when it names none. */
function severityBits(given: WrittenRule['match']['severity']): number | null {
  if (given === undefined) return null;
  let bits = 0;
  for (const one of Array.isArray(given) ? given : [given]) {
    const [, compared, single, from, to] = SEVERITY.exec(String(one))!;
    if (single === undefined && from === undefined) {
      bits |= 1 << 8;
      continue;
    }
    const level = single === undefined ? 0 : (SEVERITY_NAMES[single.toLowerCase()] ?? Number(single));
    const low = from !== undefined ? Math.min(Number(from), Number(to)) : compared === '<=' ? 0 : level;
    const high = from !== undefined ? Math.max(Number(from), Number(to)) : compared === '>=' ? 7 : level;
    for (let s = low; s <= high; s++) bits |= 1 << s;
  }
  return bits;
}

/** Epoch ms at which a rule ends: its time, or the end of its day in UTC. */
export function endOf(until: string | undefined): number {
  if (until === undefined) return Number.POSITIVE_INFINITY;
  return until.length === 10 ? Date.parse(`${until}T00:00:00Z`) + 86_400_000 : Date.parse(until);
}

/** Keys that are known at a place of the file, for "did you mean". */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const depth = path.filter((part) => typeof part === 'string');
  if (depth.length === 0) return Object.keys(ruleFile.shape);
  if (depth[1] === 'match') return Object.keys(matchSchema.shape);
  if (depth[1] === 'test') return ['match', 'no_match'];
  return Object.keys(rule.shape);
}
