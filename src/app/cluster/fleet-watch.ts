import type { Notice } from '../../core/notice.ts';
import type { LastingTrouble } from './fleet-wrong.ts';

/** What is wrong for so long is told, ms. */
const LASTS = 30_000;

interface Watched {
  readonly since: number;
  readonly over: string;
  told: boolean;
}

/** Says what is wrong with a fleet when it lasts, and when it is over. */
export class FleetWatch {
  readonly #wrong = new Map<string, Watched>();

  /** What was told and is not over. */
  get told(): ReadonlySet<string> {
    return new Set([...this.#wrong].flatMap(([about, { told }]) => (told ? [about] : [])));
  }

  /** What is wrong at a moment (epoch ms that does not run backwards); what is to be said of it. */
  look(wrong: readonly LastingTrouble[], now: number): Notice[] {
    const notices: Notice[] = [];
    for (const [about, { over, told }] of this.#wrong) {
      if (wrong.some((one) => one.about === about)) continue;
      this.#wrong.delete(about);
      if (told) notices.push({ kind: 'recovered', about, text: over, time: now });
    }
    for (const { about, text, over } of wrong) {
      const known = this.#wrong.get(about) ?? { since: now, over, told: false };
      this.#wrong.set(about, known);
      if (known.told || now - known.since < LASTS) continue;
      known.told = true;
      notices.push({ kind: 'trouble', about, text, time: now });
    }
    return notices;
  }
}
