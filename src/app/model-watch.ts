import type { ModelReport } from '../core/model-report.ts';
import type { Notice } from '../core/notice.ts';

export interface ModelWatchOptions {
  readonly notice: (notice: Notice) => void;
  readonly now: () => number;
}

/** Says what is wrong with models, once, and that it is over. */
export class ModelWatch {
  readonly #options: ModelWatchOptions;
  readonly #troubles = new Map<string, string>();
  #seen: string | null = null;

  constructor(options: ModelWatchOptions) {
    this.#options = options;
  }

  /** Looks at all models; whether another version is in use, or people wanted something, since the last look. */
  look(models: readonly ModelReport[], orders: number): boolean {
    for (const { name, trouble } of models) this.#say(name, trouble);
    const seen = `${orders} ${models.map(({ current }) => current?.version ?? 0).join(' ')}`;
    const changed = this.#seen !== null && seen !== this.#seen;
    this.#seen = seen;
    return changed;
  }

  #say(name: string, trouble: string | null): void {
    const before = this.#troubles.get(name) ?? null;
    if (trouble === before) return;
    const about = `model:${name}`;
    const { notice, now } = this.#options;
    if (trouble === null) {
      this.#troubles.delete(name);
      notice({ kind: 'recovered', about, text: `the model ${name} was learnt anew`, time: now() });
    } else {
      this.#troubles.set(name, trouble);
      notice({ kind: 'trouble', about, text: trouble, time: now() });
    }
  }
}
