import { z } from 'zod';

/**
 * Kinds of value that options of the configuration have, as zod schemas. Their input is what a person writes, their
 * output what the program reckons with. A message begins with `wants`, so that the place and the key fit before it.
 */

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const DURATION_UNITS: { readonly [unit: string]: number } = {
  ...{ ms: 1, s: SECOND, sec: SECOND, second: SECOND, seconds: SECOND },
  ...{ m: MINUTE, min: MINUTE, minute: MINUTE, minutes: MINUTE, h: HOUR, hour: HOUR, hours: HOUR },
  ...{ d: DAY, day: DAY, days: DAY, w: 7 * DAY, week: 7 * DAY, weeks: 7 * DAY },
};
const SIZE_UNITS: { readonly [unit: string]: number } = {
  b: 1,
  ...{ kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 },
  ...{ kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 },
};
const RATE_UNITS: { readonly [unit: string]: number } = {
  ...{ s: SECOND, second: SECOND, min: MINUTE, minute: MINUTE, h: HOUR, hour: HOUR },
  ...{ d: DAY, day: DAY, week: 7 * DAY },
};

const DURATION =
  /^(?:\d+(?:\.\d+)?\s*(?:ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)(?![a-z])\s*)+$/;
const SIZE = /^\d+(?:\.\d+)?\s*(?:[kKMGT]i?)?B$/;
const RATE = /^\d+(?:\.\d+)?\s*(?:\/|per)\s*(?:s|second|min|minute|h|hour|d|day|week)$/;
const DURATION_WANTED = 'wants a duration such as "90s", "15m", "12h" or "14d"';
const OFFSET_WANTED = 'wants a duration with a sign such as "+90s" or "-1h"';
const SIZE_WANTED = 'wants a size such as "500 MB" or "10 GiB"';
const RATE_WANTED = 'wants a rate such as "5/day", "10/hour" or "100/s"';

/** So many things in so much time. */
export interface Rate {
  readonly count: number;
  readonly perMs: number;
}

/** Bounds of a value, written as the value is. */
export interface Bounds {
  readonly min?: string;
  readonly max?: string;
}

/** `90s`, `1h 30m`, `14d`, `2 weeks` → milliseconds. */
export function duration(bounds: Bounds = {}) {
  return z
    .string({ error: DURATION_WANTED })
    .regex(DURATION, { error: DURATION_WANTED })
    .superRefine(within(bounds, durationMs))
    .transform(durationMs)
    .meta({ title: 'duration' });
}

/** `90s`, `-1h`, `+1h 30m` → milliseconds, below zero with a minus before it. */
export function offset() {
  return z
    .string({ error: OFFSET_WANTED })
    .refine((text) => DURATION.test(text.replace(/^[+-]\s*/, '')), { error: OFFSET_WANTED })
    .transform((text) => (text.startsWith('-') ? -1 : 1) * durationMs(text))
    .meta({ title: 'duration, with a sign' });
}

/** `500 MB`, `10 GiB` (kB, MB, GB, TB are powers of 1000, KiB and so on of 1024) → bytes. */
export function size(bounds: Bounds = {}) {
  return z
    .string({ error: SIZE_WANTED })
    .regex(SIZE, { error: SIZE_WANTED })
    .superRefine(within(bounds, sizeBytes))
    .transform(sizeBytes)
    .meta({ title: 'size' });
}

/** `5/day`, `10 per hour`, `100/s` → how many in how many milliseconds. */
export function rate() {
  return z
    .string({ error: RATE_WANTED })
    .regex(RATE, { error: RATE_WANTED })
    .transform(rateOf)
    .meta({ title: 'rate' });
}

/**
 * Text that is never printed: passwords, tokens, addresses that let their owner in. May also be written as
 * `KEY_file: PATH`. In a JSON Schema it is `writeOnly`.
 */
export function secret() {
  return z
    .string({ error: 'wants text' })
    .min(1, { error: 'wants text, and is empty' })
    .brand<'Secret'>()
    .meta({ writeOnly: true });
}

function within(bounds: Bounds, read: (text: string) => number) {
  return (text: string, context: z.core.$RefinementCtx<string>) => {
    const complain = (message: string) => context.addIssue({ code: 'custom', message });
    const value = read(text);
    if (bounds.min !== undefined && value < read(bounds.min)) complain(`wants at least ${bounds.min}`);
    if (bounds.max !== undefined && value > read(bounds.max)) complain(`wants at most ${bounds.max}`);
  };
}

function durationMs(text: string): number {
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    ms += Number(amount) * DURATION_UNITS[unit!]!;
  }
  return ms;
}

function sizeBytes(text: string): number {
  const [, amount, unit] = /^([\d.]+)\s*(\w+)$/.exec(text) ?? [];
  return Math.round(Number(amount) * (SIZE_UNITS[unit?.toLowerCase() ?? ''] ?? Number.NaN));
}

function rateOf(text: string): Rate {
  const [, count, unit] = /^([\d.]+)\s*(?:\/|per)\s*(\w+)$/.exec(text) ?? [];
  return { count: Number(count), perMs: RATE_UNITS[unit ?? ''] ?? Number.NaN };
}
