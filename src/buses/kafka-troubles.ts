import type { BusContext } from '../core/bus.ts';

/** What is wrong with a bus just now, by who met it; told once when it begins, and once when all of it is over. */
export class Troubles {
  readonly #context: BusContext;
  readonly #about: string;
  readonly #now = new Map<string, { readonly text: string; readonly away: boolean }>();
  #worked = false;

  constructor(context: BusContext, about: string) {
    this.#context = context;
    this.#about = about;
  }

  /** What is wrong, in words, as it was met first. */
  get text(): string | null {
    for (const { text } of this.#now.values()) return text;
    return null;
  }

  /** Whether the broker was reached, and nobody failed to reach it since. */
  get connected(): boolean {
    return this.#worked && ![...this.#now.values()].some(({ away }) => away);
  }

  say(who: string, { message }: Error, away: boolean): void {
    const first = this.#now.size === 0;
    this.#now.set(who, { text: message, away });
    if (first) this.#tell('trouble', `the bus ${this.#about} does not work: ${message}`);
  }

  over(who: string, gone = false): void {
    if (!gone) this.#worked = true;
    if (this.#now.delete(who) && this.#now.size === 0 && !gone) {
      this.#tell('recovered', `the bus ${this.#about} works again`);
    }
  }

  #tell(kind: 'trouble' | 'recovered', text: string): void {
    this.#context.notice({ kind, about: `bus:${this.#about}`, text, time: this.#context.now() });
  }
}
