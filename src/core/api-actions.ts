import { z } from 'zod';
import { silence } from './api-home.ts';
import { type Answer, flag, idGiven, time, timeOrNone, words } from './api-shared.ts';

/** POST /incidents/:id/ack. */
export const ackBody = z.strictObject({ note: words(500).optional() });
/** POST /incidents/:id/verdict; with `?dry_run=true` only its effect is told. */
export const verdictQuery = z.strictObject({ dry_run: flag.optional() });
export const verdictBody = z.strictObject({
  verdict: z.enum(['real', 'noise', 'expected']),
  /** Epoch ms; 90 days for noise and 30 for expected where absent; null for always. */
  until: z.number().nullable().optional(),
  note: words(500).optional(),
  /** Of every host and actor. */
  wide: z.boolean().optional(),
  /** Also when it would have kept back incidents that were called real. */
  force: z.boolean().optional(),
});
export type VerdictBody = Answer<typeof verdictBody>;
export const verdictAnswer = z.object({
  saved: z.boolean(),
  verdict: z.enum(['real', 'noise', 'expected']),
  until: timeOrNone,
  wide: z.boolean(),
  effect: z.object({
    days: z.number(),
    /** Incidents that people were paged for, how many of them it would have kept back, and which of these were real. */
    pages: z.number(),
    removed: z.number(),
    real: z.array(z.object({ id: z.string(), headline: z.string() })),
    /** `this would have removed 4 of the 12 pages of the last 30 days, none of them marked real`. */
    words: z.string(),
  }),
  /** What holds from now on: "what is like it on web01 is not told until …"; empty for a dry run. */
  words: z.string(),
  /** It would only be saved with `force`. */
  wantsForce: z.boolean(),
});
export type VerdictAnswer = Answer<typeof verdictAnswer>;

/** GET /silences: those that hold or are to come; with `over=true` all of them. */
export const silencesQuery = z.strictObject({ over: flag.optional() });
export const silencesAnswer = z.object({ silences: z.array(silence) });
export type SilencesAnswer = Answer<typeof silencesAnswer>;
/** POST /silences; with `?dry_run=true` nothing is saved. Of what is matched all that is named must fit. */
export const silenceQuery = z.strictObject({ dry_run: flag.optional() });
const names = z.array(z.string().min(1).max(255)).min(1).max(1000);
export const silenceBody = z.strictObject({
  match: z.strictObject({
    host: names.optional(),
    app: names.optional(),
    category: names.optional(),
    detector: names.optional(),
    site: names.optional(),
    building: names.optional(),
    role: names.optional(),
    team: names.optional(),
    severity: z.enum(['minor', 'odd', 'urgent', 'critical']).optional(),
  }),
  reason: words(500),
  /** Epoch ms; now where absent. */
  from: z.number().optional(),
  until: z.number(),
});
export type SilenceBody = Answer<typeof silenceBody>;
export const silenceAnswer = z.object({
  id: z.string(),
  saved: z.boolean(),
  about: z.string(),
  from: time,
  until: time,
  /** Open incidents that it is about. */
  covers: z.array(z.object({ id: z.string(), headline: z.string() })),
});
export type SilenceAnswer = Answer<typeof silenceAnswer>;
export const silenceParams = z.strictObject({ id: idGiven });

/** POST /incidents/:id/ticket. */
export const ticketBody = z.strictObject({
  channel: z.string().min(1).max(100),
  note: words(500).optional(),
});
/** POST /incidents/:id/approve: the id of an offer, as it was shown; `undo` takes back what was done. */
export const approveBody = z.strictObject({ action: idGiven, undo: z.boolean().optional() });

/** What came of something that a person did. */
export const doneAnswer = z.object({ done: z.boolean(), words: z.string() });
export type DoneAnswer = Answer<typeof doneAnswer>;
