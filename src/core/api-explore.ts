import { z } from 'zod';
import { silence } from './api-home.ts';
import {
  type Answer,
  counts,
  flag,
  gravity,
  idGiven,
  level,
  listed,
  pageOf,
  range,
  surprise,
  time,
  timeOrNone,
  urgencyWord,
  words,
} from './api-shared.ts';

/** What the pages of exploring ask and are answered: `/explore`, `/template/ID`, `/host/NAME`, `/compare`. */

const host = words(255);
const severityGiven = z.coerce.number().int().min(0).max(7);
/** A zone of the time database, by which hours and days of the week are told. */
const zone = words(64).describe('Time zone such as Europe/Berlin; UTC if absent.');

// GET /events

/** Query: lines that were kept. Everything given has to hold. */
export const eventsQuery = z.strictObject({
  ...range.shape,
  ...listed.shape,
  text: words(500)
    .optional()
    .describe('Words that must all be in the line, in any order and case; in double quotes as they stand.'),
  host: host.optional(),
  app: words(255).optional(),
  severity: severityGiven.optional().describe('At least as bad as this: 3 finds 0 to 3.'),
  template: idGiven.optional().describe('Id of a kind of line; those it had before count as well.'),
  escalated: flag.optional().describe('Only what a rule called bad, or only what none did.'),
});
export type EventsQuery = z.output<typeof eventsQuery>;

/** A line that was kept. */
export const keptLine = z.object({
  id: z.string(),
  /** Where it stands among the others, and what the line itself says. */
  received: time,
  time: timeOrNone,
  host: z.string().nullable(),
  app: z.string().nullable(),
  /** Syslog's 0–7. */
  severity: z.number().nullable(),
  level,
  /** Id of its kind. */
  template: z.string().nullable(),
  /** `drop`, `keep`, `escalate(security)`. */
  mark: z.string().nullable(),
  source: z.string(),
  /** `file:line`, where it has one. */
  where: z.string().nullable(),
  raw: z.string(),
  /** The line is longer than `raw`. */
  cut: z.boolean(),
});
export type KeptLine = Answer<typeof keptLine>;

/** Lines, the newest first. The search stops after some 250 ms: `next` goes on from there, also when nothing was found yet. */
export const eventsAnswer = z.object({
  ...pageOf(keptLine).shape,
  /** Everything that came from then on was looked at; the beginning of the range when that is all of it. */
  reached: time,
  /** Lines looked at for this answer. */
  looked: z.number(),
  complete: z.boolean(),
  /** When the oldest line that is kept came; null when none is. */
  oldest: timeOrNone,
});
export type EventsAnswer = Answer<typeof eventsAnswer>;

// GET /templates

const TEMPLATE_ORDERS = ['count', 'rare', 'newest', 'latest', 'gravity', 'change'] as const;

/** Query: kinds of lines. */
export const templatesQuery = z.strictObject({
  ...range.shape,
  ...listed.shape,
  text: words(500)
    .optional()
    .describe('Words that must all be in its text or its example, in any order and case.'),
  host: host.optional().describe('That this host said; kinds that too many hosts say are left out.'),
  order: z
    .enum(TEMPLATE_ORDERS)
    .prefault('count')
    .describe(
      'count, rare: lines in the range · newest: first seen · latest: last seen · gravity · change: how much oftener than before.',
    ),
  all: flag.prefault('false').describe('Also kinds that did not come in the range.'),
});
export type TemplatesQuery = z.output<typeof templatesQuery>;

/** A kind of line in a list. */
export const templateRow = z.object({
  id: z.string(),
  /** Literal words and `<*>` for what varies. */
  text: z.string(),
  gravity,
  /** Lines in the range, and in the range as long before it; `share` is of all lines of the range. */
  count: z.number(),
  before: z.number(),
  share: z.number(),
  /** Lines ever learnt. */
  total: z.number(),
  firstSeen: timeOrNone,
  lastSeen: timeOrNone,
  /** It was first seen within the range. */
  isNew: z.boolean(),
  /** Hosts that said it; null when there are too many to be told apart. */
  hosts: z.number().nullable(),
  /** Counts over the range, see `spark` of the list. */
  spark: z.array(z.number()),
});
export type TemplateRow = Answer<typeof templateRow>;

/** Kinds of lines. */
export const templatesAnswer = z.object({
  ...pageOf(templateRow).shape,
  /** That fit what was asked. */
  found: z.number(),
  /** Every one of a sparkline's counts is of `width` ms from `from` on. */
  spark: z.object({ from: time, width: z.number() }),
  /** What was learnt is as of then. */
  asOf: timeOrNone,
});
export type TemplatesAnswer = Answer<typeof templatesAnswer>;

// GET /templates/:id

export const templateParams = z.strictObject({ id: idGiven });
export const templateQuery = z.strictObject(range.shape);

const valueCount = z.object({ value: z.string(), count: z.number(), share: z.number() });
export type ValueCount = Answer<typeof valueCount>;

/** A variable place of a kind of line. */
export const slotAnswer = z.object({
  /** 1-based. */
  number: z.number(),
  /** The text in front of it. */
  before: z.string(),
  distinct: z.number(),
  /** More values than are told apart: those here are the first ones, their counts say little. */
  many: z.boolean(),
  values: z.array(valueCount),
  /** What addresses, ports and paths have in common: `network`, `folder`. */
  facets: z.array(z.object({ facet: z.string(), values: z.array(valueCount) })),
  numbers: z
    .object({
      ...{ count: z.number(), min: z.number(), max: z.number() },
      ...{ p05: z.number(), median: z.number(), p95: z.number() },
      /** Counts between ascending bounds: `counts[i]` from `bounds[i]` up to `bounds[i + 1]`. */
      histogram: z.object({ bounds: z.array(z.number()), counts: z.array(z.number()) }),
    })
    .nullable(),
});
export type SlotAnswer = Answer<typeof slotAnswer>;

/** A finding as it is listed beside what it is about. */
export const findingRow = z.object({
  id: z.string(),
  detector: z.string(),
  from: timeOrNone,
  to: timeOrNone,
  because: z.string(),
  urgency: urgencyWord,
  surprise,
});
export type FindingRow = Answer<typeof findingRow>;

/** A kind of line. */
export const templateAnswer = z.object({
  id: z.string(),
  text: z.string(),
  example: z.string(),
  gravity,
  total: z.number(),
  firstSeen: timeOrNone,
  lastSeen: timeOrNone,
  chart: counts,
  /** Lines by hour of the day in UTC, ever. */
  hours: z.array(z.number()),
  /** Ms from one line to the next: the usual, and such that one in twenty is longer. */
  gaps: z.object({ median: z.number(), p95: z.number() }).nullable(),
  hosts: z.array(valueCount),
  /** Too many hosts said it to tell them apart: those here are some of them. */
  manyHosts: z.boolean(),
  slots: z.array(slotAnswer),
  findings: z.array(findingRow),
  asOf: timeOrNone,
});
export type TemplateAnswer = Answer<typeof templateAnswer>;

// GET /hosts

export const hostsQuery = z.strictObject({ ...range.shape, ...listed.shape, text: words(255).optional() });
export type HostsQuery = z.output<typeof hostsQuery>;

export const hostRow = z.object({
  host: z.string(),
  count: z.number(),
  share: z.number(),
  spark: z.array(z.number()),
});
export type HostRow = Answer<typeof hostRow>;

/** Hosts by how many lines they said in the range. */
export const hostsAnswer = z.object({
  ...pageOf(hostRow).shape,
  found: z.number(),
  spark: z.object({ from: time, width: z.number() }),
});
export type HostsAnswer = Answer<typeof hostsAnswer>;

// GET /host?name=

export const hostQuery = z.strictObject({ ...range.shape, name: host });
export type HostQuery = z.output<typeof hostQuery>;

/** Where a host stands and what it is; absent where nobody knows. */
const place = z.object({
  canonical: z.string(),
  site: z.string().optional(),
  building: z.string().optional(),
  floor: z.string().optional(),
  rack: z.string().optional(),
  role: z.string().optional(),
  team: z.string().optional(),
  /** What it cannot do without, the nearest first. */
  hangsOn: z.array(z.string()),
});

/** A host. */
export const hostAnswer = z.object({
  host: z.string(),
  place: place.nullable(),
  /** Lines in the range, and in the range as long before it. */
  count: z.number(),
  before: z.number(),
  chart: counts,
  /** The latest line of it that is kept; null when none is. */
  lastSeen: timeOrNone,
  /** Kinds of lines it says, the commonest first: `count` is of this host, ever. */
  kinds: z.array(
    z.object({ id: z.string(), text: z.string(), count: z.number(), gravity, lastSeen: timeOrNone }),
  ),
  moreKinds: z.number(),
  /** Kinds that so many hosts say that it is not known which; it may be among them. */
  commonKinds: z.number(),
  incidents: z.array(
    z.object({
      id: z.string(),
      state: z.enum(['open', 'resolved']),
      from: timeOrNone,
      to: timeOrNone,
      headline: z.string(),
      urgency: urgencyWord,
    }),
  ),
  findings: z.array(findingRow),
  /** Silences about it, or about what it hangs on, that hold just now or will again. */
  silences: z.array(silence),
  asOf: timeOrNone,
});
export type HostAnswer = Answer<typeof hostAnswer>;

// GET /compare

const stretch = z.coerce.number().min(0).max(8.64e15);

/** Query: two ranges, of everything or of one host. */
export const compareQuery = z
  .strictObject({
    aFrom: stretch.describe('Epoch ms: the earlier range, `a`.'),
    aTo: stretch,
    bFrom: stretch.describe('Epoch ms: the later range, `b`.'),
    bTo: stretch,
    limit: z.coerce.number().int().min(1).max(500).prefault(200),
  })
  .refine(({ aFrom, aTo, bFrom, bTo }) => aFrom < aTo && bFrom < bTo, {
    error: 'each range must begin before it ends',
  });
export type CompareQuery = z.output<typeof compareQuery>;

const side = z.object({
  from: time,
  to: time,
  lines: z.number(),
  kinds: z.number(),
  /** Hours in which there were any lines. */
  hours: z.number(),
});

/** A kind of line that differs. Rates are lines per hour in which logsift saw any lines. */
export const differenceRow = z.object({
  kind: z.enum(['new', 'gone', 'more', 'fewer']),
  template: z.object({ id: z.string(), text: z.string() }),
  counts: z.tuple([z.number(), z.number()]),
  rates: z.tuple([z.number(), z.number()]),
  /** `b` to `a`; null where one of them is nothing. */
  ratio: z.number().nullable(),
  surprise,
  gravity,
  /** `12 times as often`. */
  words: z.string(),
});
export type DifferenceRow = Answer<typeof differenceRow>;

/** What differs between two ranges, what matters most first. */
export const compareAnswer = z.object({
  a: side,
  b: side,
  differences: z.array(differenceRow),
  /** Left out because of `limit`. */
  more: z.number(),
  /** Kinds that are in both and alike. */
  alike: z.number(),
  /** What one should know of how it was counted. */
  notes: z.array(z.string()),
});
export type CompareAnswer = Answer<typeof compareAnswer>;

// GET /chart

/** Query: lines over time of anything. */
export const chartQuery = z.strictObject({
  ...range.shape,
  of: z.enum(['all', 'severity', 'host', 'template']).prefault('all'),
  name: words(255).optional().describe('Which one; without it the commonest.'),
  most: z.coerce.number().int().min(1).max(12).prefault(5).describe('Series at most, without a name.'),
});
export type ChartQuery = z.output<typeof chartQuery>;

/** Lines over time, one or several series over the same buckets. */
export const chartAnswer = z.object({
  from: time,
  width: z.number(),
  series: z.array(z.object({ name: z.string(), counts: z.array(z.number()) })),
});
export type ChartAnswer = Answer<typeof chartAnswer>;

// GET /heatmap

/** Query: by hour and day of the week. */
export const heatmapQuery = z.strictObject({
  ...range.shape,
  of: z.enum(['all', 'severity', 'host', 'app', 'template']).prefault('all'),
  name: words(255).optional().describe('Which host, program, severity or kind of line.'),
  zone: zone.optional(),
});
export type HeatmapQuery = z.output<typeof heatmapQuery>;

/** Lines by day of the week and hour. */
export const heatmapAnswer = z.object({
  /** `mean[day][hour]`: lines an hour on average, Monday first; null where the range has no such hour. */
  mean: z.array(z.array(z.number().nullable())),
  /** The most lines in one such hour. */
  most: z.array(z.array(z.number().nullable())),
  /** Whole hours that were counted. */
  hours: z.number(),
  from: time,
  to: time,
  /** `kept`: only lines that were kept are known by program, and only from `from` on. */
  counted: z.enum(['all', 'kept']),
});
export type HeatmapAnswer = Answer<typeof heatmapAnswer>;
