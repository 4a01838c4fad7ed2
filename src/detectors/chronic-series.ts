import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import { gravityOf } from '../core/gravity.ts';
import { savedEvidence } from './saved-evidence.ts';

export const DAY = 86_400_000;
const MAX_SLOTS = 6;
/** Days whose numbers are kept; of a longer story the first day and the latest ones. */
const MAX_DAYS = 60;
const FIRST_LINES = 2;
const LAST_LINES = 2;

const dayOfSeries = z.strictObject({
  /** Days since 1970. */
  day: z.number(),
  lines: z.number(),
  /** ms after midnight (UTC) of its first line. */
  at: z.number(),
  /** The first line's numbers by slot, null where there is none. */
  numbers: z.array(z.number().nullable()),
});

/** A bad line about one thing, day by day. Times in epoch ms. */
export const savedSeries = z.strictObject({
  template: z.string(),
  text: z.string(),
  host: z.string().nullable(),
  app: z.string().nullable(),
  /** What the line is about: the slots' values that are no numbers. */
  subject: z.string(),
  gravity: z.number(),
  from: z.number(),
  to: z.number(),
  lines: z.number(),
  dayCount: z.number(),
  days: z.array(dayOfSeries).min(1),
  /** What follows each number: `%`, `ms`, `GiB`; empty for none. */
  units: z.array(z.string()),
  first: z.array(savedEvidence),
  last: z.array(savedEvidence),
});
export type Series = z.infer<typeof savedSeries>;

/** A series as its first line begins it. */
export function beginSeries(event: Event, subject: string): Series {
  const { id, text } = event.template!;
  const { host, app, received } = event;
  return {
    ...{ template: id, text, host, app, subject, gravity: 0, from: received, to: received, lines: 0 },
    ...{ dayCount: 0, days: [], units: unitsOf(event), first: [], last: [] },
  };
}

/** One more line; true when it is the first one of a day. */
export function addToSeries(series: Series, event: Event): boolean {
  const time = Number.isNaN(event.time) ? event.received : event.time;
  const day = Math.floor(time / DAY);
  series.lines += event.weight;
  series.to = Math.max(series.to, event.received);
  const latest = series.days.at(-1);
  if (latest !== undefined && day <= latest.day) {
    latest.lines += event.weight;
    return false;
  }
  series.gravity = Math.max(series.gravity, gravityOf(event.severity, event.message));
  series.dayCount++;
  series.days.push({ day, lines: event.weight, at: time - day * DAY, numbers: numbersOf(event) });
  if (series.days.length > MAX_DAYS) series.days.splice(1, 1);
  if (series.first.length < FIRST_LINES) series.first.push(evidenceOf(event));
  else {
    series.last.push(evidenceOf(event));
    if (series.last.length > LAST_LINES) series.last.shift();
  }
  return true;
}

/** The values of the event's slots that are no numbers: the disk, the fan, the job it is about. */
export function subjectOf(event: Event): string {
  let subject = '';
  const slots = Math.min(MAX_SLOTS, event.template!.slotCount);
  for (let slot = 0; slot < slots; slot++) {
    if (Number.isNaN(event.slotNumber(slot))) subject += `${event.slotText(slot)} `;
  }
  return subject.trim().slice(0, 120);
}

function numbersOf(event: Event): (number | null)[] {
  const slots = Math.min(MAX_SLOTS, event.template!.slotCount);
  return Array.from({ length: slots }, (_, slot) => {
    const number = event.slotNumber(slot);
    return Number.isFinite(number) ? number : null;
  });
}

function unitsOf(event: Event): string[] {
  const { text, slotCount } = event.template!;
  const after = text.split('<*>');
  return Array.from({ length: Math.min(MAX_SLOTS, slotCount) }, (_, slot) => {
    const inside = /^-?[\d.]+ ?([%°a-zA-Z]{1,12})$/.exec(event.slotText(slot))?.[1];
    return inside ?? /^ ?(%|°?C\b|[kKMGT]i?B\b|ms\b|s\b|RPM\b|rpm\b)/.exec(after[slot + 1]!)?.[1] ?? '';
  });
}
