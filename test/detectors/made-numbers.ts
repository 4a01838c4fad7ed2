import type { Event } from '../../src/core/event.ts';
import { type Finding, rank } from '../../src/core/finding.ts';
import { mostSurprise } from '../../src/core/odds.ts';
import type { Template } from '../../src/core/template.ts';
import { pageLine } from '../../src/incidents/page-line.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { type EventParts, MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SENSOR = madeTemplate('temperature of board: <*> C');

/** An event whose template's slots hold `values`. */
export function filled(template: Template, values: readonly (string | number)[], parts: EventParts): Event {
  const texts = template.text.split('<*>');
  let message = texts[0]!;
  const slotStart = new Int32Array(values.length);
  const slotEnd = new Int32Array(values.length);
  values.forEach((one, i) => {
    slotStart[i] = Buffer.byteLength(message);
    message += String(one);
    slotEnd[i] = Buffer.byteLength(message);
    message += texts[i + 1];
  });
  const event = madeEvent({ ...parts, message, template });
  event.spans = { slotStart, slotEnd };
  return event;
}

/** A bell curve around 0, about 1 wide. */
export function bell(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}

/** A stream of lines with numbers: `read` gives the values of the slots of the i-th. */
export interface Reading {
  readonly days?: number;
  readonly every?: number;
  readonly seed?: number;
  readonly host?: string;
  readonly template?: Template;
  readonly start?: number;
  /** Values of the slots; `share` of the stream that is over, 0–1. */
  readonly read: (at: {
    time: number;
    share: number;
    i: number;
    random: () => number;
  }) => readonly (string | number)[];
}

/** The lines of a stream, one each `every` ms for so many days from `start`. */
export function readings({
  days = 7,
  every = 10 * MINUTE,
  seed = 1,
  host = 'db1',
  template = SENSOR,
  start = MADE_START,
  read,
}: Reading): Event[] {
  const random = seededRandom(seed);
  const length = Math.floor((days * DAY) / every);
  return Array.from({ length }, (_, i) => {
    const time = start + i * every;
    return filled(template, read({ time, share: i / length, i, random }), { host, time, line: i + 1 });
  });
}

/** Whether a finding of a log that began at `MADE_START` may interrupt a person. */
export function pages(finding: Finding, at: number): boolean {
  const history = at - MADE_START;
  const surprise = Math.min(finding.surprise, mostSurprise(history));
  return rank({ ...finding, surprise }) >= pageLine(history) - 0.01;
}
