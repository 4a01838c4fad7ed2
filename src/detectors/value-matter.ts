import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { gravityOf } from '../core/gravity.ts';
import type { Template } from '../core/template.ts';
import { perDay } from './live-tail.ts';
import type { Drift } from './value-drift.ts';
import type { ExtremeRun } from './value-extremes.ts';
import { courseOf, type Usual, type ValueRun } from './value-judge.ts';
import type { LiveRun } from './value-live.ts';
import type { Place } from './value-place.ts';
import { valueAt } from './value-scale.ts';
import type { Slot } from './value-slots.ts';

const FIRST_LINES = 3;

/** Numbers outside of what is usual, while they are gathered for a person; JSON-safe. Times in epoch ms. */
export interface Matter {
  readonly template: { readonly id: string; readonly text: string };
  readonly slot: { readonly index: number; readonly before: string; readonly unit: string };
  readonly host: string | null;
  readonly beside: string;
  app: string | null;
  from: number;
  to: number;
  /** Where the numbers lie usually, most of them, and where they lie now: as they are written. */
  readonly usual: { readonly middle: number; readonly low: number; readonly high: number };
  level: number;
  extreme: number;
  /** Still outside of the usual at the end of the log, or now; and further out than when it began. */
  readonly open: boolean;
  readonly grows: boolean;
  count: number;
  readonly evidence: Evidence[];
  gravity: number;
  raw: number;
  /** Expected number of matters as odd per day, or per log if shorter than a day. */
  expected: number;
  /** How it was seen: by windows of time, by single lines, or by how it crept away. */
  readonly kind: 'shift' | 'sudden' | 'drift';
  /** Windows (or lines, where it is sudden) and time that it was judged against. */
  readonly looks: number;
  readonly span: number;
}

/** One more line of the matter, whose number is `value`. The first lines are kept, and the most extreme. */
export function addValue(matter: Matter, event: Event, value: number): void {
  if (matter.count === 0) matter.from = matter.to = event.received;
  matter.count += event.weight;
  matter.to = Math.max(matter.to, event.received);
  matter.app ??= event.app;
  const up = matter.level > matter.usual.middle;
  const furthest = up ? value > matter.extreme : value < matter.extreme;
  if (matter.evidence.length === 0 || furthest) matter.extreme = value;
  if (matter.evidence.length < FIRST_LINES) matter.evidence.push(evidenceOf(event));
  else if (furthest) matter.evidence[FIRST_LINES] = evidenceOf(event);
  if (matter.count <= FIRST_LINES * event.weight) {
    matter.gravity = Math.max(matter.gravity, gravityOf(event.severity, event.message));
  }
}

/** Two matters are one when they are of one kind of line, or of one program of one host, at the same time. */
export function sameMatter(a: Matter, b: Matter): boolean {
  if (a.from > b.to || b.from > a.to) return false;
  return a.template.id === b.template.id || (a.host === b.host && a.app !== null && a.app === b.app);
}

/** The matter of a stretch, before its lines are gathered; `span` is the time that the log covers. */
export function matterOf(
  run: ValueRun,
  { slot, template, span }: { slot: Slot; template: Template; span: number },
): Matter {
  const { windows, host, beside } = run.place;
  return {
    template: { id: template.id, text: template.text },
    slot: { index: slot.index, before: slot.before, unit: slot.unit },
    host,
    beside,
    app: null,
    from: windows.startOf(run.first),
    to: windows.startOf(run.first),
    usual: asWritten(run.usual, slot.grain),
    level: valueAt(run.first === run.last ? run.seen : run.level, slot.grain),
    extreme: valueAt(run.seen, slot.grain),
    ...courseOf(run),
    count: 0,
    evidence: [],
    gravity: 0,
    raw: run.raw,
    expected: perDay(run.expected, span),
    kind: 'shift',
    ...historyOf(run.place),
  };
}

/** The matter of a stretch that goes on while `event` comes. */
export function liveMatterOf(
  run: LiveRun,
  at: { readonly slot: Slot; readonly place: Place; readonly event: Event },
): Matter {
  const { slot, place } = at;
  return {
    ...frameOf(at, run.evidence),
    from: run.from,
    to: run.to,
    usual: asWritten(run.usual, slot.grain),
    level: valueAt(run.places / run.lines, slot.grain),
    extreme: valueAt(run.seen, slot.grain),
    grows: false,
    count: run.lines,
    raw: run.raw,
    expected: 1,
    kind: 'shift',
    ...historyOf(place),
  };
}

/** The matter of numbers in a row that are worse than ever, while `event` is the last of them. */
export function suddenMatterOf(
  run: ExtremeRun,
  at: { readonly slot: Slot; readonly place: Place; readonly event: Event },
): Matter {
  const { slot, place } = at;
  return {
    ...frameOf(at, run.evidence),
    beside: '',
    from: run.from,
    to: run.to,
    usual: asWritten(run.usual!, slot.grain),
    level: valueAt(run.sum / run.count, slot.grain),
    extreme: valueAt(run.peak, slot.grain),
    grows: false,
    count: run.count,
    raw: run.raw,
    expected: run.told!,
    kind: 'sudden',
    looks: run.looks,
    span: run.from - place.windows.startOf(0),
  };
}

/** The matter of numbers that crept away, while `event` is the last of them; `expected` a day. */
export function driftMatterOf(
  drift: Drift,
  at: { readonly slot: Slot; readonly place: Place; readonly event: Event },
  expected: number,
): Matter {
  const { slot, place } = at;
  const up = drift.side > 0;
  const further = up ? drift.level > drift.first : drift.level < drift.first;
  return {
    ...frameOf(at, drift.evidence),
    from: drift.from,
    to: drift.to,
    usual: asWritten(drift.usual, slot.grain),
    level: valueAt(drift.level, slot.grain),
    extreme: valueAt(drift.level, slot.grain),
    grows: further,
    count: drift.lines,
    raw: drift.raw,
    expected,
    kind: 'drift',
    ...historyOf(place),
  };
}

/** What is alike in all that is told while it goes on: what it is of, its lines and how these read. */
function frameOf(
  { slot, place, event }: { readonly slot: Slot; readonly place: Place; readonly event: Event },
  evidence: Matter['evidence'],
) {
  const { id, text } = event.template!;
  return {
    template: { id, text },
    slot: { index: slot.index, before: slot.before, unit: slot.unit },
    ...{ host: place.host, beside: place.beside, app: event.app, open: true },
    evidence: [...evidence],
    gravity: gravityOf(event.severity, evidence[0]!.text),
  };
}

function historyOf({ windows }: Place): { looks: number; span: number } {
  return {
    looks: windows.length,
    span: windows.startOf(windows.length - 1) + windows.width - windows.startOf(0),
  };
}

/** A matter's numbers from places on the scale. */
function asWritten({ middle, low, high }: Usual, grain: number): Matter['usual'] {
  return { middle: valueAt(middle, grain), low: valueAt(low, grain), high: valueAt(high, grain) };
}
