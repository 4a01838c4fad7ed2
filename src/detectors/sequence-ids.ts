import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { hashBytes } from '../kit/hash.ts';

/** In place of a slot: the process id of the line's header. */
export const PID = -1;
/** No id is known in lines of a kind. */
export const NONE = -2;
/** Slots of a line that are looked at. */
const SLOTS = 14;
const MAX_VALUES = 256;
const MAX_GONE = 1024;
const MAX_PLACES = 2000;
/** Kinds of line by which a value is remembered. */
const MAX_USES = 12;
const LONGEST_ID = 128;
/** A value that did not come for so long is over, ms. */
const QUIET = 10 * 60_000;
/** Sessions do not last longer, as a rule, ms; nor have they more lines. */
const LONG = 6 * 3_600_000;
const MOST_LINES = 200;
/** Values that must be over before a slot is judged. */
const LEAST_VALUES = 20;
/** Of the values of a slot of ids so many come in several kinds of line, and hardly any comes back. */
const LINKED = 0.5;
const AGAIN = 0.1;

const [COLON, DOT, SLASH, AT, SPACE] = [58, 46, 47, 64, 32];

/** Where a value came: the kind of line and the slot as one number. */
function placeOf(kind: number, slot: number): number {
  return kind * 16 + slot + 1;
}

/** A value on its way: the places where it came, its lines, and when it was seen. */
const savedTrack = z.tuple([z.array(z.number()), z.number(), z.number(), z.number()]);
type Track = z.infer<typeof savedTrack>;

/** What became of the values of a place: over, in several kinds of line, kinds and lines in all, too long, back again. */
const savedPlace = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number(), z.number()]);
type Place = z.infer<typeof savedPlace>;

/**
 * Finds out which value in the lines of a program is the id of a session: one that comes in a few lines of several
 * kinds within a short time, and then never again. Of a busy program only every second, fourth, … value is followed.
 */
export class IdFinder {
  #values = new Map<string, Track>();
  #places = new Map<number, Place>();
  #gone = new Set<number>();
  /** Values are followed whose hash has none of these bits. */
  #mask = 0;

  /** Values that are being followed. */
  get size(): number {
    return this.#values.size;
  }

  /** Looks at all values of a line of a kind; `room` says whether more values may be followed. */
  look(event: Event, kind: number, room: boolean): void {
    const slots = Math.min(SLOTS, event.template!.slotCount);
    const { spans, text, buffer } = event;
    if (spans !== null) {
      for (let slot = 0; slot < slots; slot++) {
        const [start, end] = trimmed(text, spans.slotStart[slot]!, spans.slotEnd[slot]!);
        this.#value({ bytes: text, start, end }, placeOf(kind, slot), event.received, room);
      }
    }
    if (event.pidStart >= 0)
      this.#value(
        { bytes: buffer, start: event.pidStart, end: event.pidEnd },
        placeOf(kind, PID),
        event.received,
        room,
      );
    else if (event.pidText !== null) {
      const bytes = Buffer.from(event.pidText);
      this.#value({ bytes, start: 0, end: bytes.length }, placeOf(kind, PID), event.received, room);
    }
  }

  /** Values that have not come for long are over. */
  expire(now: number): void {
    for (const [value, track] of this.#values) {
      if (now - track[3] < QUIET) continue;
      this.#values.delete(value);
      this.#over(value, track);
    }
  }

  /** Nothing more comes: all values are over. */
  close(): void {
    this.expire(Number.POSITIVE_INFINITY);
  }

  /** The slot whose value is the id of a session in lines of a kind: PID, or NONE where there is none so far. */
  keyOf(kind: number): number {
    let best = NONE;
    let most = 0;
    for (let slot = PID; slot < SLOTS; slot++) {
      const place = this.#places.get(placeOf(kind, slot));
      if (place === undefined) continue;
      const [over, linked, kinds, lines, long, again] = place;
      if (over < LEAST_VALUES || linked < LINKED * over || again > AGAIN * (over + again)) continue;
      if (lines > MOST_LINES * over || long > 0.2 * over) continue;
      // Clearly more kinds of line hang together by it; of equals the first, a process id last.
      if (kinds / over <= most * 1.1 && best !== PID) continue;
      if (best === PID && kinds / over <= most * 0.9) continue;
      best = slot;
      most = kinds / over;
    }
    return best;
  }

  /** JSON-safe state. */
  save(): SavedFinder {
    return {
      values: [...this.#values],
      places: [...this.#places],
      gone: [...this.#gone],
      mask: this.#mask,
    };
  }

  /** What `save` described. */
  static load({ values, places, gone, mask }: SavedFinder): IdFinder {
    const finder = new IdFinder();
    finder.#values = new Map(values);
    finder.#places = new Map(places);
    finder.#gone = new Set(gone);
    finder.#mask = mask;
    return finder;
  }

  #value(value: Value, place: number, now: number, room: boolean): void {
    const { bytes, start, end } = value;
    if (!isIdLike(value)) return;
    const hash = hashBytes(bytes, start, end);
    if ((hash & this.#mask) !== 0) return;
    const text = bytes.toString('latin1', start, end);
    const known = this.#values.get(text);
    if (known !== undefined) {
      known[1]++;
      if (now > known[3]) known[3] = now;
      if (known[0].length < MAX_USES && !known[0].includes(place)) known[0].push(place);
      return;
    }
    if (this.#gone.has(hash)) {
      const stat = this.#place(place);
      if (stat !== undefined) stat[5]++;
      return;
    }
    if (!room) return;
    if (this.#values.size >= MAX_VALUES) this.#thin();
    this.#values.set(text, [[place], 1, now, now]);
  }

  /** Half of the values will do. */
  #thin(): void {
    this.#mask = this.#mask * 2 + 1;
    for (const value of this.#values.keys()) {
      const bytes = Buffer.from(value, 'latin1');
      if ((hashBytes(bytes, 0, bytes.length) & this.#mask) !== 0) this.#values.delete(value);
    }
  }

  #over(value: string, [uses, lines, first, last]: Track): void {
    const bytes = Buffer.from(value, 'latin1');
    if (this.#gone.size >= MAX_GONE) this.#gone.delete(this.#gone.values().next().value!);
    this.#gone.add(hashBytes(bytes, 0, bytes.length));
    const kinds = new Set(uses.map((place) => Math.floor(place / 16))).size;
    for (const place of uses) {
      const stat = this.#place(place);
      if (stat === undefined) continue;
      stat[0]++;
      if (kinds > 1) stat[1]++;
      stat[2] += kinds;
      stat[3] += lines;
      if (last - first > LONG) stat[4]++;
    }
  }

  #place(place: number): Place | undefined {
    let stat = this.#places.get(place);
    if (stat !== undefined || this.#places.size >= MAX_PLACES) return stat;
    stat = [0, 0, 0, 0, 0, 0];
    this.#places.set(place, stat);
    return stat;
  }
}

/** The id in a line: the value of the slot without the signs around it; empty when there is none. */
export function idIn(event: Event, slot: number): string {
  if (slot === PID) return event.pid ?? '';
  const { spans, text } = event;
  if (spans === null || slot >= event.template!.slotCount) return '';
  const [start, end] = trimmed(text, spans.slotStart[slot]!, spans.slotEnd[slot]!);
  return end - start > LONGEST_ID ? '' : text.toString('latin1', start, end);
}

interface Value {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Without brackets, quotes and the like at both ends. */
function trimmed(bytes: Buffer, start: number, end: number): [number, number] {
  while (start < end && !isWordByte(bytes[start]!)) start++;
  while (end > start && !isWordByte(bytes[end - 1]!)) end--;
  return [start, end];
}

function isWordByte(c: number): boolean {
  return (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122) || c >= 128;
}

/** Has a digit, and is neither address, path, mail address, fraction nor text. */
function isIdLike({ bytes, start, end }: Value): boolean {
  const length = end - start;
  if (length < 2 || length > LONGEST_ID) return false;
  let digits = 0;
  let dots = 0;
  let colons = 0;
  for (let i = start; i < end; i++) {
    const c = bytes[i]!;
    if (c >= 48 && c <= 57) digits++;
    else if (c === DOT) dots++;
    else if (c === COLON) colons++;
    else if (c === SLASH || c === AT || c === SPACE || c < 32) return false;
  }
  // Dotted numbers are addresses, versions and fractions; with a port they name a connection.
  return digits > 0 && !(dots > 0 && digits + dots === length) && !(colons > 1 && colons * 4 > length);
}

export const savedFinder = z.strictObject({
  values: z.array(z.tuple([z.string(), savedTrack])).max(MAX_VALUES),
  places: z.array(z.tuple([z.number(), savedPlace])).max(MAX_PLACES),
  gone: z.array(z.number()).max(MAX_GONE),
  mask: z.int().min(0),
});
type SavedFinder = z.infer<typeof savedFinder>;
