import { z } from 'zod';

const HOUR = 3_600_000;
/** Per cent at which room gets scarce, and at which it is gone any moment. */
const LINES = [90, 95, 98] as const;
/** From this on somebody is to be told at once. */
export const ALMOST_FULL = 95;
/** So far below the first line it is back. */
const BACK = 87;
/** What is above a line for a moment only is a file that comes and goes. */
const LASTING = 60_000;
/** Ms of samples before a line can be crossed: what was full from the beginning is how it is. */
const LEAST_KNOWN = HOUR;
/** Points in time that a slope goes by, ms apart. */
const STEP = HOUR / 4;
const STEPS = 24;
/** What takes longer to fill than this has time. */
const SOON = 30 * 24 * HOUR;

/** Things of which more than all cannot be used. */
const ROOM = /\b(?:disks?|inodes?|file ?systems?|volumes?|partitions?|pools?|storage)\b/i;

/** Whether a metric says how full something is that can be full. */
export function isRoom({ metric, unit }: { readonly metric: string; readonly unit?: string }): boolean {
  return (unit === '%' || /percent|%/i.test(metric)) && ROOM.test(metric);
}

/** Room that gets scarce. Times in epoch ms. */
export interface Filling {
  readonly from: number;
  to: number;
  /** Per cent when it began, the line that was crossed last, the most there was, and what it is now. */
  readonly usual: number;
  line: number;
  most: number;
  now: number;
  /** Ms until it is full at the pace of the last hours; null when it does not rise. */
  fullIn: number | null;
  over: boolean;
}

/** How full something is: tells when it crosses a line that it never crossed before, once while it lasts. */
export class Room {
  filling: Filling | null = null;
  #above = Number.NaN;
  /** Time and per cent, one in a quarter of an hour. */
  #trail: [time: number, value: number][] = [];

  /**
   * One more value, given what is known: the highest per cent of other times, and how long they are (ms). What is to
   * be told, if anything.
   */
  add(time: number, value: number, known: { highest: number; ms: number }): Filling | null {
    const latest = this.#trail.at(-1);
    if (latest === undefined || time - latest[0] >= STEP) {
      this.#trail.push([time, value]);
      if (this.#trail.length > STEPS) this.#trail.shift();
    }
    const { filling } = this;
    if (filling !== null) {
      filling.now = value;
      filling.most = Math.max(filling.most, value);
      filling.to = Math.max(filling.to, time);
      if (value < BACK) {
        this.filling = null;
        this.#above = Number.NaN;
        return { ...filling, over: true, fullIn: null };
      }
    }
    const crossed = filling?.line ?? 0;
    const line = LINES.findLast((one) => value >= one && one > crossed && !(known.highest >= one));
    if (line === undefined || known.ms < LEAST_KNOWN) {
      this.#above = Number.NaN;
      return null;
    }
    if (Number.isNaN(this.#above)) this.#above = time;
    if (time - this.#above < LASTING) return null;
    const fullIn = this.#fullIn(time, value);
    if (filling === null) {
      const usual = this.#trail[0]![1];
      this.filling = {
        from: this.#above,
        to: time,
        usual,
        line,
        most: value,
        now: value,
        fullIn,
        over: false,
      };
    } else Object.assign(filling, { line, fullIn });
    this.#above = Number.NaN;
    return this.filling;
  }

  /** Nothing could be seen for some time. */
  blind(): void {
    this.#above = Number.NaN;
    this.#trail = [];
  }

  /** By a straight line from the lowest point of the last hours. */
  #fullIn(time: number, value: number): number | null {
    const lowest = this.#trail.reduce((a, b) => (b[1] <= a[1] ? b : a));
    const rise = value - lowest[1];
    if (rise <= 0 || time <= lowest[0]) return null;
    const ms = ((100 - value) * (time - lowest[0])) / rise;
    return ms < SOON ? ms : null;
  }

  /** JSON-safe state. */
  save(): SavedRoom {
    const { filling } = this;
    return {
      filling: filling === null ? null : { ...filling },
      above: Number.isNaN(this.#above) ? null : this.#above,
      trail: this.#trail.map(([time, value]) => [time, value]),
    };
  }

  /** What `save` described. */
  static load(saved: SavedRoom): Room {
    const room = new Room();
    room.filling = saved.filling;
    room.#above = saved.above ?? Number.NaN;
    room.#trail = saved.trail.map(([time, value]) => [time, value]);
    return room;
  }
}

/** JSON-safe state of room. */
export const savedRoom = z.strictObject({
  filling: z
    .strictObject({
      ...{ from: z.number(), to: z.number(), usual: z.number(), line: z.number(), most: z.number() },
      ...{ now: z.number(), fullIn: z.number().nullable(), over: z.boolean() },
    })
    .nullable(),
  above: z.number().nullable(),
  trail: z.array(z.tuple([z.number(), z.number()])).max(STEPS),
});
export type SavedRoom = z.infer<typeof savedRoom>;
