import type { Incident } from '../core/incident.ts';
import type { Store } from '../store/store.ts';

/** Findings of so long before a first run are kept, ms; incidents of all that is learnt from. */
export const KEPT_OF_PAST = 24 * 3_600_000;
/** Written in one go. */
const MANY = 500;

/**
 * Incidents of before a first run, on their way into the store: that something is the third time on a Monday morning is
 * known from the first day on.
 */
export class PastIncidentsKept {
  readonly #store: Pick<Store, 'write' | 'incidents'>;
  readonly #now: number;
  readonly #waiting = new Map<string, Incident>();

  /** @param now epoch ms of the first run */
  constructor(store: Pick<Store, 'write' | 'incidents'>, now: number) {
    this.#store = store;
    this.#now = now;
  }

  /** Incidents as they stood at a time of the past; a later state takes the place of an earlier one. */
  take(incidents: readonly Incident[]): void {
    for (const incident of incidents) {
      for (const alias of incident.aliases) this.#waiting.delete(alias);
      this.#waiting.set(incident.id, incident);
    }
    if (this.#waiting.size >= MANY) this.flush();
  }

  flush(): void {
    if (this.#waiting.size === 0) return;
    const { incidents } = this.#store;
    this.#store.write('incidents', () => incidents.putPast(this.#waiting.values(), this.#now), 'should');
    this.#waiting.clear();
  }
}
