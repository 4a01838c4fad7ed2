import { z } from 'zod';
import { type Answer, time, timeOrNone, words } from './api-shared.ts';

/** What the page of settings asks and is answered: `/settings`. Users, sessions and API tokens are with access. */

// GET /settings/config
export const configAnswer = z.object({
  /** Files that were read, the weakest first. */
  files: z.array(z.string()),
  values: z.array(
    z.object({
      /** `http.listen`. */
      key: z.string(),
      /** `(hidden)` for a secret. */
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
      /** `file:line:col`, a variable, a flag, or `default`. */
      from: z.string(),
    }),
  ),
  notes: z.array(z.string()),
});
export type ConfigAnswer = Answer<typeof configAnswer>;

// GET /settings/receivers
export const receiver = z.object({
  name: z.string(),
  /** `slack`. */
  type: z.string(),
  /** Who says so when it fails, and what became of messages since the start; null where no daemon is at work. */
  state: z
    .object({
      pending: z.number(),
      delivered: z.number(),
      refused: z.number(),
      trouble: z.string().nullable(),
    })
    .nullable(),
});
export type Receiver = Answer<typeof receiver>;
export const receiversAnswer = z.object({ receivers: z.array(receiver) });
export type ReceiversAnswer = Answer<typeof receiversAnswer>;

// POST /settings/receivers/test
export const testReceiverBody = z.strictObject({
  name: words(200),
  dryRun: z.boolean().prefault(false).describe('Only show what would be sent.'),
});
export type TestReceiverBody = z.output<typeof testReceiverBody>;

export const testReceiverAnswer = z.object({
  /** Null where nothing was sent. */
  sent: z.boolean().nullable(),
  /** Why not; null when it was. */
  reason: z.string().nullable(),
  /** The message as it goes out. */
  rendered: z.string(),
});
export type TestReceiverAnswer = Answer<typeof testReceiverAnswer>;

// GET, POST, DELETE /settings/backtest

const told = z.object({ at: time, headline: z.string(), id: z.string() });

/** A day (UTC) of a backtest. */
export const backtestDay = z.object({
  /** `2026-11-21`. */
  day: z.string(),
  pages: z.number(),
  digest: z.number(),
  silenced: z.number(),
  /** Incidents that began that day, those below the page line among them. */
  incidents: z.number(),
});
export type BacktestDay = Answer<typeof backtestDay>;

export const backtestDone = z.object({
  made: time,
  by: z.string(),
  from: timeOrNone,
  to: timeOrNone,
  /** What came before was only learnt from. */
  since: time,
  /** `3/d`. */
  budget: z.string(),
  lines: z.number(),
  days: z.array(backtestDay),
  /** The first 500 of each. */
  pages: z.array(told),
  digest: z.array(told),
  silenced: z.array(told),
  notes: z.array(z.string()),
});
export type BacktestDone = Answer<typeof backtestDone>;

export const backtestAnswer = z.object({
  /** The last one; null when there was none. */
  last: backtestDone.nullable(),
  /** One that runs: `share` of the time it looks through, 0–1, and lines so far. */
  running: z
    .object({ began: time, by: z.string(), share: z.number(), lines: z.number(), at: timeOrNone })
    .nullable(),
  /** Why the one before came to nothing. */
  trouble: z.string().nullable(),
});
export type BacktestAnswer = Answer<typeof backtestAnswer>;

export const backtestBody = z.strictObject({
  days: z.number().min(1).max(90).prefault(7).describe('How far back pages are counted.'),
  learn: z.number().min(0).max(90).prefault(7).describe('How many days before that are only learnt from.'),
});
export type BacktestBody = z.output<typeof backtestBody>;
