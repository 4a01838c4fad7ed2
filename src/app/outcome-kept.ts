import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import type { Store } from '../store/store.ts';
import type { Outcome, Span } from './decider.ts';

/** What was found, on its way into the store; what a full disk or a busy file did not take is given again. */
export class OutcomeKept {
  readonly #store: Pick<Store, 'write' | 'findings' | 'incidents'>;
  readonly #findings = new Map<string, Finding>();
  readonly #incidents = new Map<string, Incident>();

  constructor(store: Pick<Store, 'write' | 'findings' | 'incidents'>) {
    this.#store = store;
  }

  /** @param now epoch ms */
  put(
    { remarked, incidents }: Pick<Outcome, 'remarked' | 'incidents'>,
    { from, to }: Span,
    now: number,
  ): void {
    if (remarked.length + incidents.length === 0) return;
    const store = this.#store;
    for (const one of remarked) this.#findings.set(one.id, one);
    for (const one of incidents) this.#incidents.set(one.id, one);
    const { ok } = store.write('findings', () => {
      store.findings.put(this.#findings.values(), now);
      store.incidents.put(this.#incidents.values(), now);
      if (to > from) store.findings.keepSpan(to - from);
    });
    if (!ok) return;
    this.#findings.clear();
    this.#incidents.clear();
  }
}
