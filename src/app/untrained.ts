import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { type About, type Finding, rank } from '../core/finding.ts';
import { mostSurprise } from '../core/odds.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { pageLine } from '../incidents/page-line.ts';

const DAY = 86_400_000;
/** A matter is over when none of its lines came for three of its longest pauses, as an incident is. */
const PAUSES = 3;
const LEAST_QUIET = 10 * 60_000;
const MOST_QUIET = 6 * 3_600_000;
const MOST_MATTERS = 500;

/** What people are told of at once, and its lines until it is over. Times in epoch ms. */
interface Matter {
  readonly finding: string;
  readonly template: string | null;
  readonly host: string | null;
  readonly actor: string | null;
  readonly since: number;
  touched: number;
  longestPause: number;
}

/**
 * Lines that belong to something above the page line and not over. What is learnt of how things usually are leaves them
 * out, for a day at most: else an incident would become normal while it lasts. By findings and lines alone, so that a
 * log read again gives the same.
 */
export class Untrained {
  readonly #resolve: (template: string) => string;
  /** By finding, the one that began first is the first. */
  readonly #matters = new Map<string, Matter>();
  #byTemplate = new Map<string, Matter[]>();
  #byHost = new Map<string, (readonly [actor: Buffer, matter: Matter])[]>();

  /** @param resolve the id that an older one of a kind of line stands for now */
  constructor(resolve: (template: string) => string) {
    this.#resolve = resolve;
  }

  get size(): number {
    return this.#matters.size;
  }

  /** A finding as it was told at a time of the engine's clock, after so long a history (ms). */
  take(finding: Finding, now: number, span: number): void {
    const known = this.#matters.get(finding.id);
    if (known !== undefined) {
      this.#touch(known, now);
      return;
    }
    const { template, host, actor }: About = finding.about;
    // A whole host is more than the matter.
    if (template === undefined && (actor === undefined || host === undefined)) return;
    const surprise = Math.min(finding.surprise, mostSurprise(span));
    if (rank({ ...finding, surprise }) < pageLine(span)) return;
    const about = { template: template ?? null, host: host ?? null, actor: actor ?? null };
    // What is told anew of the same does not begin another day.
    const same = [...this.#matters.values()].find(
      (one) => one.template === about.template && one.host === about.host && one.actor === about.actor,
    );
    if (this.#matters.size >= MOST_MATTERS) this.#matters.delete(this.#matters.keys().next().value!);
    this.#matters.set(finding.id, {
      ...{ finding: finding.id, ...about, since: same?.since ?? now },
      ...{ touched: now, longestPause: same?.longestPause ?? 0 },
    });
    this.#index();
  }

  /** People said that it is none, or it is over. */
  forget(finding: string): void {
    if (this.#matters.delete(finding)) this.#index();
  }

  /** Whether an event is part of one of them; its template is known. */
  covers(event: Event): boolean {
    const kinds = this.#byTemplate.get(event.template!.id);
    let covered = false;
    for (const matter of kinds ?? []) {
      if (matter.host !== null && matter.host !== event.host) continue;
      covered = this.#touch(matter, event.received) || covered;
    }
    for (const [actor, matter] of this.#byHost.get(event.host ?? '') ?? []) {
      const at = event.text.indexOf(actor, event.messageStart);
      if (at < 0 || at + actor.length > event.messageEnd) continue;
      covered = this.#touch(matter, event.received) || covered;
    }
    return covered;
  }

  /** Lets go of what is over; kinds of line may have become more general. */
  tick(now: number): void {
    for (const [id, { touched, longestPause }] of this.#matters) {
      const quiet = Math.min(MOST_QUIET, Math.max(LEAST_QUIET, PAUSES * longestPause));
      if (now - touched >= quiet) this.#matters.delete(id);
    }
    this.#index();
  }

  /** It goes on; false when it has for so long that it is learnt. */
  #touch(matter: Matter, now: number): boolean {
    if (now > matter.touched) {
      matter.longestPause = Math.max(matter.longestPause, now - matter.touched);
      matter.touched = now;
    }
    return now - matter.since < DAY;
  }

  #index(): void {
    this.#byTemplate = new Map();
    this.#byHost = new Map();
    for (const matter of this.#matters.values()) {
      const { template, host, actor } = matter;
      if (template !== null) push(this.#byTemplate, this.#resolve(template), matter);
      if (actor !== null && actor !== '' && host !== null) {
        push(this.#byHost, host, [Buffer.from(actor), matter] as const);
      }
    }
  }

  /** JSON-safe state. */
  save(): SavedUntrained {
    return [...this.#matters.values()].map((matter) => ({ ...matter }));
  }

  /** Takes back what `save` gave. Throws STATE_INVALID. */
  load(state: unknown): void {
    const parsed = savedUntrained.safeParse(state);
    if (!parsed.success) throw stateInvalid('engine', parsed.error);
    this.#matters.clear();
    for (const matter of parsed.data) this.#matters.set(matter.finding, matter);
    this.#index();
  }
}

const savedUntrained = z
  .array(
    z.strictObject({
      ...{ finding: z.string(), template: z.string().nullable(), host: z.string().nullable() },
      ...{ actor: z.string().nullable(), since: z.number(), touched: z.number(), longestPause: z.number() },
    }),
  )
  .max(MOST_MATTERS);
export type SavedUntrained = z.input<typeof savedUntrained>;

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
