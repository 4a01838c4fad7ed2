import { z } from 'zod';
import { CATEGORIES } from '../core/categories.ts';
import type { Finding } from '../core/finding.ts';
import type { Notice } from '../core/notice.ts';
import type { Envelope, Sealing } from './envelope.ts';
import { numberOrNone, time, timeOrNone } from './numbers.ts';
import { packJson, unpackJson } from './plain.ts';

/** What an engine remarks between two moments of its clock. */
export interface FoundMessage {
  /** The engine: `detect`, or `detect/3` where there are several. */
  readonly unit: string;
  /** Its clock, epoch ms: span of its history, and the tick it came to. NaN where there is none. */
  readonly clock: { readonly from: number; readonly to: number; readonly tick: number };
  /** It is learning from the past: nobody is told of it. */
  readonly past: boolean;
  readonly findings: readonly Finding[];
  /** Its clock (epoch ms) when it remarked each of them. */
  readonly at: readonly number[];
  readonly notices: readonly Notice[];
}

const MOST_FINDINGS = 10_000;
const MOST_OF_ONE = 1000;

/** Bytes of JSON beyond which a finding is cut down, and what is left of its texts and lists then. */
const LARGE = 256 << 10;
const LEFT_LETTERS = 4000;
const LEFT_ITEMS = 20;

const word = z.string().max(LARGE);
const text = z.string().max(LARGE);
const id = z.string().min(1).max(128);
const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(MOST_OF_ONE);

const figure = z.object({
  label: word,
  usual: z.tuple([numberOrNone, numberOrNone]),
  typical: numberOrNone,
  seen: numberOrNone,
});

const finding = z.object({
  id,
  detector: word,
  about: z.object({
    host: word.optional(),
    app: word.optional(),
    template: word.optional(),
    actor: word.optional(),
    metric: word.optional(),
  }),
  category: z.enum(CATEGORIES).optional(),
  from: timeOrNone,
  to: timeOrNone,
  count: z.number().min(0),
  surprise: z.number(),
  rawSurprise: z
    .number()
    .nullable()
    .transform((value) => value ?? Number.POSITIVE_INFINITY),
  gravity: z.number(),
  page: z.literal(true).optional(),
  evidence: list(z.object({ source: word, file: word.optional(), line: z.number().optional(), text })),
  expected: text,
  seen: text,
  because: text,
  also: list(z.object({ id, detector: word, because: text })).optional(),
  beside: list(text).optional(),
  ongoing: z.literal(true).optional(),
  incident: z.object({ over: time.nullable(), aliases: list(id), hosts: list(word).optional() }).optional(),
  maturity: text,
  figure: figure.optional(),
  figures: list(figure).optional(),
});

const notice = z.object({
  kind: z.enum(['gap', 'trouble', 'recovered', 'overload', 'info']),
  about: text,
  text,
  time,
  lost: z.number().min(0).optional(),
});

const message = z
  .object({
    unit: z.string().min(1).max(64),
    clock: z.object({ from: timeOrNone, to: timeOrNone, tick: timeOrNone }),
    past: z.boolean(),
    findings: z.array(finding).max(MOST_FINDINGS),
    at: z.array(timeOrNone).max(MOST_FINDINGS),
    notices: list(notice),
  })
  .refine(({ findings, at }) => findings.length === at.length, { error: 'a time for each finding' });

/** An entry of `findings`. What is very large of a finding (lines of a megabyte as evidence) is cut down. */
export function packFindings(sealing: Sealing, found: FoundMessage): Buffer {
  const findings = found.findings.map(limited);
  return packJson({ ...sealing, kind: 'findings', count: findings.length }, { ...found, findings });
}

/** What an engine remarked, as an entry says. Throws MESSAGE_INVALID. */
export function unpackFindings(envelope: Envelope): FoundMessage {
  return unpackJson(envelope, 'findings', message) as FoundMessage;
}

function limited(finding: Finding): Finding {
  const json = JSON.stringify(finding);
  return json.length <= LARGE ? finding : (JSON.parse(json, shortened) as Finding);
}

function shortened(_key: string, value: unknown): unknown {
  if (typeof value === 'string' && value.length > LEFT_LETTERS) return `${value.slice(0, LEFT_LETTERS)}…`;
  return Array.isArray(value) && value.length > LEFT_ITEMS ? value.slice(0, LEFT_ITEMS) : value;
}
