/** Waits that end early when they are woken, or for good when all is over. */
export class Pauses {
  readonly #waiting = new Set<() => void>();
  #over = false;

  get over(): boolean {
    return this.#over;
  }

  /** Resolves after `ms`, when woken, or at once when all is over. */
  wait(ms: number): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((done) => {
      const timer = Number.isFinite(ms) ? setTimeout(() => end(), ms) : undefined;
      const end = () => {
        clearTimeout(timer);
        this.#waiting.delete(end);
        done();
      };
      this.#waiting.add(end);
    });
  }

  wake(): void {
    for (const end of [...this.#waiting]) end();
  }

  end(): void {
    this.#over = true;
    this.wake();
  }
}

/** `ms`, more or less: of many that were refused at once not all come back at once. */
export function jittered(ms: number, random: () => number): number {
  return ms * (0.5 + random());
}
