import { z } from 'zod';
import { type Answer, ranges, several, surprise, time, timeOrNone, urgencyWord } from './api-shared.ts';

/** Lines that are sent in a second at most, whoever watches; and what one may ask for. */
export const MOST_LINES = 1000;

/** GET /live: what comes, as server-sent events. All that is named must fit, of a list one. */
export const liveQuery = z.strictObject({
  host: several.optional().describe('Of these hosts; `*` stands for anything.'),
  app: several.optional(),
  severity: z.coerce.number().int().min(0).max(7).optional().describe('At least as bad as this.'),
  text: z.string().min(1).max(200).optional().describe('Piece of the line; case does not count.'),
  template: several.optional().describe('Ids of kinds of line.'),
  surprise: z.coerce
    .number()
    .min(0)
    .max(10)
    .optional()
    .describe('Something so surprising was remarked on it.'),
  only_new: z
    .enum(['true', 'false'])
    .optional()
    .describe('Only lines of which no such kind, value or place was seen before.'),
  rate: z.coerce.number().int().min(1).max(MOST_LINES).prefault(200).describe('Lines a second at most.'),
  lines: z.enum(['true', 'false']).optional().describe('`false`: only findings, incidents and status.'),
});
export type LiveQuery = Answer<typeof liveQuery>;

/** A line that just came. */
export const liveLine = z.object({
  id: z.string(),
  /** What the line says, or when it came. */
  at: time,
  host: z.string().nullable(),
  app: z.string().nullable(),
  severity: z.number().nullable(),
  /** The whole line, cut at 2,000 characters. */
  text: z.string(),
  template: z.string().nullable(),
  /** What had not been seen before, in a few words: `kind of line`; null where nothing is new. */
  first: z.string().nullable(),
  /** What detectors remarked on seeing it; null where nothing. */
  remark: z
    .object({
      finding: z.string(),
      detector: z.string(),
      because: z.string(),
      surprise,
      urgency: urgencyWord,
    })
    .nullable(),
  odd: ranges,
});
export type LiveLine = Answer<typeof liveLine>;

/** Event `lines`, a few times a second: came = lines + filtered + sampled. */
export const liveLines = z.object({
  lines: z.array(liveLine),
  /** Lines that came since the event before. */
  came: z.number(),
  /** Of these, such as do not fit what was asked for. */
  filtered: z.number(),
  /** Of these, left out as there are too many; then one in `oneIn` of those that fit is shown. */
  sampled: z.number(),
  oneIn: z.number(),
});
export type LiveLines = Answer<typeof liveLines>;

/** Event `finding`: new, or changed. */
export const liveFinding = z.object({
  id: z.string(),
  detector: z.string(),
  at: timeOrNone,
  host: z.string().nullable(),
  app: z.string().nullable(),
  because: z.string(),
  surprise,
  urgency: urgencyWord,
});
export type LiveFinding = Answer<typeof liveFinding>;

/** Event `incident`: opened, changed or over. */
export const liveIncident = z.object({
  id: z.string(),
  state: z.enum(['open', 'resolved']),
  headline: z.string(),
  from: timeOrNone,
  hosts: z.array(z.string()),
  findings: z.number(),
  surprise,
  urgency: urgencyWord,
});
export type LiveIncident = Answer<typeof liveIncident>;

/** Event `status`, every few seconds; how a page knows that it still hears something. */
export const liveStatus = z.object({
  at: time,
  state: z.enum(['starting', 'catching-up', 'running', 'stalled', 'stopping', 'absent']),
  linesPerSecond: z.number().nullable(),
  /** Open incidents, and those of them that are urgent. */
  open: z.number(),
  urgent: z.number(),
  troubles: z.number(),
  watchers: z.number(),
});
export type LiveStatus = Answer<typeof liveStatus>;

/** Event `gap`: what came between the last that was heard and now is not kept any more. */
export const liveGap = z.object({ lost: z.number().nullable() });
export type LiveGap = Answer<typeof liveGap>;
