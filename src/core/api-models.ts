import { z } from 'zod';
import { type Answer, time, timeOrNone, words } from './api-shared.ts';

/** What the pages of models and of the review ask and are answered: `/models`, `/review`. */

/** How many of those that people judged were real, with the interval in which the true share lies with 95 %. */
const share = z.object({
  judged: z.number(),
  real: z.number(),
  interval: z.tuple([z.number(), z.number()]),
});

const version = z.object({ version: z.number(), fittedAt: time, rows: z.number() });
const figures = z.object({ before: z.number(), after: z.number(), rows: z.number() });

/** A model that was learnt from the logs. */
export const model = z.object({
  /** `windows.hosts`. */
  name: z.string(),
  learner: z.string(),
  /** How much it has seen, in words: `learnt from 12,000 rows 3 days ago`. */
  maturity: z.string(),
  current: version.nullable(),
  /** Those that can be gone back to, the latest first. */
  earlier: z.array(version),
  nextFit: timeOrNone,
  judged: z.number(),
  surprising: z.number(),
  drift: z.number().nullable(),
  drifted: z.boolean(),
  /** `as the day it was learnt`, `recent rows are odder to it than those it learnt from`. */
  driftWords: z.string(),
  duel: z
    .object({
      at: time,
      taken: z.boolean(),
      because: z.string(),
      recent: figures.nullable(),
      past: figures.nullable(),
    })
    .nullable(),
  trouble: z.string().nullable(),
  /**
   * How odd what it judged lately was: `counts[i]` with a surprise from `i * width` up to the next, the last one all
   * beyond; from `threshold` on it counts as odd. Null before anything was judged.
   */
  scores: z.object({ width: z.number(), threshold: z.number(), counts: z.array(z.number()) }).nullable(),
  /** Somebody asked for it and it was not done yet: `retrain`, `rollback to 3`. */
  waiting: z.array(z.string()),
});
export type Model = Answer<typeof model>;

/** What looks at the lines, with its models. */
export const detectorAnswer = z.object({
  name: z.string(),
  /** What it asks of the lines, one sentence. */
  question: z.string(),
  on: z.boolean(),
  /** What it said of itself last: `31 days of this host seen`; null when it never told of anything. */
  maturity: z.string().nullable(),
  /** Findings of the last 30 days, and when the latest was told. */
  findings: z.number(),
  lastFinding: timeOrNone,
  /** Of its pages of the last 30 days that people judged; null where none was. */
  precision: share.nullable(),
  models: z.array(model),
});
export type DetectorAnswer = Answer<typeof detectorAnswer>;

// GET /models
export const modelsAnswer = z.object({
  detectors: z.array(detectorAnswer),
  /** Of the pages of the last 30 days. */
  precision: z.object({ pages: z.number(), missed: z.number(), all: share }),
  /** Since when lines are learnt from; null before the first. */
  since: timeOrNone,
  asOf: timeOrNone,
  /** Whether a daemon is at work that heeds what is asked. */
  running: z.boolean(),
});
export type ModelsAnswer = Answer<typeof modelsAnswer>;

const modelName = z.string().regex(/^[\w.-]{1,100}$/, 'wants the name of a model or detector');

// POST /models/retrain
export const retrainBody = z.strictObject({
  models: z
    .union([z.literal('all'), z.array(modelName).min(1).max(50)])
    .describe('Names of models, or of a detector for all of its models.'),
});
export type RetrainBody = z.output<typeof retrainBody>;

// POST /models/rollback
export const rollbackBody = z.strictObject({ model: modelName, version: z.number().int().min(1) });
export type RollbackBody = z.output<typeof rollbackBody>;

/** What was asked of the models. */
export const orderAnswer = z.object({
  /** `windows.hosts goes back to version 3 within seconds`. */
  words: z.string(),
  running: z.boolean(),
});
export type OrderAnswer = Answer<typeof orderAnswer>;

// GET /review, POST /review, POST /review/labels

const LABELS = ['odd', 'fine', 'skip'] as const;
export const reviewLabel = z.enum(LABELS);
export type ReviewWord = z.infer<typeof reviewLabel>;

export const reviewLine = z.object({
  id: z.string(),
  /** 1-based place in the queue. */
  place: z.number(),
  time: timeOrNone,
  host: z.string().nullable(),
  app: z.string().nullable(),
  text: z.string(),
  surprise: z.number(),
  /** `told, surprise of 3 or more`. */
  stratum: z.string(),
  label: reviewLabel.nullable(),
});
export type ReviewLineAnswer = Answer<typeof reviewLine>;

const reviewShare = z.object({
  share: z.number(),
  interval: z.tuple([z.number(), z.number()]),
  judged: z.number(),
});

export const reviewState = z.object({
  made: time,
  /** Lines that were drawn, and those that nobody looked at yet. */
  lines: z.number(),
  left: z.number(),
  /** What they were drawn from. */
  of: z.object({ lines: z.number(), days: z.number() }),
  labels: z.object({ odd: z.number(), fine: z.number(), skip: z.number() }),
  /** Share of all lines that is odd, and of those that were told of; null before any was judged. */
  odd: reviewShare.nullable(),
  precision: reviewShare.nullable(),
  strata: z.array(
    z.object({
      name: z.string(),
      shown: z.boolean(),
      lines: z.number(),
      judged: z.number(),
      odd: z.number(),
    }),
  ),
  /** All were looked at, and the models were told. */
  applied: z.boolean(),
});
export type ReviewState = Answer<typeof reviewState>;

/** Query: which part of the queue. */
export const reviewQuery = z.strictObject({
  at: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('1-based place to begin at; the first that nobody looked at if absent.'),
  limit: z.coerce.number().int().min(1).max(200).prefault(25),
});
export type ReviewQuery = z.output<typeof reviewQuery>;

/** The review of a state folder as far as it has come; null when none was begun. */
export const reviewAnswer = z.object({ review: reviewState.nullable(), lines: z.array(reviewLine) });
export type ReviewAnswer = Answer<typeof reviewAnswer>;

/** Begins a review; one that was begun is only given up with `again`. */
export const reviewBody = z.strictObject({
  since: z.number().optional().describe('Epoch ms: of lines that came from then on; 7 days ago if absent.'),
  lines: z.number().int().min(1).max(10_000).prefault(500),
  again: z.boolean().prefault(false),
});
export type ReviewBody = z.output<typeof reviewBody>;

/** Labels by id of the line; null takes one back. */
export const labelsBody = z.strictObject({
  labels: z
    .array(z.strictObject({ id: words(64), label: reviewLabel.nullable() }))
    .min(1)
    .max(500),
});
export type LabelsBody = z.output<typeof labelsBody>;

export const labelsAnswer = z.object({ review: reviewState });
export type LabelsAnswer = Answer<typeof labelsAnswer>;
