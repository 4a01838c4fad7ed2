import type { Fit, FitCounts, Fits, Fitted } from '../core/fits.ts';
import { type FitThread, fitThread } from './fit-thread.ts';

/** Fits that were begun and not yet taken; that there are more depends on the log alone, not on the machine. */
const MOST_OPEN = 1000;

/** Fits in the thread of the program, for one stream. */
export class ThreadFits implements Fits {
  readonly #thread: FitThread;
  readonly #counts = { begun: 0, taken: 0, failed: 0, refused: 0, dropped: 0, open: 0 };

  constructor(thread: FitThread = fitThread) {
    this.#thread = thread;
  }

  begin(kind: string, input: unknown): Fit {
    const counts = this.#counts;
    counts.begun++;
    if (counts.open >= MOST_OPEN) {
      counts.refused++;
      return refused;
    }
    counts.open++;
    const job = this.#thread.ask(kind, input);
    let fitted: Fitted | null = null;
    const end = (as: 'taken' | 'failed' | 'dropped', what: Fitted) => {
      counts.open--;
      counts[as]++;
      fitted = what;
    };
    return {
      take: () => {
        if (fitted === null) {
          const what = this.#thread.wait(job);
          end(what.ok ? 'taken' : 'failed', what);
        }
        return fitted!;
      },
      drop: () => {
        if (fitted === null) end('dropped', { ok: false, reason: 'it was dropped' });
      },
    };
  }

  /** What became of them so far. */
  get counts(): FitCounts {
    return { ...this.#counts };
  }
}

const refused: Fit = {
  take: () => ({ ok: false, reason: `more than ${MOST_OPEN} fits at once` }),
  drop() {},
};
