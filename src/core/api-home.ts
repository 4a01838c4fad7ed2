import { z } from 'zod';
import {
  type Answer,
  change,
  gravity,
  level,
  range,
  surprise,
  time,
  timeOrNone,
  urgencyWord,
  verdict,
} from './api-shared.ts';

/** What of the explanation of an incident stands on its card. */
const cardAnalysis = z.object({
  headline: z.string(),
  /** `logsift` itself, or a `model`. */
  by: z.enum(['logsift', 'model']),
  urgency: z.enum(['now', 'today', 'later']),
});

/** What became of telling people of it. `words`: "page at 12:00", "not told: the 3 pages of the day were used up". */
const telling = z.object({
  /** `waiting`: nothing is decided, or it is below the line. */
  state: z.enum(['paged', 'joined', 'digest', 'silenced', 'hushed', 'below']),
  at: timeOrNone,
  words: z.string(),
});

/** An incident on a card or in a list. */
export const incidentCard = z.object({
  id: z.string(),
  state: z.enum(['open', 'resolved']),
  headline: z.string(),
  /** Why its root was remarked upon, one sentence. */
  because: z.string(),
  root: z.object({
    detector: z.string(),
    host: z.string().nullable(),
    app: z.string().nullable(),
    /** The odd line itself, cut; null where no line shows it. */
    line: z.string().nullable(),
  }),
  from: timeOrNone,
  /** The last line of it. */
  to: timeOrNone,
  opened: timeOrNone,
  resolved: timeOrNone,
  surprise,
  gravity,
  urgency: urgencyWord,
  rank: z.number(),
  category: z.string().nullable(),
  /** Twelve at most. */
  hosts: z.array(z.string()),
  moreHosts: z.number(),
  place: z.string().nullable(),
  /** How many findings it is made of. */
  findings: z.number(),
  acknowledged: z.object({ by: z.string(), at: time, note: z.string().nullable() }).nullable(),
  verdict: verdict.nullable(),
  analysis: cardAnalysis.nullable(),
  told: telling,
});
export type IncidentCard = Answer<typeof incidentCard>;

/** An input. `quiet`: nothing came of it for longer than usual, or ever. */
const source = z.object({
  key: z.string(),
  name: z.string(),
  state: z.enum(['ok', 'quiet', 'trouble']),
  lines: z.number(),
  linesPerSecond: z.number(),
  lastSeen: timeOrNone,
  /** Share of its lines whose format is known, 0–1; null before the first. */
  understood: z.number().nullable(),
  dropped: z.number(),
  /** Bytes written and not yet read; null where nobody can know. */
  behind: z.number().nullable(),
  trouble: z.string().nullable(),
});

/** A number on its way to a limit. */
const forecast = z.object({
  id: z.string(),
  metric: z.string(),
  host: z.string().nullable(),
  /** The whole sentence, with the dates. */
  because: z.string(),
  /** `81 % → 93 % in 12 days`. */
  seen: z.string(),
  at: time,
  urgency: urgencyWord,
  incident: z.string().nullable(),
});

/** Something that is not told for a while. */
export const silence = z.object({
  id: z.string(),
  state: z.enum(['active', 'waiting', 'over']),
  about: z.string(),
  owner: z.string(),
  reason: z.string(),
  from: time,
  until: time,
  /** When it comes again, in words; null for one that comes once. */
  again: z.string().nullable(),
  /** It stands in the configuration, and can only be ended there. */
  configured: z.boolean(),
  endedBy: z.string().nullable(),
  /** How many incidents it kept back, and the latest of them. */
  hidden: z.number(),
  wouldHaveShown: z.array(z.object({ incident: z.string(), at: time, headline: z.string() })),
});
export type ApiSilence = Answer<typeof silence>;

/** What is wrong with logsift itself. */
const trouble = z.object({ about: z.string(), text: z.string(), since: time });

/** How logsift itself is; `running` false where none answers, then numbers are those of the store. */
const selfHealth = z.object({
  running: z.boolean(),
  state: z.enum(['starting', 'catching-up', 'running', 'stalled', 'stopping', 'absent']),
  version: z.string().nullable(),
  node: z.string().nullable(),
  since: timeOrNone,
  /** Of the last state that was saved: what is younger is not on this page where none runs. */
  savedAt: timeOrNone,
  linesPerSecond: z.number().nullable(),
  understood: z.number().nullable(),
  dropped: z.number(),
  troubles: z.array(trouble),
  channels: z.array(z.object({ name: z.string(), pending: z.number(), trouble: z.string().nullable() })),
  storage: z.object({ freeBytes: z.number(), sizeBytes: z.number() }).nullable(),
});

/** GET /home. */
export const home = z.object({
  at: time,
  /**
   * In one sentence. `calm`: nothing odd · `odd`: something is, and interrupts nobody · `unseen`: what people were paged
   * for is over, and nobody has said anything of it · `urgent` · `learning`: too little was seen to judge · `trouble`:
   * logsift cannot see · `absent`: none runs.
   */
  state: z.object({
    word: z.enum(['calm', 'odd', 'unseen', 'urgent', 'learning', 'trouble', 'absent']),
    sentence: z.string(),
  }),
  /** Open ones, those that ask for attention first, 50 at most. */
  open: z.array(incidentCard),
  moreOpen: z.number(),
  /** Paged within the last day, over, and neither taken up nor judged: the last of them first, 20 at most. */
  unseen: z.array(incidentCard),
  /** Those that were over last, five at most. */
  lately: z.array(incidentCard),
  /** Pages of the time that the budget is for; `words`: "2 of 3 today". */
  budget: z.object({ used: z.number(), of: z.number(), perMs: z.number(), words: z.string() }),
  /** Those in trouble first, 100 at most. */
  sources: z.array(source),
  moreSources: z.number(),
  forecasts: z.array(forecast),
  /** Active ones that end within a day first. */
  silences: z.array(silence),
  health: selfHealth,
  /** What all was read when nothing is odd. `words` is all of it as a sentence. */
  read: z.object({
    /** Lines of the last 24 hours, and of all time as far as it is counted. */
    linesOfDay: z.number(),
    lines: z.number(),
    kinds: z.number(),
    hosts: z.number(),
    /** Days of history that judgements rest on. */
    days: z.number(),
    findingsOfDay: z.number(),
    words: z.string(),
  }),
});
export type Home = Answer<typeof home>;
export type HomeSource = Home['sources'][number];
export type HomeForecast = Home['forecasts'][number];
export type SelfHealth = Home['health'];

/** GET /timeline. */
export const timelineQuery = z.strictObject({
  ...range.shape,
  buckets: z.coerce.number().int().min(10).max(1000).prefault(240).describe('Columns, about.'),
});
export type TimelineQuery = Answer<typeof timelineQuery>;

/** Lines by level on one grid, and what there was meanwhile. */
export const timeline = z.object({
  /** Range of the grid: what was asked for, rounded outwards to whole columns. */
  from: time,
  to: time,
  /** Ms of a column. */
  width: z.number(),
  /** All of one length; lines that logsift did not count are in none. */
  series: z.array(z.object({ level, counts: z.array(z.number()) })),
  lines: z.number(),
  /** Up to when lines are counted by now; columns behind it are not over. */
  countedTo: timeOrNone,
  findings: z.array(
    z.object({
      id: z.string(),
      at: time,
      urgency: urgencyWord,
      rank: z.number(),
      host: z.string().nullable(),
      because: z.string(),
    }),
  ),
  moreFindings: z.number(),
  incidents: z.array(
    z.object({
      id: z.string(),
      from: time,
      to: time,
      state: z.enum(['open', 'resolved']),
      urgency: urgencyWord,
      rank: z.number(),
      headline: z.string(),
    }),
  ),
  moreIncidents: z.number(),
  changes: z.array(change),
  moreChanges: z.number(),
});
export type Timeline = Answer<typeof timeline>;
