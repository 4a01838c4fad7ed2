import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';

/**
 * What the forest can tell apart of lines of one kind, as 23 bits: lines with the same look have the same score.
 * Lengths and durations are powers of two, as what is less than twice as much is nothing odd.
 */
export interface Look {
  /** 0–7, −1 for none. */
  readonly severity: number;
  /** Hour of the day, UTC; −1 for none. */
  readonly hour: number;
  /** The message is shorter than 2 to this many bytes. */
  readonly length: number;
  /** First digit of an HTTP status, 0 for none. */
  readonly status: number;
  /** The duration is less than 2 to this many thousandths of its unit, 0 for none. */
  readonly duration: number;
}

/** Which slots of a kind of line hold a status and a duration; −1 for none. */
export interface LookSlots {
  readonly status: number;
  readonly duration: number;
}

const HOUR = 3_600_000;
const STATUS = /(?:\bstatus|\bcode|\bresponse|\bHTTP\/\S{1,4}"?)\W{0,3}$/i;
const DURATION = /\b(?:took|time|duration|latency|elapsed|delay|runtime|in|after)\W{0,3}$/i;

/** Finds the slots by the words in front of them. */
export function slotsOf(template: Template): LookSlots {
  const before = template.text.split('<*>').slice(0, -1);
  return {
    status: before.findIndex((text) => STATUS.test(text.slice(-24))),
    duration: before.findIndex((text) => DURATION.test(text.slice(-24))),
  };
}

/** The look of a line as one number. */
export function lookOf(event: Event, slots: LookSlots): number {
  const { time, severity } = event;
  const hours = Math.floor(time / HOUR);
  const hour = Number.isNaN(hours) ? 0 : (((hours % 24) + 24) % 24) + 1;
  const length = 32 - Math.clz32(event.messageEnd - event.messageStart);
  let look = (severity + 1) | (hour << 4) | (length << 9);
  if (slots.status >= 0) {
    const status = event.slotNumber(slots.status);
    if (status >= 100 && status < 600) look |= Math.floor(status / 100) << 14;
  }
  if (slots.duration >= 0) {
    const duration = event.slotNumber(slots.duration);
    if (duration >= 0) look |= Math.min(63, Math.floor(Math.log2(duration * 1000 + 1)) + 1) << 17;
  }
  return look;
}

/** What a look stands for. */
export function readLook(look: number): Look {
  return {
    severity: (look & 15) - 1,
    hour: ((look >> 4) & 31) - 1,
    length: (look >> 9) & 31,
    status: (look >> 14) & 7,
    duration: (look >> 17) & 63,
  };
}
