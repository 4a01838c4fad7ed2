import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { gravityOf } from '../core/gravity.ts';
import type { Merge } from './merge.ts';
import type { MinedTemplate } from './mined-template.ts';
import {
  changeOf,
  isSettled,
  type Known,
  mergeOf,
  NEW,
  type OfApp,
  type Pair,
  pairsOf,
  ROLL_OUT,
} from './reworded-pairs.ts';

/** How often pairs are looked for, ms. */
const LOOK = 10 * 60_000;
const MOST = 10_000;
/** Kinds of line of one program that are compared. */
const MOST_OF_APP = 200;

/**
 * Finds kinds of line that took the place of others: after an upgrade a program says the same in other words. There must
 * be a change of the whole program: nearly all that it used to say ceased at one moment, which is for longer than it ever
 * paused, and new kinds of line began. Each of these is paired with the one that it resembles most, of those that ceased.
 * One that reads worse, or may mean something else, never takes the place of another.
 */
export class Rewordings {
  #known = new Map<number, Known>();
  #looked = Number.NaN;
  /** When programs changed last, epoch ms. */
  #changes = new Map<string, number>();
  /** Epoch ms at which something was noted last. */
  #newest = Number.NEGATIVE_INFINITY;
  /** Kinds of line that were not noted, because there were too many. */
  overCap = 0;

  /** Notes an event whose kind of line is new. */
  note(event: Event): void {
    const template = event.template as MinedTemplate;
    if (template.catchAll) return;
    if (this.#known.size >= MOST) this.#settle();
    if (this.#known.size >= MOST) {
      this.overCap++;
      return;
    }
    const gravity = gravityOf(event.severity, event.message);
    this.#newest = Math.max(this.#newest, event.received);
    this.#known.set(template.index, { template, app: event.app ?? '', since: event.received, gravity });
  }

  /** What is known to be said in other words by `now` (epoch ms); mostly nothing, and looked for every ten minutes. */
  due(now: number): Merge[] {
    const look = Math.floor(now / LOOK);
    if (look === this.#looked) return [];
    this.#looked = look;
    if (now - this.#newest > NEW) return [];
    const merges: Merge[] = [];
    for (const [app, at] of this.#changes) if (now - at > NEW) this.#changes.delete(app);
    for (const [app, kinds] of this.#byApp(now - NEW)) {
      const changed = this.#changes.get(app);
      if (changed !== undefined) {
        merges.push(...pairsOf(kinds, changed, now).map(mergeOf));
        continue;
      }
      const change = changeOf(kinds, now);
      if (change === null) continue;
      this.#changes.set(app, change.at);
      merges.push(...change.pairs.map(mergeOf));
    }
    return merges;
  }

  /** What was said in other words in a log that is over, `end` being its last moment (epoch ms). */
  all(end: number): Merge[] {
    const pairs: Pair[] = [];
    for (const { young, old } of this.#byApp(Number.NEGATIVE_INFINITY).values()) {
      for (let from = Number.NEGATIVE_INFINITY; ; ) {
        const later = young.filter(({ since }) => since > from);
        const change = changeOf({ young: later, old }, end);
        if (change === null) break;
        pairs.push(...change.pairs);
        from = change.at + ROLL_OUT;
      }
    }
    const taken = new Set<Known>();
    return pairs.filter(({ old }) => !taken.has(old) && taken.add(old)).map(mergeOf);
  }

  /** Kinds of line that began since, and those that were settled, of programs that have both. */
  #byApp(since: number): Map<string, OfApp> {
    this.#settle();
    const apps = new Map<string, OfApp>();
    for (const one of this.#known.values()) {
      if (one.since < since) continue;
      const ofApp = apps.get(one.app);
      if (ofApp === undefined) apps.set(one.app, { young: [one], old: [] });
      else ofApp.young.push(one);
    }
    if (apps.size === 0) return apps;
    for (const one of this.#known.values()) {
      const ofApp = apps.get(one.app);
      if (ofApp !== undefined && isSettled(one)) ofApp.old.push(one);
    }
    for (const [app, { young, old }] of apps) {
      if (old.length === 0) apps.delete(app);
      young.sort((a, b) => a.since - b.since).splice(0, young.length - MOST_OF_APP);
      old.splice(0, old.length - MOST_OF_APP);
    }
    return apps;
  }

  /** Kinds of line that became more general, or were reworded, are what they became. */
  #settle(): void {
    if ([...this.#known.values()].every(({ template }) => template.successor === null)) return;
    const known = new Map<number, Known>();
    for (const one of this.#known.values()) {
      const template = one.template.current;
      const other = known.get(template.index);
      known.set(template.index, {
        ...{ template, app: one.app },
        since: Math.min(one.since, other?.since ?? one.since),
        gravity: Math.max(one.gravity, other?.gravity ?? 0),
      });
    }
    this.#known = known;
  }

  /** JSON-safe state. */
  save(): SavedRewordings {
    this.#settle();
    const known = [...this.#known.values()];
    return {
      known: known.map(({ template, app, since, gravity }) => [template.id, app, since, gravity] as const),
      looked: Number.isNaN(this.#looked) ? null : this.#looked,
      changes: [...this.#changes],
    };
  }

  /** Takes back what `save` gave; what is no longer known to the miner is left out. Throws a ZodError on anything else. */
  load(state: unknown, templates: readonly MinedTemplate[]): void {
    const { known, looked, changes } = savedRewordings.parse(state);
    const byId = new Map(templates.map((template) => [template.id, template]));
    this.#known.clear();
    for (const [id, app, since, gravity] of known) {
      const template = byId.get(id);
      if (template !== undefined) this.#known.set(template.index, { template, app, since, gravity });
      this.#newest = Math.max(this.#newest, since);
    }
    this.#looked = looked ?? Number.NaN;
    this.#changes = new Map(changes);
  }
}

const savedRewordings = z.strictObject({
  known: z.array(z.tuple([z.string(), z.string(), z.number(), z.number()]).readonly()).readonly(),
  looked: z.number().nullable(),
  /** Absent in what earlier versions saved. */
  changes: z.array(z.tuple([z.string(), z.number()])).default([]),
});
/** JSON-safe state of `Rewordings`. */
export type SavedRewordings = z.input<typeof savedRewordings>;
