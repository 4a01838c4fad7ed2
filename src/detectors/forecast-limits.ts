import type { Limit } from '../core/limit.ts';
import { fitsGlob } from '../kit/glob.ts';

/** Where a share of something hurts, on its way up and on its way down. */
const FULL = [80, 90, 95, 100];
const EMPTY = [20, 10, 5, 0];
/** It is the better the nearer it comes to a hundred, or means nothing by its height. */
const HARMLESS =
  /\b(?:hits?|ratio|progress|complet\w*|done|finish\w*|success\w*|uptime|availability|available since|efficien\w*|idle|quality|signal|humidity|more|less|than|faster|slower|match\w*|compress\w*|accuracy|coverage|copied|synced|written|(?:down|up)loaded|sent|received|change\w*|loss)\b/i;
const MISSING = /\b(?:free|avail\w*|left|remain\w*|battery|charge|headroom|unused)\b/i;

/** What a number may reach. */
export interface Limits {
  /** In the order in which they are reached. */
  readonly values: readonly number[];
  readonly falling: boolean;
  /** People set them. */
  readonly given: boolean;
}

/** What is to be known of a number to know its limits. */
export interface Limited {
  readonly name: string;
  readonly unit: string;
  readonly host: string | null;
}

/** The limits of a number: those that people set, else by its unit and name; null for one without. */
export function limitsOf({ name, unit, host }: Limited, set: readonly Limit[]): Limits | null {
  const given = set.filter(
    (one) => fitsGlob(name, one.metric) && (one.host === undefined || fitsGlob(host ?? '', one.host)),
  );
  if (given.length > 0) {
    const { falling } = given[0]!;
    const values = given.filter((one) => one.falling === falling).map(({ at }) => at);
    return { values: values.sort((a, b) => (falling ? b - a : a - b)), falling, given: true };
  }
  if (unit !== '%' || HARMLESS.test(name)) return null;
  return MISSING.test(name)
    ? { values: EMPTY, falling: true, given: false }
    : { values: FULL, falling: false, given: false };
}

/** Those that are still to be reached from a value. */
export function limitsAhead({ values, falling }: Limits, value: number): number[] {
  return values.filter((limit) => (falling ? limit < value : limit > value));
}
