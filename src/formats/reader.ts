import { LogsiftError } from '../core/errors.ts';
import { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import type { Format, ParseContext } from '../core/format.ts';
import type { Origin } from '../core/origin.ts';
import type { LineBatch } from '../core/source.ts';
import { Interner } from '../kit/interner.ts';
import { nearest } from '../kit/nearest.ts';
import { WallClock } from '../kit/wallclock.ts';
import { Folder } from './fold.ts';
import { formats } from './index.ts';
import { learntFormat } from './learnt.ts';
import { type Decision, type Recognition, recognise, type SampleLine } from './recognise.ts';
import { type Shape, Shapes } from './shapes.ts';

export type { Decision, Recognition } from './recognise.ts';

export interface ReaderOptions {
  /** Name of the one format to use; lines it does not fit stay whole. Found by looking when absent. */
  readonly format?: string;
  /** IANA zone of times without one; the zone of this process when absent. */
  readonly timeZone?: string;
  /** Join stack traces and continuation lines to the event before them (default true). */
  readonly fold?: boolean;
  /** What an earlier pass over the same input decided, so that this one reads every line alike. */
  readonly known?: Recognition;
}

/** lines = events + folded + empty + 1 while an event is held back. */
export interface ReaderCounters {
  lines: number;
  events: number;
  /** Lines joined to the event before them, those over the cap included. */
  folded: number;
  /** Lines without a visible character. */
  empty: number;
  /** Events that no format fitted. */
  unparsed: number;
  truncated: number;
  /** Lines left out because their event was at its cap. */
  foldCut: number;
}

const SAMPLE = 600;
/** A decision that rests on this many lines stands until sustained misfit. */
const ENOUGH = 200;
/** Lines over which sustained misfit is judged, and the share that is too much. */
/** Places for names where lines of a whole network come mixed: with fewer, thousands of hosts push each other out. */
const MANY_SENDERS = 32_768;
const WINDOW = 512;
const MISFIT = 0.5;

/** Turns the lines of one input into events: finds the format, folds continuation lines, counts what happens. */
export class EventReader {
  readonly counters: ReaderCounters = {
    lines: 0,
    events: 0,
    folded: 0,
    empty: 0,
    unparsed: 0,
    truncated: 0,
    foldCut: 0,
  };
  readonly #byFormat = new Map<string, { events: number }>();
  /** Neighbouring lines mostly have the same. */
  #lastFormat = '';
  #ofLastFormat = { events: 0 };
  readonly #origin: Origin;
  readonly #context: { -readonly [K in keyof ParseContext]: ParseContext[K] };
  readonly #forced: Format | null;
  readonly #fold: boolean;
  readonly #known: readonly Decision[] | null;
  readonly #decisions: Decision[] = [];
  readonly #shapes = new Shapes();
  readonly #folder = new Folder();
  /** Everything but the primary format, the most recently successful first. */
  #others: Format[] = [];
  #primary: Format | null = null;
  #foldIndented = true;
  #batches: LineBatch[] = [];
  #batch: LineBatch | null = null;
  #at = 0;
  #truncatedAt = 0;
  #held: Event | null = null;
  #ended = false;
  #sample: SampleLine[] = [];
  #sampledAtDecision = 0;
  #window = WINDOW;
  #windowLines = 0;
  #windowMisfits = 0;

  /** Throws UNKNOWN_FORMAT when `options.format` names none. */
  constructor(origin: Origin, options: ReaderOptions = {}) {
    this.#origin = origin;
    this.#context = {
      intern: new Interner(options.fold === false ? MANY_SENDERS : undefined),
      clock: new WallClock(options.timeZone),
      reference: origin.referenceTime,
    };
    this.#forced = options.format === undefined ? null : formatNamed(options.format);
    this.#fold = options.fold ?? true;
    this.#known = options.known?.decisions ?? null;
  }

  /** Takes the next lines; they are read by `next`. */
  feed(batch: LineBatch): void {
    this.#batches.push(batch);
  }

  /** No more lines will come. */
  end(): void {
    this.#ended = true;
  }

  /**
   * The event that is held back in case more lines belong to it; null when none is. For inputs that do not end: to be
   * asked for when nothing came for a while.
   */
  flush(): Event | null {
    const held = this.#held;
    this.#held = null;
    return held === null ? null : this.#emit(held);
  }

  /** Whether an event is held back in case more lines belong to it. */
  get holds(): boolean {
    return this.#held !== null;
  }

  /** Events understood by each format, by its name. */
  get byFormat(): Map<string, number> {
    return new Map([...this.#byFormat].map(([format, { events }]) => [format, events]));
  }

  /** What was decided so far about the input's format. */
  get recognition(): Recognition {
    return { decisions: this.#decisions };
  }

  /** Commonest shapes of lines that no format fitted. */
  notUnderstood(): Shape[] {
    return this.#shapes.top();
  }

  /** The next event in order; null when another batch is wanted, or at the end. */
  next(): Event | null {
    while (this.#batch !== null || this.#nextBatch()) {
      const batch = this.#batch!;
      if (this.#at >= batch.count) {
        this.#batch = null;
        continue;
      }
      const event = this.#line(batch, this.#at++);
      if (event === null) continue;
      const done = this.#fold ? this.#held : event;
      if (this.#fold) this.#held = event;
      if (done !== null) return this.#emit(done);
    }
    if (!this.#ended || this.#held === null) return null;
    const last = this.#held;
    this.#held = null;
    return this.#emit(last);
  }

  #emit(event: Event): Event {
    this.counters.events++;
    return event;
  }

  /** One line: the event it begins, or null when it is empty or joined the held one. */
  #line(batch: LineBatch, i: number): Event | null {
    const { counters } = this;
    if (this.#known !== null) this.#replay();
    else if (this.#windowLines >= this.#window) this.#judgeWindow();
    counters.lines++;
    const { buffer } = batch;
    let start = batch.starts[i]!;
    const end = batch.ends[i]!;
    if (
      i === 0 &&
      batch.firstLine === 1 &&
      buffer[start] === 0xef &&
      buffer[start + 1] === 0xbb &&
      buffer[start + 2] === 0xbf
    ) {
      start = Math.min(end, start + 3);
    }
    if (start >= end || (buffer[start]! <= 32 && isBlank(buffer, start, end))) {
      counters.empty++;
      return null;
    }
    const held = this.#held;
    if (held !== null && this.#folder.certain(buffer, start, end))
      return this.#join(held, buffer, { start, end });
    const event = new Event(this.#origin);
    event.line = batch.firstLine > 0 ? batch.firstLine + i : 0;
    event.position = batch.offset + start;
    event.lineEnd = batch.offset + end;
    event.buffer = buffer;
    event.start = start;
    event.end = end;
    event.text = buffer;
    event.messageStart = start;
    event.messageEnd = end;
    this.#windowLines++;
    const primary = this.#primary;
    if (primary === null || !primary.parse(event, this.#context)) {
      if (held !== null && this.#foldIndented && this.#folder.indented(buffer, start)) {
        return this.#join(held, buffer, { start, end });
      }
      this.#misfit(event);
    } else if (event.format === '') event.format = primary.name;
    this.#count(event.format);
    if (batch.truncated.length > 0 && this.#wasTruncated(batch, i)) {
      event.flags |= FLAG.truncated;
      counters.truncated++;
    }
    if (this.#fold) this.#folder.begin(event);
    return event;
  }

  #join(held: Event, buffer: Buffer, range: { start: number; end: number }): null {
    this.counters.folded++;
    if (!this.#folder.join(held, buffer, range)) this.counters.foldCut++;
    return null;
  }

  /** Tries the other formats; a line that none fits stays whole, flagged, and its shape is remembered. */
  #misfit(event: Event): void {
    this.#windowMisfits++;
    const others = this.#others;
    for (let k = 0; k < others.length; k++) {
      const format = others[k]!;
      if (!format.parse(event, this.#context)) continue;
      if (event.format === '') event.format = format.name;
      if (k > 0) {
        others.copyWithin(1, 0, k);
        others[0] = format;
      }
      return;
    }
    event.flags |= FLAG.unparsed;
    this.counters.unparsed++;
    this.#shapes.add(event.buffer, event.start, event.end);
  }

  #count(format: string): void {
    if (format === '') return;
    if (format !== this.#lastFormat) {
      this.#lastFormat = format;
      let known = this.#byFormat.get(format);
      if (known === undefined) this.#byFormat.set(format, (known = { events: 0 }));
      this.#ofLastFormat = known;
    }
    this.#ofLastFormat.events++;
  }

  #wasTruncated(batch: LineBatch, i: number): boolean {
    const { truncated } = batch;
    while (this.#truncatedAt < truncated.length && truncated[this.#truncatedAt]! < i) this.#truncatedAt++;
    return truncated[this.#truncatedAt] === i;
  }

  #nextBatch(): boolean {
    const batch = this.#batches.shift();
    if (batch === undefined) return false;
    this.#batch = batch;
    this.#at = 0;
    this.#truncatedAt = 0;
    // A file's time may only be known once its first batch is there.
    this.#context.reference = this.#origin.referenceTime;
    if (this.#known === null && this.#sampledAtDecision < ENOUGH) this.#look(batch);
    return true;
  }

  /** First lines of an input: decide, and reconsider as more come until the sample is full. */
  #look(batch: LineBatch): void {
    const before = this.#sample.length;
    takeSample(batch, 0, { into: this.#sample, cap: SAMPLE });
    const { length } = this.#sample;
    if (length === before) return;
    if (this.#decisions.length > 0 && length < 2 * this.#sampledAtDecision && length < ENOUGH) return;
    this.#sampledAtDecision = length;
    this.#decide(this.#sample);
    if (length >= ENOUGH) this.#sample = [];
  }

  #decide(sample: readonly SampleLine[]): void {
    const candidates = this.#forced === null ? formats : [this.#forced];
    const choice = { formats: candidates, origin: this.#origin, context: this.#context };
    this.#adopt(recognise(sample, choice, this.counters.lines));
  }

  #adopt(decision: Decision): void {
    this.#decisions.push(decision);
    this.#foldIndented = decision.foldIndented;
    this.#windowLines = 0;
    this.#windowMisfits = 0;
    const named = decision.format === null ? null : formatNamed(decision.format);
    this.#primary = decision.header === null ? named : learntFormat(decision.header);
    if (this.#forced !== null) {
      this.#primary ??= this.#forced;
      this.#others = [];
    } else {
      this.#others = formats.filter((f) => f !== named).sort((a, b) => b.specificity - a.specificity);
    }
  }

  /** After sustained misfit the lines ahead are looked at afresh. */
  #judgeWindow(): void {
    const misfit = this.#windowMisfits / this.#windowLines;
    this.#windowLines = 0;
    this.#windowMisfits = 0;
    if (misfit < MISFIT || this.#forced !== null || this.#batch === null) return;
    const ahead: SampleLine[] = [];
    takeSample(this.#batch, this.#at - 1, { into: ahead, cap: SAMPLE });
    if (ahead.length < 32) return;
    const before = this.#primary?.name;
    this.#decide(ahead);
    // Looking costs as much as reading thousands of lines: where it brings nothing new it is done ever more seldom.
    this.#window = this.#primary?.name === before ? this.#window * 4 : WINDOW;
  }

  #replay(): void {
    const next = this.#known![this.#decisions.length];
    if (next !== undefined && next.fromLine <= this.counters.lines) this.#adopt(next);
  }
}

/** A format by its name. Throws UNKNOWN_FORMAT with the names there are and the one that was probably meant. */
export function formatNamed(name: string): Format {
  const found = formats.find((format) => format.name === name);
  if (found !== undefined) return found;
  const names = formats.map((format) => format.name).sort();
  const meant = nearest(name, names);
  const hint = meant === null ? '' : ` Did you mean ${meant}?`;
  throw new LogsiftError('UNKNOWN_FORMAT', `Unknown format "${name}".${hint} Formats: ${names.join(', ')}.`);
}

/** Lines evenly spread over what is left of a batch, so that a long first phase of a log does not stand for all. */
function takeSample(
  batch: LineBatch,
  from: number,
  { into, cap }: { into: SampleLine[]; cap: number },
): void {
  const room = cap - into.length;
  const lines = batch.count - from;
  const step = Math.max(1, lines / room);
  for (let k = 0; k < room; k++) {
    const i = from + Math.floor(k * step);
    if (i >= batch.count) return;
    const start = batch.starts[i]!;
    const end = batch.ends[i]!;
    if (end > start) into.push({ buffer: batch.buffer, start, end });
  }
}

function isBlank(buffer: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (buffer[i]! > 32) return false;
  return true;
}
