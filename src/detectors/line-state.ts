import type { Template } from '../core/template.ts';
import { type LookSlots, readLook, slotsOf } from './line-look.ts';

const NO_SLOTS: LookSlots = { status: -1, duration: -1 };

/** Looks kept of one kind of line. */
const MAX_LOOKS = 1000;
/** Lines of a kind before one of them can be odd, and before an hour can be the wrong one. */
const KNOWN = 100;
const KNOWN_HOURS = 24 * 20;
/** A length or duration is too much when it is two powers of two above the most there was: more than twice. */
const MUCH = 2;

/** In what a line can be unlike all others of its kind. */
export const WAYS = ['severity', 'status', 'duration', 'length', 'hour'] as const;
export type Way = (typeof WAYS)[number];

/** What other lines of the kind had at most. */
export interface Bounds {
  readonly lines: number;
  /** The lowest, that is the worst; −1 when none had any. */
  readonly severity: number;
  readonly status: number;
  readonly duration: number;
  readonly length: number;
  /** Bit per hour of the day. */
  readonly hours: number;
}

/** A look that is odd. */
export interface Judged {
  readonly look: number;
  readonly bounds: Bounds;
  readonly score: number;
  readonly segment: number;
}

/** What is known of one kind of line. */
export class LineState {
  /** Of the template it was made for; it may stand for a more general one by now. */
  readonly text: string;
  /** The program that wrote the first one. */
  readonly app: string | null;
  slots = NO_SLOTS;
  readonly #lines = new Float64Array(10);
  /** Lines of a segment that are not yet among the others. */
  #at = 0;
  #more = 0;
  /** Looks with the segments they were seen in, a bit each. */
  readonly looks = new Map<number, number>();
  /** Judgements of looks, by look and segment; null where nothing is odd. */
  readonly judged = new Map<number, Judged | null>();
  /** Look and segment of the last line that needed no more work, and of the last one before that looked otherwise. */
  last = -1;
  before = -1;
  /** Where it was merged into. */
  into: LineState | null = null;
  #template: Template | null = null;

  constructor(text: string, app: string | null) {
    this.text = text;
    this.app = app;
  }

  /** Lines per segment; in one pass all in the first. */
  get lines(): Float64Array {
    this.#lines[this.#at]! += this.#more;
    this.#more = 0;
    return this.#lines;
  }

  /** Counts lines in a segment. */
  add(segment: number, weight: number): void {
    if (segment !== this.#at) {
      this.#lines[this.#at]! += this.#more;
      this.#at = segment;
      this.#more = 0;
    }
    this.#more += weight;
  }

  /** Makes `slots` those of the template, which is another one when it was generalised. */
  standFor(template: Template): void {
    if (template === this.#template) return;
    this.#template = template;
    this.slots = slotsOf(template);
  }

  /** Keeps a look; beyond the cap it is neither learnt nor judged. */
  learn(look: number, segment: number): void {
    const mask = this.looks.get(look);
    if (mask === undefined && this.looks.size >= MAX_LOOKS) return;
    this.looks.set(look, (mask ?? 0) | (1 << Math.max(0, segment)));
  }

  /** Whether such a look was seen in none but the segment and those beside it; not so beyond the cap. */
  isOwn(look: number, segment: number): boolean {
    const mask = this.looks.get(look);
    if (mask === undefined) return this.looks.size < MAX_LOOKS;
    return segment >= 0 && (mask & ~near(segment)) === 0;
  }

  /** Lines outside of the segment. */
  linesOutside(segment: number): number {
    const { lines } = this;
    let sum = 0;
    for (let k = 0; k < 10; k++) if (k !== segment) sum += lines[k]!;
    return sum;
  }

  /** What lines outside of the segment and those beside it had; null when they are too few. */
  bounds(segment: number): Bounds | null {
    const lines = this.linesOutside(segment);
    if (lines < KNOWN) return null;
    const beyond = segment < 0 ? -1 : ~near(segment);
    let [severity, status, duration, length, hours] = [8, 0, 0, 0, 0];
    for (const [key, mask] of this.looks) {
      if ((mask & beyond) === 0) continue;
      const look = readLook(key);
      if (look.severity >= 0 && look.severity < severity) severity = look.severity;
      status = Math.max(status, look.status);
      duration = Math.max(duration, look.duration);
      length = Math.max(length, look.length);
      if (look.hour >= 0) hours |= 1 << look.hour;
    }
    return length === 0
      ? null
      : { lines, severity: severity > 7 ? -1 : severity, status, duration, length, hours };
  }

  /** Joins what is known of a template that was generalised. */
  merge(from: LineState): void {
    const [lines, more] = [this.lines, from.lines];
    for (let k = 0; k < 10; k++) lines[k]! += more[k]!;
    for (const [look, mask] of from.looks) {
      if (this.looks.has(look) || this.looks.size < MAX_LOOKS) {
        this.looks.set(look, (this.looks.get(look) ?? 0) | mask);
      }
    }
    from.into = this;
  }

  /** The state that stands for this one today. */
  get current(): LineState {
    let state: LineState = this;
    while (state.into !== null) state = state.into;
    return state;
  }
}

/** The ways in which a look is clearly beyond the bounds. */
export function waysOf(key: number, bounds: Bounds): Way[] {
  const { severity, status, duration, length, hour } = readLook(key);
  const beyond: { readonly [way in Way]: boolean } = {
    severity: severity >= 0 && severity <= 4 && severity < bounds.severity,
    status: status >= 4 && bounds.status > 0 && status > bounds.status,
    duration: bounds.duration > 0 && duration >= bounds.duration + MUCH,
    length: length >= bounds.length + MUCH,
    hour: hour >= 0 && bounds.lines >= KNOWN_HOURS && (bounds.hours & around(hour)) === 0,
  };
  return WAYS.filter((way) => beyond[way]);
}

/** The hour and its neighbours. */
function around(hour: number): number {
  return (1 << hour) | (1 << ((hour + 1) % 24)) | (1 << ((hour + 23) % 24));
}

/** The judged segment and those beside it: what crosses a border must not be known from its other side. */
function near(segment: number): number {
  return (0b111 << segment) >> 1;
}
