import type { LlmFailure } from '../core/llm.ts';

/** Failures in a row after which nobody is asked for a while. */
const TRIES = 3;
const FIRST = 30_000;
const LONGEST = 15 * 60_000;
/** What a service may ask for at most. */
const LONGEST_ASKED = 6 * 3_600_000;

/** What a call changed: from now on nobody is asked, or it works again. */
export type BreakerTurn = 'broken' | 'mended' | null;

/**
 * Whether somebody who failed is asked again. After three failures in a row, at once where the key or the model is
 * wrong or where it was asked for, nobody is asked for half a minute; then one call tries, and each further failure
 * doubles the pause up to a quarter of an hour. So what is down is not called by everything that happens meanwhile.
 */
export class Breaker {
  #failures = 0;
  #pauses = 0;
  /** Ms of the caller's clock before which nobody is asked. */
  #until = Number.NEGATIVE_INFINITY;
  #trying = false;
  #reason: string | null = null;

  /** Why nobody is asked; null while it works. */
  get reason(): string | null {
    return this.#reason;
  }

  get open(): boolean {
    return this.#pauses > 0;
  }

  /** Whether a call may be made now (ms of one clock); behind a pause it is the only one until it ended. */
  allows(now: number): boolean {
    if (this.#pauses === 0) return true;
    // A clock that was set back holds nothing for longer than can be asked for.
    return !this.#trying && (now >= this.#until || this.#until - now > LONGEST_ASKED);
  }

  /** A call is made. */
  called(): void {
    if (this.#pauses > 0) this.#trying = true;
  }

  succeeded(): BreakerTurn {
    const was = this.open;
    this.#failures = 0;
    this.#pauses = 0;
    this.#trying = false;
    this.#until = Number.NEGATIVE_INFINITY;
    this.#reason = null;
    return was ? 'mended' : null;
  }

  failed(
    now: number,
    failure: { readonly why: LlmFailure; readonly reason: string; readonly retryAfterMs?: number },
  ): BreakerTurn {
    const { why, reason, retryAfterMs: asked = 0 } = failure;
    const was = this.open;
    this.#failures++;
    this.#trying = false;
    if (!was && this.#failures < TRIES && why !== 'refused' && asked === 0) return null;
    const pause = Math.min(LONGEST, FIRST * 2 ** Math.min(20, this.#pauses));
    this.#pauses++;
    this.#reason = reason;
    const until = now + Math.max(pause, Math.min(asked, LONGEST_ASKED));
    // Of calls that were under way together the one that asks for the longest pause counts.
    this.#until = was ? Math.max(this.#until, until) : until;
    return was ? null : 'broken';
  }

  /** A call ended without saying anything of the service: it was given up by us. */
  dropped(): void {
    this.#trying = false;
  }
}
