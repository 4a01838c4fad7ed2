/** What a model costs: US dollars per million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** What may be spent. */
export interface SpendLimits {
  readonly callsPerMinute: number;
  readonly callsPerDay: number;
  /** Tokens of questions and answers together. */
  readonly tokensPerDay: number;
  /** US dollars; nothing is held to it where no price is known. */
  readonly costPerDay: number;
}

/** What was spent on a day. */
export interface Spent {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars, of the calls whose price is known. */
  readonly money: number;
}

/** Tokens of one call, as they are expected or were counted. */
export interface Tokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Which limit was reached. */
export type Cap = 'minute' | 'calls' | 'tokens' | 'money';

export const NOTHING_SPENT: Spent = { calls: 0, inputTokens: 0, outputTokens: 0, money: 0 };

const MINUTE = 60_000;
const MILLION = 1_000_000;
/** Characters of a token, on the low side: what is expected is rather too much. */
const PER_TOKEN = 3.5;
/** What no page asks for has so much of a day; the rest is for incidents that page. */
const ORDINARY_SHARE = 0.6;

/** About how many tokens a text is; services count differently by a fifth or so. */
export function tokensOf(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / PER_TOKEN);
}

/** What so many tokens cost in US dollars; null where no price is known. */
export function costOf({ inputTokens, outputTokens }: Tokens, price: Price | null): number | null {
  return price === null ? null : (inputTokens * price.input + outputTokens * price.output) / MILLION;
}

/** Epoch ms → the day it is counted in, `2026-11-21`, in UTC. */
export function spendDay(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** Epoch ms → the hour of that day, `2026-11-21T14`. */
export function spendHour(now: number): string {
  return new Date(now).toISOString().slice(0, 13);
}

/**
 * What may be asked: calls of the last minute are known here, those of the day are told. Incidents that page have a part
 * of the day to themselves, so that what is asked in quiet times leaves something for the hour in which it counts.
 */
export class SpendGate {
  readonly #limits: SpendLimits;
  readonly #price: Price | null;
  #calls: number[] = [];

  constructor(limits: SpendLimits, price: Price | null) {
    this.#limits = limits;
    this.#price = price;
  }

  /** The limit that a call would go beyond; null when it may be made. `expected` is what it may take at most. */
  refuses(
    now: number,
    call: { readonly page: boolean; readonly expected: Tokens; readonly today: Spent },
  ): Cap | null {
    const { page, expected, today } = call;
    const { callsPerMinute, callsPerDay, tokensPerDay, costPerDay } = this.#limits;
    const share = page ? 1 : ORDINARY_SHARE;
    // A clock that was set back holds nothing.
    this.#calls = this.#calls.filter((at) => Math.abs(now - at) < MINUTE);
    if (today.calls + 1 > callsPerDay * share) return 'calls';
    const tokens = today.inputTokens + today.outputTokens + expected.inputTokens + expected.outputTokens;
    if (tokens > tokensPerDay * share) return 'tokens';
    const cost = costOf(expected, this.#price);
    if (cost !== null && today.money + cost > costPerDay * share) return 'money';
    // One of the minute is left for a page.
    const most = page ? callsPerMinute : Math.max(1, callsPerMinute - 1);
    return this.#calls.length >= most ? 'minute' : null;
  }

  /** A call is made. */
  called(now: number): void {
    this.#calls.push(now);
  }
}
