import { DAY, HOUR } from './calendar.ts';
import type { Season } from './scenario.ts';

/** A seeded moment of the last third that leaves `needs` ms until the end; null when the run is shorter than that. */
export function lateMoment(season: Season, needs: number): number | null {
  return momentWithin(season, [2 / 3, 1], needs);
}

/** A seeded moment between two shares of the run that leaves `needs` ms until the end. */
export function momentWithin(
  { start, end, chance }: Season,
  [from, to]: readonly [number, number],
  needs: number,
): number | null {
  const length = end - start;
  const earliest = start + from * length;
  const latest = Math.min(start + to * length, end - needs);
  if (latest < start) return null;
  return Math.floor(earliest >= latest ? latest : earliest + chance.next() * (latest - earliest));
}

/**
 * One of the local times of day `ofDay` (ms after midnight) of the run that `fits`: a seeded one of the last third, or
 * the last one before it.
 */
export function lateTimeOfDay(
  season: Season,
  ofDay: number,
  { fits = () => true, needs = HOUR }: { fits?: (time: number) => boolean; needs?: number } = {},
): number | null {
  const { start, end, calendar, chance } = season;
  const times: number[] = [];
  for (let t = calendar.nextTimeOfDay(start, ofDay); t + needs <= end; ) {
    if (fits(t)) times.push(t);
    t = calendar.nextTimeOfDay(t + DAY / 2, ofDay);
  }
  const late = times.filter((time) => time >= start + (2 / 3) * (end - start));
  if (late.length > 0) return chance.pick(late);
  return times.at(-1) ?? null;
}

/** Milliseconds after midnight of `HH:MM`. */
export function timeOfDay(hour: number, minute = 0): number {
  return hour * HOUR + minute * 60_000;
}
