import { z } from 'zod';
import { duration } from '../core/option-values.ts';
import type { TopologyView } from '../core/topology.ts';
import { lastTime, parseCron } from '../kit/cron.ts';
import { hashText } from '../kit/hash.ts';
import { zoneOffset } from '../kit/wallclock.ts';
import { timeZoneName } from './active-hours.ts';
import { matchSchema, misfit, type Subject } from './match.ts';

const YEAR = 366 * 86_400_000;
const TIME_WANTED = 'wants a moment with its offset, such as "2026-03-01T22:00:00+01:00"';

const moment = z
  .string({ error: TIME_WANTED })
  .refine(
    (text) =>
      /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text) &&
      !Number.isNaN(Date.parse(text)),
    {
      error: TIME_WANTED,
    },
  )
  .transform((text) => Date.parse(text));

/** A silence as people write it: what, who, why and until when; `cron` and `for` where it comes again and again. */
export const silenceSchema = z
  .strictObject({
    match: matchSchema
      .refine((match) => Object.values(match).some((value) => value !== undefined), {
        error: 'wants to say what is silenced: a host, an app, a category, …',
      })
      .describe(
        'What is not told, as in a route; of several hosts all must be meant, or hang on one that is.',
      ),
    owner: z.string().trim().min(1).max(100).describe('Whose it is.'),
    reason: z.string().trim().min(1).max(500).describe('Why.'),
    from: moment.describe('When it begins, such as `2026-03-01T22:00:00+01:00`.'),
    until: moment.describe('When it ends for good; within two years.'),
    cron: z
      .string()
      .refine((text) => parseCron(text) !== null, { error: 'wants five fields such as "0 2 * * sun"' })
      .optional()
      .describe('Where it comes again: when it begins each time, as crontab writes it (`0 2 * * sun`).'),
    for: duration({ min: '1m', max: '31d' }).optional().describe('How long it lasts each time.'),
    timezone: timeZoneName.prefault('UTC').describe('Whose clock `cron` is meant by.'),
  })
  .superRefine(({ from, until, cron, for: lasts }, context) => {
    const complain = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: [key], message });
    if (!(until > from)) complain('until', 'wants a moment after `from`');
    else if (until - from > 2 * YEAR) complain('until', 'wants an end within two years');
    if ((cron === undefined) !== (lasts === undefined))
      complain(cron === undefined ? 'cron' : 'for', 'wants both `cron` and `for`, or neither');
  });
type Written = z.output<typeof silenceSchema>;

/** A silence. Moments are epoch ms; `for` is ms. */
export interface Silence extends Written {
  /** Of what it says; the same silence is the same id. */
  readonly id: string;
}

/** `waiting` before it begins, and between two times of one that comes again. */
export type SilenceState = 'active' | 'waiting' | 'over';

const MOST_SILENCES = 1000;

/** Gives a silence its id. */
export function silenceOf(written: Written): Silence {
  return { ...written, id: hashText(JSON.stringify(written)) };
}

/** Whether it is quiet at `now`: by the clock on the wall where it comes again, also when clocks change. */
export function isQuiet(silence: Silence, now: number): boolean {
  const { from, until, cron, for: lasts, timezone } = silence;
  if (!(now >= from && now < until)) return false;
  if (cron === undefined || lasts === undefined) return true;
  return !Number.isNaN(lastTime(parseCron(cron)!, { at: now, since: now - lasts }, zoneOffset(timezone)));
}

/** How a silence stands at a time (epoch ms). */
export function silenceState(silence: Silence, now: number): SilenceState {
  return now >= silence.until ? 'over' : isQuiet(silence, now) ? 'active' : 'waiting';
}

/**
 * What people do not want to be told for a while. Only messages are kept back: detectors see everything. Of an incident of several hosts all must be meant, or hang on one that is.
 */
export class Silences {
  readonly #topology: TopologyView;
  readonly #silences = new Map<string, Silence>();

  constructor(topology: TopologyView) {
    this.#topology = topology;
  }

  /** Takes one up; false when there is no room for more, after those that are over were let go of. */
  add(silence: Silence, now: number): boolean {
    if (this.#silences.has(silence.id)) return true;
    if (this.#silences.size >= MOST_SILENCES) {
      for (const [id, old] of this.#silences) if (now >= old.until) this.#silences.delete(id);
    }
    if (this.#silences.size >= MOST_SILENCES) return false;
    this.#silences.set(silence.id, silence);
    return true;
  }

  /** How many hold at a time (epoch ms). */
  active(now: number): number {
    return [...this.#silences.values()].filter((silence) => isQuiet(silence, now)).length;
  }

  /** One by its id. */
  of(id: string): Silence | undefined {
    return this.#silences.get(id);
  }

  /** The first silence that covers a subject just now; null when it is to be told. */
  covering(subject: Subject, now: number): Silence | null {
    const view = { topology: this.#topology, quantity: 'every', withAncestors: true } as const;
    for (const silence of this.#silences.values()) {
      if (misfit(silence.match, subject, view) === null && isQuiet(silence, now)) return silence;
    }
    return null;
  }
}
