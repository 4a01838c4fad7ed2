import type { BusContext } from '../core/bus.ts';

/** What the connection is about. */
const FOREMOST = 'redis';

/** What is wrong just now, each thing told once when it begins and once when it is over. */
export class Troubles {
  readonly #context: Pick<BusContext, 'notice' | 'now'>;
  readonly #now = new Map<string, string>();

  constructor(context: Pick<BusContext, 'notice' | 'now'>) {
    this.#context = context;
  }

  /** Says what is wrong with one thing, or null when it works. What is told does not change with its words. */
  set(about: string, text: string | null, recovered = 'works again'): void {
    const before = this.#now.get(about);
    if (text === null) {
      if (!this.#now.delete(about)) return;
      this.#tell('recovered', about, `the bus ${recovered}`);
      return;
    }
    this.#now.set(about, text);
    if (before === undefined) this.#tell('trouble', about, text);
  }

  /** The trouble that others may come of, or the one that began first. */
  get first(): string | null {
    return this.#now.get(FOREMOST) ?? this.#now.values().next().value ?? null;
  }

  #tell(kind: 'trouble' | 'recovered', about: string, text: string): void {
    this.#context.notice({ kind, about: `bus:${about}`, text, time: this.#context.now() });
  }
}
