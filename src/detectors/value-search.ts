import type { Template } from '../core/template.ts';
import { at, judgePlace } from './odd-runs.ts';
import { LEAST_WINDOWS, NOTED, oddRunsOf, usualOf, type ValueRun } from './value-judge.ts';
import { Place } from './value-place.ts';
import type { Slot, Slots } from './value-slots.ts';

/** −log10 of the chance per look from which a stretch is compared with those elsewhere. */
export const LEAST_RAW = 3;
/** Places whose numbers vary so much more together than alone are not of one kind. */
const ALIKE = 2;
const TOGETHER = 15 * 60_000;

/** A stretch that may be worth a word, and the places whose numbers are in it. */
export interface Found {
  readonly run: ValueRun;
  readonly slots: Slots;
  readonly slot: Slot;
  readonly members: ReadonlySet<Place>;
  readonly template: Template;
}

/** The odd stretches in the numbers of a kind of line. */
export function oddNumbers(template: Template, slots: Slots): Found[] {
  const found: Found[] = [];
  for (const slot of slots.slots) {
    const all = comparable(slot).flatMap((members) =>
      oddIn(members).map((run) => ({ run, slots, slot, template, members })),
    );
    all.sort((a, b) => b.run.raw - a.run.raw || startOf(a) - startOf(b));
    // What is odd in one place is odd in all that it is part of.
    const kept: Found[] = [];
    for (const one of all) if (!kept.some((other) => sharesWith(one, other))) kept.push(one);
    found.push(...kept);
  }
  return found;
}

/**
 * The strongest of the stretches that begin together on one host or in one kind of line: one cause moves many numbers,
 * and counts once when others are compared with it.
 */
export function mattersOf(found: readonly Found[]): ValueRun[] {
  const matters: Found[] = [];
  for (const one of [...found].sort((a, b) => b.run.raw - a.run.raw)) {
    const known = matters.some(
      (other) =>
        Math.abs(startOf(other) - startOf(one)) <= TOGETHER &&
        (other.template === one.template || other.run.place.host === one.run.place.host),
    );
    if (!known) matters.push(one);
  }
  return matters.map(({ run }) => run);
}

function startOf({ run }: Found): number {
  return run.place.windows.startOf(run.first);
}

function endOf({ run }: Found): number {
  return run.place.windows.startOf(run.last) + run.place.windows.width;
}

function sharesWith(a: Found, b: Found): boolean {
  if (startOf(a) >= endOf(b) || startOf(b) >= endOf(a)) return false;
  for (const place of a.members) if (b.members.has(place)) return true;
  return false;
}

/** Odd stretches of places that are looked at as one. */
function oddIn(members: ReadonlySet<Place>): ValueRun[] {
  const place = together(members);
  if (members.size > 1 && !areAlike(place, members)) return [];
  if (place.windows.length < LEAST_WINDOWS || place.noMeasurement !== null) return [];
  const runs = oddRunsOf(place);
  judgePlace(runs, { looks: place.windows.length, threshold: NOTED });
  return runs.filter(({ raw }) => raw >= LEAST_RAW);
}

/** Whether numbers of several places may be looked at as one. */
function areAlike(all: Place, members: ReadonlySet<Place>): boolean {
  const spreads = [...members]
    .filter(({ windows }) => windows.length >= 4)
    .map(({ windows, grain }) => usualOf(windows.means, grain).spread);
  if (spreads.length === 0) return true;
  return (
    usualOf(all.windows.means, all.grain).spread <=
    ALIKE *
      at(
        spreads.toSorted((a, b) => a - b),
        0.5,
      )
  );
}

/**
 * Places of a slot to be looked at as one: each by itself, those of a host together (what stands beside a number need
 * not matter), and all that have too few numbers for themselves.
 */
function comparable(slot: Slot): Set<Place>[] {
  const hosts = new Map<string | null, Set<Place>>();
  const few = new Set<Place>();
  for (const place of slot.places.values()) {
    const host = hosts.get(place.host);
    if (host === undefined) hosts.set(place.host, new Set([place]));
    else host.add(place);
    if (place.windows.length < LEAST_WINDOWS) few.add(place);
  }
  const sets = [...slot.places.values()].map((place) => new Set([place]));
  for (const host of hosts.values()) if (host.size > 1) sets.push(host);
  if (few.size > 1 && !sets.some((set) => set.size === few.size && [...few].every((one) => set.has(one))))
    sets.push(few);
  return sets;
}

/** The numbers of several places as those of one; the place itself where it is alone. */
function together(members: ReadonlySet<Place>): Place {
  const [first, ...more] = members as Set<Place>;
  if (more.length === 0) return first!;
  const all = new Place({
    host: more.every(({ host }) => host === first!.host) ? first!.host : null,
    beside: '',
    grain: first!.grain,
  });
  for (const place of members) all.merge(place);
  return all;
}
