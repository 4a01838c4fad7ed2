import { Event } from '../core/event.ts';
import type { Format, ParseContext } from '../core/format.ts';
import type { Origin } from '../core/origin.ts';
import { looksContinued } from './fold.ts';
import { type LearntHeader, learnHeader } from './learn-header.ts';
import { learntFormat } from './learnt.ts';

/** A line of an input, kept to look at. */
export interface SampleLine {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What was decided about an input from one of its lines on. */
export interface Decision {
  /** Number of lines of the input before this decision held. */
  readonly fromLine: number;
  /** Name of the format most lines have; null when none fitted. */
  readonly format: string | null;
  /** Share of the sample that it fitted, 0–1. */
  readonly share: number;
  /** The header that was learnt, when `format` is `learnt`. */
  readonly header: LearntHeader | null;
  /** Lines that begin with a blank continue the line before them. */
  readonly foldIndented: boolean;
}

/** All decisions about an input, in order. Handed to a second pass so that it reads every line the same way. */
export interface Recognition {
  readonly decisions: readonly Decision[];
}

/** What there is to choose from. */
export interface Choice {
  readonly formats: readonly Format[];
  readonly origin: Origin;
  readonly context: ParseContext;
}

/** A format that fits next to none of the first lines is not asked about the others. */
const EARLY = 32;

/** Decides which format a sample of lines has: the share of lines it fits times how sure a fit is. */
export function recognise(sample: readonly SampleLine[], choice: Choice, fromLine: number): Decision {
  let best: Format | null = null;
  let bestScore = 0;
  let bestShare = 0;
  let header: LearntHeader | null = null;
  const full = sample.filter((line) => !looksContinued(line.buffer, line.start, line.end));
  const lines = full.length > 0 ? full : sample;
  const consider = (format: Format, learnt: LearntHeader | null) => {
    // A learnt header takes lines that lack its later columns too; only whole ones speak for it.
    const share = learnt === null ? fitted(format, lines, choice) : learnt.share;
    const score = share * format.specificity;
    if (score <= bestScore) return;
    best = format;
    bestScore = score;
    bestShare = share;
    header = learnt;
  };
  for (const format of choice.formats) consider(format, null);
  const mayLearn = choice.formats.some((format) => format.name === 'learnt');
  const learnt = mayLearn ? learnHeader(lines) : null;
  if (learnt !== null) consider(learntFormat(learnt), learnt);
  const format: Format | null = best;
  return {
    fromLine,
    format: format === null ? null : (format as Format).name,
    share: bestShare,
    header,
    foldIndented: (full.length > 0 && bestShare >= 0.8) || 2 * full.length >= sample.length,
  };
}

function fitted(format: Format, lines: readonly SampleLine[], choice: Choice): number {
  let fits = 0;
  let asked = 0;
  for (const line of lines) {
    if (asked === EARLY && fits === 0) return 0;
    asked++;
    const event = new Event(choice.origin);
    placeLine(event, line);
    if (format.parse(event, choice.context)) fits++;
  }
  return asked === 0 ? 0 : fits / asked;
}

/** Sets an event to a whole line, nothing of it understood yet. */
export function placeLine(event: Event, { buffer, start, end }: SampleLine): void {
  event.buffer = buffer;
  event.start = start;
  event.end = end;
  event.text = buffer;
  event.messageStart = start;
  event.messageEnd = end;
}
