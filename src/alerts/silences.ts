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
    match: matchSchema.refine((match) => Object.values(match).some((value) => value !== undefined), {
      error: 'wants to say what is silenced: a host, an app, a category, …',
    }),
    owner: z.string().trim().min(1).max(100),
    reason: z.string().trim().min(1).max(500),
    from: moment,
    until: moment,
    cron: z
      .string()
      .refine((text) => parseCron(text) !== null, { error: 'wants five fields such as "0 2 * * sun"' })
      .optional(),
    for: duration({ min: '1m', max: '31d' }).optional(),
    timezone: timeZoneName.prefault('UTC'),
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

/** Something that would have been told. */
export interface Hidden {
  readonly headline: string;
  /** Epoch ms. */
  readonly time: number;
}

/** How a silence is doing. */
export interface SilenceState {
  readonly silence: Silence;
  /** `waiting` before it begins, and between two times of one that comes again. */
  readonly state: 'active' | 'waiting' | 'over';
  /** How often it kept something from being told. */
  readonly hidden: number;
  /** The latest of that. */
  readonly wouldHaveShown: readonly Hidden[];
}

const MOST_SILENCES = 1000;
const MOST_LISTED = 50;

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

/**
 * What people do not want to be told for a while. Only messages are kept back: detectors see everything, and what was
 * hidden is counted and listed. Of an incident of several hosts all must be meant, or hang on one that is.
 */
export class Silences {
  readonly #topology: TopologyView;
  readonly #silences = new Map<string, { silence: Silence; hidden: number; listed: Hidden[] }>();

  constructor(topology: TopologyView) {
    this.#topology = topology;
  }

  /** Takes one up; false when there is no room for more, after those that are over were let go of. */
  add(silence: Silence, now: number): boolean {
    if (this.#silences.has(silence.id)) return true;
    if (this.#silences.size >= MOST_SILENCES) {
      for (const [id, { silence: old }] of this.#silences) if (now >= old.until) this.#silences.delete(id);
    }
    if (this.#silences.size >= MOST_SILENCES) return false;
    this.#silences.set(silence.id, { silence, hidden: 0, listed: [] });
    return true;
  }

  /** Ends one now; what it hid stays listed. False when there is none of that id, or it is over. */
  expire(id: string, now: number): boolean {
    const known = this.#silences.get(id);
    if (known === undefined || now >= known.silence.until) return false;
    known.silence = { ...known.silence, until: now };
    return true;
  }

  /** The first silence that covers a subject just now; null when it is to be told. */
  covering(subject: Subject, now: number): Silence | null {
    const view = { topology: this.#topology, quantity: 'every', withAncestors: true } as const;
    for (const { silence } of this.#silences.values()) {
      if (misfit(silence.match, subject, view) === null && isQuiet(silence, now)) return silence;
    }
    return null;
  }

  /** The same, and notes what was not told. */
  hide(
    subject: Subject,
    { headline, now }: { readonly headline: string; readonly now: number },
  ): Silence | null {
    const silence = this.covering(subject, now);
    if (silence === null) return null;
    const known = this.#silences.get(silence.id)!;
    known.hidden++;
    known.listed.push({ headline, time: now });
    if (known.listed.length > MOST_LISTED) known.listed.shift();
    return silence;
  }

  /** All of them, in the order in which they were made. */
  list(now: number): SilenceState[] {
    return [...this.#silences.values()].map(({ silence, hidden, listed }) => ({
      silence,
      state: now >= silence.until ? 'over' : isQuiet(silence, now) ? 'active' : 'waiting',
      hidden,
      wouldHaveShown: [...listed],
    }));
  }
}
