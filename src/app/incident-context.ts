import type { Event } from '../core/event.ts';
import type { Change, Incident, Verdict } from '../core/incident.ts';
import { CHANGES_BEFORE, changesBefore } from '../incidents/changes.ts';
import { type PastIncident, PastIncidents } from '../incidents/similar.ts';
import type { Topology } from '../topology/topology.ts';
import { ChangesNow } from './changes-now.ts';
import { IncidentsNow } from './incidents-now.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Changes that wait to be kept at most. */
const MANY = 200;
const MOST_MINUTES = 500;
const MOST_NOTES = 12;

/** Where what is known beside the findings comes from, and is kept. Times in epoch ms. */
export interface ContextSource {
  /** What was known before, the oldest first. */
  past(): Iterable<PastIncident>;
  /** Changes that went on between two times, those that people told of among them. */
  changes(from: number, to: number): readonly Change[];
  keep(changes: readonly Change[]): void;
  verdictOf(id: string): Verdict | null;
}

export interface IncidentContextOptions {
  readonly topology: Topology;
  /** Ms within which findings that begin are of one cause. */
  readonly window: number;
  readonly source: ContextSource;
  /** The id that an older one of a kind of line stands for now. */
  readonly resolve: (template: string) => string;
}

/** Incidents with everything that is known beside their findings: changes before them, others like them, notes. */
export class IncidentContext {
  readonly incidents: IncidentsNow;
  readonly changes = new ChangesNow();
  readonly #options: IncidentContextOptions;
  #past: PastIncidents | null = null;
  #waiting = 0;
  #begun = false;
  /** Changes by the minute before which they are wanted; emptied every second. */
  readonly #before = new Map<number, readonly Change[]>();

  constructor(options: IncidentContextOptions) {
    this.#options = options;
    const { topology, window } = options;
    this.incidents = new IncidentsNow({ topology, window, known: (incident) => this.#known(incident) });
  }

  /**
   * An event after it was judged, for the changes that lines tell of.
   *
   * @param so `seen`: ms of history before it; `hosts`: how many were ever heard of
   */
  observe(event: Event, so: { readonly seen: number; readonly hosts: number }): void {
    // What was restored knows its hosts: none of them is new.
    if (!this.#begun) this.changes.knows(so.hosts);
    this.#begun = true;
    const { noted } = this.changes.counters;
    this.changes.observe(event, so.seen);
    this.#waiting += this.changes.counters.noted - noted;
    if (this.#waiting >= MANY) this.second();
  }

  /** Keeps the changes that were noted; to be called every second. */
  second(): void {
    this.#before.clear();
    if (this.#waiting === 0) return;
    this.#waiting = 0;
    this.#options.source.keep(this.changes.take());
  }

  #known(incident: Incident) {
    const { source } = this.#options;
    if (this.#waiting > 0) this.second();
    const past = this.#pastOnes();
    const similar = past.like(incident).map((one) => ({ ...one, verdict: source.verdictOf(one.id) }));
    past.note(incident);
    return {
      changes: changesBefore(incident, this.#changesBefore(incident.from), this.#options.topology),
      ...{ similar, notes: this.#notes(incident), verdict: source.verdictOf(incident.id) },
    };
  }

  /** Filled when it is first asked: kinds of line have their ids only after what was learnt was restored. */
  #pastOnes(): PastIncidents {
    if (this.#past === null) {
      this.#past = new PastIncidents(this.#options.resolve);
      for (const one of this.#options.source.past()) this.#past.add(one);
    }
    return this.#past;
  }

  #changesBefore(from: number): readonly Change[] {
    if (!Number.isFinite(from)) return [];
    const minute = Math.floor(from / MINUTE);
    const known = this.#before.get(minute);
    if (known !== undefined) return known;
    const found = this.#options.source.changes(minute * MINUTE - CHANGES_BEFORE, (minute + 2) * MINUTE);
    if (this.#before.size >= MOST_MINUTES) this.#before.clear();
    this.#before.set(minute, found);
    return found;
  }

  /** What people wrote down about its hosts, the root's first, and about such trouble. */
  #notes({ hosts, root, category }: Incident): string[] {
    const { topology } = this.#options;
    const own = root.about.host === undefined ? [] : [topology.canonical(root.about.host)];
    const notes = new Set<string>();
    for (const host of new Set([...own, ...hosts])) {
      const advice = topology.adviceOn(host);
      if (advice?.notes !== undefined) notes.add(`${host}: ${advice.notes}`);
      if (advice?.runbook !== undefined) notes.add(`${host}, runbook: ${advice.runbook}`);
      if (notes.size >= MOST_NOTES) break;
    }
    const advice = category === null ? null : topology.adviceOnCategory(category);
    if (advice?.notes !== undefined) notes.add(`${category}: ${advice.notes}`);
    if (advice?.runbook !== undefined) notes.add(`${category}, runbook: ${advice.runbook}`);
    return [...notes];
  }
}

/** What is known beside the findings where nothing is kept: a log that is read again. */
export class MemorySource implements ContextSource {
  #changes: Change[] = [];

  past(): PastIncident[] {
    return [];
  }

  changes(from: number, to: number): readonly Change[] {
    return this.#changes.filter((one) => one.to >= from && one.from <= to);
  }

  keep(changes: readonly Change[]): void {
    this.#changes.push(...changes);
    const newest = this.#changes.at(-1)?.from ?? 0;
    this.#changes = this.#changes.filter(({ to }) => to >= newest - 2 * DAY);
  }

  verdictOf(): Verdict | null {
    return null;
  }
}
