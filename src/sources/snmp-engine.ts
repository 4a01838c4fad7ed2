/** Seconds by which the clock of a sender may be behind (RFC 3414, section 2.2.3). */
const WINDOW = 150;
/** Engines whose clocks are known. */
const MOST_ENGINES = 4096;
/** Reports in one second: who is asked by forged addresses answers few. */
const MOST_ANSWERS = 200;

interface Clock {
  boots: number;
  /** Its latest time, in seconds, and when that came (ms of our clock). */
  time: number;
  at: number;
}

/** Who we are to senders of informs, and what the clocks of senders of traps say (RFC 3414, sections 2.2 and 2.3). */
export class SnmpEngine {
  readonly id: Buffer;
  /** Grows from start to start, as long as the wall clock does: half its seconds. */
  readonly boots: number;
  readonly #began: number;
  readonly #now: () => number;
  readonly #clocks = new Map<string, Clock>();
  #second = 0;
  #answers = 0;

  /**
   * @param started epoch ms
   * @param now ms of a clock that nobody sets: else a step of the wall clock would make all traps old
   */
  constructor(id: Buffer, started: number, now: () => number) {
    this.id = id;
    this.#now = now;
    this.#began = now();
    this.boots = Math.floor(started / 2000) % 2 ** 31;
  }

  /** Seconds since the start. */
  get time(): number {
    return Math.max(0, Math.floor((this.#now() - this.#began) / 1000));
  }

  /** Whether a message to us is of now. */
  isOurs(boots: number, time: number): boolean {
    return boots === this.boots && Math.abs(time - this.time) <= WINDOW;
  }

  /** Whether a trap is not an old one sent again. Remembers the engine's clock: to be asked of authentic ones alone. */
  isNew(engine: Buffer, boots: number, time: number): boolean {
    const key = engine.toString('latin1');
    const now = this.#now();
    const known = this.#clocks.get(key);
    if (known === undefined) {
      if (this.#clocks.size >= MOST_ENGINES) this.#clocks.delete(this.#clocks.keys().next().value!);
      this.#clocks.set(key, { boots, time, at: now });
      return true;
    }
    const estimate = known.time + (now - known.at) / 1000;
    if (boots < known.boots || (boots === known.boots && time < estimate - WINDOW)) return false;
    if (boots > known.boots || time > known.time) {
      known.boots = boots;
      known.time = time;
      known.at = now;
    }
    return true;
  }

  /** Whether another report may be sent within this second. */
  mayAnswer(): boolean {
    const second = Math.floor(this.#now() / 1000);
    if (second !== this.#second) this.#answers = 0;
    this.#second = second;
    return ++this.#answers <= MOST_ANSWERS;
  }
}
