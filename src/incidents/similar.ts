import type { Incident, SimilarIncident } from '../core/incident.ts';
import { kindsOf, subjectsOf } from '../core/incident-signature.ts';

/** A past incident, as far as others are compared with it. */
export interface PastIncident {
  readonly id: string;
  /** Epoch ms; NaN where there was none. */
  readonly from: number;
  readonly headline: string;
  /** Kinds of line, and what it was about; see `core/incident-signature.ts`. */
  readonly kinds: readonly string[];
  readonly subjects: readonly string[];
}

const MOST_PAST = 10_000;
/** Past incidents compared with one, those that share what is rarest first. */
const MOST_COMPARED = 500;
const MOST_SIMILAR = 10;
const LEAST_LIKENESS = 0.35;
/** What likeness is made of: what the lines say, of whom, and at what hour. */
const WEIGHTS = { kinds: 0.6, subjects: 0.3, hour: 0.1 };
const HOUR = 3_600_000;

interface Past extends PastIncident {
  readonly kindSet: ReadonlySet<string>;
  readonly subjectSet: ReadonlySet<string>;
}

/** The past incidents of this network, to find those that look like one at hand. Bounded; the oldest go first. */
export class PastIncidents {
  readonly #past = new Map<string, Past>();
  /** Ids by kind of line: what shares none is not alike. */
  readonly #byKind = new Map<string, Set<string>>();
  readonly #resolve: (kind: string) => string;

  /** @param resolve the id that an older one of a kind of line stands for now */
  constructor(resolve: (kind: string) => string = (kind) => kind) {
    this.#resolve = resolve;
  }

  get size(): number {
    return this.#past.size;
  }

  /** Takes an incident, new or changed; `aliases` are those that were merged into it. */
  add(past: PastIncident, aliases: readonly string[] = []): void {
    for (const alias of aliases) this.#forget(alias);
    this.#forget(past.id);
    const kindSet = new Set(past.kinds.map(this.#resolve));
    this.#past.set(past.id, { ...past, kindSet, subjectSet: new Set(past.subjects) });
    for (const kind of kindSet) {
      const ids = this.#byKind.get(kind);
      if (ids === undefined) this.#byKind.set(kind, new Set([past.id]));
      else ids.add(past.id);
    }
    if (this.#past.size > MOST_PAST) this.#forget(this.#past.keys().next().value!);
  }

  /** Takes an incident as it stands. */
  note(incident: Incident): void {
    const { id, from, headline, aliases } = incident;
    this.add({ id, from, headline, kinds: kindsOf(incident), subjects: subjectsOf(incident) }, aliases);
  }

  /** Those most like one, the likest first; ones that began later are none of its past. */
  like(incident: Pick<Incident, 'id' | 'aliases' | 'from' | 'findings'>): Omit<SimilarIncident, 'verdict'>[] {
    const kinds = new Set(kindsOf(incident).map(this.#resolve));
    const subjects = new Set(subjectsOf(incident));
    const own = new Set([incident.id, ...incident.aliases]);
    return this.#candidates(kinds)
      .filter((past) => !own.has(past.id) && !(past.from >= incident.from))
      .map((past) => ({
        ...{ id: past.id, from: past.from, headline: past.headline },
        likeness:
          WEIGHTS.kinds * overlap(kinds, past.kindSet) +
          WEIGHTS.subjects * overlap(subjects, past.subjectSet) +
          WEIGHTS.hour * sameHour(incident.from, past.from),
      }))
      .filter(({ likeness }) => likeness >= LEAST_LIKENESS)
      .sort((a, b) => b.likeness - a.likeness || (b.from || 0) - (a.from || 0) || (a.id < b.id ? -1 : 1))
      .slice(0, MOST_SIMILAR);
  }

  #candidates(kinds: ReadonlySet<string>): Past[] {
    const rarest = [...kinds]
      .map((kind) => this.#byKind.get(kind) ?? NONE)
      .toSorted((a, b) => a.size - b.size);
    const found = new Set<string>();
    for (const ids of rarest) {
      // The latest of a kind that comes every day say as much as all of them.
      for (const id of [...ids].slice(-MOST_COMPARED)) if (found.size < MOST_COMPARED) found.add(id);
    }
    return [...found].map((id) => this.#past.get(id)!);
  }

  #forget(id: string): void {
    const past = this.#past.get(id);
    if (past === undefined) return;
    this.#past.delete(id);
    for (const kind of past.kindSet) {
      const ids = this.#byKind.get(kind);
      ids?.delete(id);
      if (ids?.size === 0) this.#byKind.delete(kind);
    }
  }
}

const NONE: ReadonlySet<string> = new Set();

/** Shared ones among all there are (Jaccard 1901), 0 where one side has none. */
function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const one of a) if (b.has(one)) shared++;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}

/** 1 at the same hour of the day, 0 from six hours apart on. */
function sameHour(a: number, b: number): number {
  const apart = Math.abs(a - b) % (24 * HOUR);
  const hours = Math.min(apart, 24 * HOUR - apart) / HOUR;
  return Number.isNaN(hours) ? 0 : Math.max(0, 1 - hours / 6);
}
