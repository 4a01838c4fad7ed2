const FIRST = 1_000;
const LONGEST = 300_000;
/** While a critical waits it is tried at least so often, an hour long and then; a receiver that healed has it within 15 s. */
const CRITICAL_WITHIN = 4_000;
const CRITICAL_LATER = 30_000;
const HOUR = 3_600_000;
/** Failures in a row after which a channel counts as broken. */
const BROKEN_AFTER = 4;

/** Ms to wait after so many failures in a row: doubling from 1 s to 5 minutes, the later half of it by chance. */
export function retryDelay(failures: number, random: () => number): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return full * (0.5 + random() / 2);
}

/** What a try changed: the channel is broken from now on, or works again. */
export type Turn = 'broken' | 'mended' | null;

/**
 * When a channel may be tried. A channel, not a message, is what fails mostly: after a failure all of its messages
 * wait, and one of them tries again. Broken after a permanent failure or four in a row.
 */
export class Circuit {
  readonly #random: () => number;
  #failures = 0;
  #notBefore = Number.NEGATIVE_INFINITY;
  #criticalFrom = Number.NEGATIVE_INFINITY;
  #failingSince = Number.NaN;
  #brokenSince = Number.NaN;
  #reason: string | null = null;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  /** Epoch ms since when it is broken; NaN when it is not. */
  get brokenSince(): number {
    return this.#brokenSince;
  }

  /** Why the last try failed; null when it did not. */
  get reason(): string | null {
    return this.#reason;
  }

  /** Epoch ms before which it is left alone. */
  get notBefore(): number {
    return this.#notBefore;
  }

  /** Epoch ms before which a critical is not tried. */
  get criticalFrom(): number {
    return this.#criticalFrom;
  }

  /** Whether it may be tried now. A clock that was set back holds nothing for longer than a receiver may ask. */
  allows(now: number, critical = false): boolean {
    const from = critical ? this.#criticalFrom : this.#notBefore;
    return now >= from || from - now > 86_400_000;
  }

  succeeded(): Turn {
    const was = !Number.isNaN(this.#brokenSince);
    this.#failures = 0;
    this.#notBefore = Number.NEGATIVE_INFINITY;
    this.#criticalFrom = Number.NEGATIVE_INFINITY;
    this.#failingSince = Number.NaN;
    this.#brokenSince = Number.NaN;
    this.#reason = null;
    return was ? 'mended' : null;
  }

  /** A try failed; `retryAfterMs` is what the receiver asked for, and is never cut short. */
  failed(now: number, failure: { reason: string; permanent: boolean; retryAfterMs?: number }): Turn {
    this.#failures++;
    this.#reason = failure.reason;
    if (Number.isNaN(this.#failingSince)) this.#failingSince = now;
    const { retryAfterMs: asked = 0 } = failure;
    const wait = retryDelay(this.#failures, this.#random);
    const within = now - this.#failingSince < HOUR ? CRITICAL_WITHIN : CRITICAL_LATER;
    this.#notBefore = now + Math.max(wait, asked);
    this.#criticalFrom = now + Math.max(Math.min(wait, within), asked);
    const broken = failure.permanent || this.#failures >= BROKEN_AFTER;
    if (!broken || !Number.isNaN(this.#brokenSince)) return null;
    this.#brokenSince = now;
    return 'broken';
  }
}
