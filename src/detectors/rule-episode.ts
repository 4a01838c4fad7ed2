import { z } from 'zod';
import { CATEGORIES, type Category } from '../core/categories.ts';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { FLAG } from '../core/flags.ts';
import { savedEvidence } from './saved-evidence.ts';

const MOST_EVIDENCE = 5;
const MOST_RULES = 20;

/** What a rule added to a story. */
export interface RuleShare {
  readonly id: string;
  readonly reason: string;
  readonly gravity: number;
  count: number;
}

/** Escalated lines of one category and subject that came together; JSON-safe. Times in epoch ms. */
export interface Episode {
  readonly category: Category;
  readonly subject: string;
  readonly segment: number;
  readonly host: string | null;
  readonly actor: string | null;
  readonly app: string | null;
  readonly template: string | null;
  readonly from: number;
  to: number;
  /** False when the first line carried no time, so that `from` is only a guess. */
  readonly timed: boolean;
  readonly line: number;
  /** Lines of log it stands for. */
  count: number;
  page: boolean;
  /** Rules that hit, the first one first. */
  readonly rules: RuleShare[];
  readonly evidence: Evidence[];
}

const ADDRESS =
  /(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}|(?:[0-9a-f]{1,4}:){2,7}[0-9a-f]{0,4}(?::[0-9a-f]{1,4})*)(?![\w.])/i;

/** Whom a story is about: the host, and where the log names none the address that the line speaks of. */
export function subjectOf(event: Event): string {
  return event.host ?? actorOf(event) ?? event.app ?? '';
}

function actorOf(event: Event): string | null {
  return event.host === null ? (ADDRESS.exec(event.message.slice(0, 2000))?.[0] ?? null) : null;
}

/** The beginning of a story. */
export function newEpisode(event: Event, of: { category: Category; segment: number }): Episode {
  const { host, app, received, flags, template, weight } = event;
  const rule = event.rule!;
  const at = Number.isNaN(received) ? 0 : received;
  return {
    ...of,
    subject: subjectOf(event),
    host,
    actor: actorOf(event),
    app,
    template: template?.id ?? null,
    from: at,
    to: at,
    timed: (flags & FLAG.no_time) === 0 && !Number.isNaN(received),
    line: event.line,
    count: weight,
    page: rule.page,
    rules: [{ id: rule.id, reason: rule.reason, gravity: rule.gravity, count: weight }],
    evidence: [evidenceOf(event)],
  };
}

/** One more line; true when the story is news again: twice as long as before, of another rule, or a page now. */
export function addHit(episode: Episode, event: Event): boolean {
  const rule = event.rule!;
  const before = episode.count;
  episode.count += event.weight;
  if (event.received > episode.to) episode.to = event.received;
  let news = Math.floor(Math.log2(before)) < Math.floor(Math.log2(episode.count));
  if (rule.page && !episode.page) {
    episode.page = true;
    news = true;
  }
  const share = episode.rules.find(({ id }) => id === rule.id);
  if (share !== undefined) share.count += event.weight;
  else if (episode.rules.length < MOST_RULES) {
    episode.rules.push({ id: rule.id, reason: rule.reason, gravity: rule.gravity, count: event.weight });
    news = true;
  }
  // Each rule shows a line of its own before one shows two.
  if (episode.evidence.length < (share === undefined ? MOST_EVIDENCE + 3 : MOST_EVIDENCE)) {
    episode.evidence.push(evidenceOf(event));
  }
  return news;
}

/** How long a story is, in powers of two lines: 0 for one line. */
export function magnitude(episode: Episode): number {
  return Math.min(15, Math.floor(Math.log2(Math.max(1, episode.count))));
}

/** A story as it is saved. */
export const savedEpisode: z.ZodType<Episode> = z.strictObject({
  category: z.enum(CATEGORIES),
  subject: z.string(),
  segment: z.number(),
  host: z.string().nullable(),
  actor: z.string().nullable(),
  app: z.string().nullable(),
  template: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  timed: z.boolean(),
  line: z.number(),
  count: z.number(),
  page: z.boolean(),
  rules: z
    .array(z.strictObject({ id: z.string(), reason: z.string(), gravity: z.number(), count: z.number() }))
    .min(1),
  evidence: z.array(savedEvidence),
});
