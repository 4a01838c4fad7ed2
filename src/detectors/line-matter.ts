import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { gravityOf } from '../core/gravity.ts';
import type { Bounds, Judged, LineState } from './line-state.ts';
import { savedEvidence } from './saved-evidence.ts';

/** Odd lines of one kind no farther apart are one matter. */
const TOGETHER = 3_600_000;
const EVIDENCE_LINES = 5;

/** An odd line while it is being judged, and those of its kind that came with it; JSON-safe. */
export interface OddLine {
  readonly template: string;
  readonly app: string | null;
  readonly host: string | null;
  look: number;
  bounds: Bounds;
  /** Slot text of the duration, bytes of the message. */
  duration: string;
  length: number;
  score: number;
  readonly segment: number;
  readonly from: number;
  to: number;
  count: number;
  gravity: number;
  readonly evidence: Evidence[];
  /** Expected number of matters this odd per day, or per log if that is shorter. */
  expected: number;
}

/** An odd line as an event makes it. */
export function newOddLine(event: Event, state: LineState, judged: Judged): OddLine {
  return {
    ...{ template: event.template!.id, app: event.app, host: event.host },
    look: judged.look,
    bounds: judged.bounds,
    duration: event
      .slotText(state.slots.duration < 0 ? Number.MAX_SAFE_INTEGER : state.slots.duration)
      .slice(0, 40),
    length: event.messageEnd - event.messageStart,
    score: judged.score,
    segment: judged.segment,
    ...{ from: event.received, to: event.received, count: event.weight },
    gravity: gravityOf(event.severity, event.message),
    evidence: [evidenceOf(event)],
    expected: 1e9,
  };
}

/** Whether a line of the same kind belongs to the matter. */
export function belongs(odd: OddLine, event: Event): boolean {
  return event.received - odd.to <= TOGETHER;
}

/** One more odd line of the same kind; the oddest one is told. */
export function addOddLine(odd: OddLine, event: Event, more: OddLine): void {
  odd.to = Math.max(odd.to, event.received);
  odd.count += event.weight;
  odd.gravity = Math.max(odd.gravity, more.gravity);
  if (odd.evidence.length < EVIDENCE_LINES) odd.evidence.push(...more.evidence);
  if (more.score <= odd.score) return;
  const { look, bounds, duration, length, score } = more;
  Object.assign(odd, { look, bounds, duration, length, score });
}

/** The expected number of matters at least as odd, going by the other tenths (Jeffreys), per `share` of the log. */
export function judgeOddLines(all: readonly OddLine[], share: number): void {
  for (const odd of all) {
    const elsewhere = all.filter(
      (one) => one.segment !== odd.segment && one.score >= odd.score - 1e-9,
    ).length;
    odd.expected = ((elsewhere + 0.5) / 0.9) * share;
  }
}

/** An odd line as it is saved. */
export const savedOddLine: z.ZodType<OddLine> = z.strictObject({
  template: z.string(),
  app: z.string().nullable(),
  host: z.string().nullable(),
  look: z.number(),
  bounds: z.strictObject({
    ...{ lines: z.number(), severity: z.number(), status: z.number() },
    ...{ duration: z.number(), length: z.number(), hours: z.number() },
  }),
  ...{ duration: z.string(), length: z.number(), score: z.number(), segment: z.number() },
  ...{ from: z.number(), to: z.number(), count: z.number(), gravity: z.number() },
  evidence: z.array(savedEvidence),
  expected: z.number(),
});
