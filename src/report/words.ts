import { grouped } from '../core/words.ts';

/** Numbers, sizes and durations as a person says them. */

/** A number out of a log or a rate: three digits are enough to compare it by. */
export function figure(value: number): string {
  if (Math.abs(value) >= 1000) return grouped(value);
  return value.toLocaleString('en-US', { maximumSignificantDigits: 3 });
}

/** `0.4 s`, `12 s`, `2 min 5 s`, `3 h 10 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
