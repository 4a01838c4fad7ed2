import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { FLAG } from '../core/flags.ts';
import { gravityOf } from '../core/gravity.ts';
import type { First } from '../core/template.ts';
import { gravityOfFirst } from './discovery-gravity.ts';
import { savedEvidence } from './saved-evidence.ts';

const EVIDENCE_LINES = 3;

/** Something new while it is being judged; JSON-safe. Times in epoch ms. */
export interface Discovery {
  readonly key: string;
  readonly first: First;
  readonly segment: number;
  readonly template: { readonly id: string; readonly text: string };
  readonly app: string | null;
  readonly host: string | null;
  readonly from: number;
  to: number;
  /** False when the line carried no time, so that `from` is only a guess. */
  readonly timed: boolean;
  count: number;
  readonly evidence: Evidence[];
  gravity: number;
  /** −log10 of its chance per look. */
  raw: number;
  /** Expected number of things this unlikely per day (or per log, if that is shorter). */
  expected: number;
  /** The same for the whole history that it was judged against. */
  expectedInAll: number;
  /** Lines it was judged against, and the time they cover in ms. */
  others: number;
  span: number;
  /** It was told when it was new: on which occasion it comes now (2 for the second), and when it last did. */
  readonly again: { readonly occasion: number; readonly last: number } | null;
}

/** A discovery as an event makes it, not judged yet. */
export function newDiscovery(event: Event, first: First, at: { key: string; segment: number }): Discovery {
  const { template, app, host, received, flags, weight, severity } = event;
  return {
    ...at,
    first,
    template: { id: template!.id, text: template!.text },
    app,
    host,
    from: received,
    to: received,
    timed: (flags & FLAG.no_time) === 0,
    count: weight,
    evidence: [evidenceOf(event)],
    gravity: gravityOfFirst(
      first,
      gravityOf(severity, first.kind === 'template' ? event.message : template!.text),
      event.message,
    ),
    raw: 0,
    expected: 1e9,
    expectedInAll: 1e9,
    others: 0,
    span: 0,
    again: null,
  };
}

/** One more line of the same. */
export function addLine(d: Discovery, event: Event): void {
  d.count += event.weight;
  d.to = Math.max(d.to, event.received);
  if (d.evidence.length < EVIDENCE_LINES) d.evidence.push(evidenceOf(event));
  if (event.severity >= 0) d.gravity = Math.max(d.gravity, gravityOf(event.severity, ''));
}

const rate = z.strictObject({
  looks: z.number(),
  singles: z.number(),
  known: z.array(z.string()),
  distinct: z.number(),
});

const first = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('template') }),
  z.strictObject({
    kind: z.literal('value'),
    slot: z.number(),
    value: z.string(),
    numeric: z.boolean(),
    rate,
  }),
  z.strictObject({
    kind: z.literal('facet'),
    slot: z.number(),
    facet: z.string(),
    value: z.string(),
    example: z.string(),
    rate,
  }),
  z.strictObject({ kind: z.literal('host'), host: z.string(), rate }),
]);

/** A discovery as it is saved. */
export const savedDiscovery: z.ZodType<Discovery> = z.strictObject({
  key: z.string(),
  first,
  segment: z.number(),
  template: z.strictObject({ id: z.string(), text: z.string() }),
  app: z.string().nullable(),
  host: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  timed: z.boolean(),
  count: z.number(),
  evidence: z.array(savedEvidence),
  gravity: z.number(),
  raw: z.number(),
  expected: z.number(),
  expectedInAll: z.number(),
  others: z.number(),
  span: z.number(),
  again: z.strictObject({ occasion: z.number(), last: z.number() }).nullable(),
});
