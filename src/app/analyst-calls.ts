import { Breaker } from '../analyst/breaker.ts';
import {
  type Cap,
  costOf,
  type Price,
  SpendGate,
  type SpendLimits,
  spendDay,
  spendHour,
  type Tokens,
  tokensOf,
} from '../analyst/spend.ts';
import type { Analysis } from '../core/analysis.ts';
import type { Llm, LlmOutcome, LlmPrompt } from '../core/llm.ts';
import type { Notice } from '../core/notice.ts';
import type { AnalystStatus } from '../core/status.ts';
import type { AnalysisStore } from '../store/analyses.ts';

export interface CallsOptions {
  readonly llm: Llm;
  /** Null where nobody knows what the model costs. */
  readonly price: Price | null;
  readonly limits: SpendLimits;
  readonly store: {
    readonly analyses: Pick<AnalysisStore, 'spend' | 'spentOn' | 'sayCapped'>;
    write(what: string, work: () => void): { readonly ok: boolean };
  };
  /** The wall clock, epoch ms. */
  now(): number;
  notice(notice: Notice): void;
}

/** Why a call was not made: a limit, a service that is left alone, a disk on which nothing can be noted. */
export type Refusal = Cap | 'breaker' | 'store';

/** A call that was made, and what it took. */
export interface Called {
  readonly outcome: LlmOutcome;
  readonly spent: NonNullable<Analysis['spent']>;
}

/** Bytes of an answer that are read; a whole one has some three thousand. */
const MOST_BYTES = 64 << 10;
/** Ms that whoever is asked may take beyond its signal before it is not waited for. */
const GRACE = 500;
const BUDGET = 'analyst:budget';
const SERVICE = 'analyst:model';
const LATE: LlmOutcome = { ok: false, why: 'timeout', reason: 'the model did not end in time' };

/** Calls of a model within what may be spent, and none of one that does not answer. */
export class AnalystCalls {
  readonly #options: CallsOptions;
  readonly #gate: SpendGate;
  readonly #breaker = new Breaker();
  /** The day of which it was said that nothing more is asked. */
  #saidOf: string | null = null;
  /** Calls since the start. */
  made = 0;

  constructor(options: CallsOptions) {
    this.#options = options;
    this.#gate = new SpendGate(options.limits, options.price);
  }

  /** Whether nobody is asked for a while. */
  get leftAlone(): boolean {
    return !this.#breaker.allows(performance.now());
  }

  /**
   * One call; it is paid for before it is made, so that a crash spends nothing that nobody counted.
   *
   * @param how `until`: ms of `performance.now()`; `signal` ends it before, without a word about the service
   */
  async call(
    prompt: LlmPrompt,
    how: { readonly page: boolean; readonly until: number; readonly signal: AbortSignal },
  ): Promise<Called | Refusal> {
    const { llm, store, price, now } = this.#options;
    const expected = expectedOf(prompt);
    const hour = spendHour(now());
    const refusal = this.#refuses(expected, spendDay(now()), how.page);
    if (refusal !== null) return refusal;
    const reserved = { ...expected, money: costOf(expected, price) ?? 0 };
    if (!store.write('analyst', () => store.analyses.spend(hour, { calls: 1, ...reserved })).ok)
      return 'store';
    this.#gate.called(performance.now());
    this.#breaker.called();
    this.made++;
    const deadline = AbortSignal.timeout(Math.max(1, Math.round(how.until - performance.now())));
    const outcome = await askWithin(llm, prompt, AbortSignal.any([deadline, how.signal]));
    const used = usedOf(outcome, expected);
    const money = costOf(used, price);
    store.write('analyst', () =>
      store.analyses.spend(hour, {
        inputTokens: used.inputTokens - expected.inputTokens,
        outputTokens: used.outputTokens - expected.outputTokens,
        money: (money ?? 0) - reserved.money,
      }),
    );
    if (!outcome.ok && how.signal.aborted) this.#breaker.dropped();
    else this.#turn(outcome);
    return { outcome, spent: { ...used, money } };
  }

  /** Says that a new day has begun, where it was said that the last was used up; to be called every second (epoch ms). */
  second(now: number): void {
    if (this.#saidOf === null || this.#saidOf === spendDay(now)) return;
    this.#saidOf = null;
    const text = 'a new day has begun, and the language model is asked again';
    this.#options.notice({ kind: 'recovered', about: BUDGET, text, time: now });
  }

  status(): Pick<AnalystStatus, 'calls' | 'today' | 'limits' | 'capped' | 'trouble'> {
    const { limits, store, now, price } = this.#options;
    const day = spendDay(now());
    const { calls, inputTokens, outputTokens, money } = store.analyses.spentOn(day);
    return {
      calls: this.made,
      today: { calls, inputTokens, outputTokens, money: price === null ? null : money },
      limits: { calls: limits.callsPerDay, tokens: limits.tokensPerDay, money: limits.costPerDay },
      capped: this.#saidOf === day,
      trouble: this.#breaker.reason,
    };
  }

  #refuses(expected: Tokens, day: string, page: boolean): Refusal | null {
    if (this.leftAlone) return 'breaker';
    const today = this.#options.store.analyses.spentOn(day);
    const cap = this.#gate.refuses(performance.now(), { page, expected, today });
    if (cap !== null && cap !== 'minute') this.#sayCapped(cap, { day, page });
    return cap;
  }

  #turn(outcome: LlmOutcome): void {
    const { now, notice } = this.#options;
    const turn = outcome.ok ? this.#breaker.succeeded() : this.#breaker.failed(performance.now(), outcome);
    if (turn === null) return;
    const broken = turn === 'broken';
    const text = broken
      ? `the language model does not answer: ${outcome.ok ? '' : outcome.reason}; incidents are explained by logsift itself meanwhile`
      : 'the language model answers again';
    notice({ kind: broken ? 'trouble' : 'recovered', about: SERVICE, text, time: now() });
  }

  /** Once a day, over all restarts. */
  #sayCapped(
    cap: Exclude<Cap, 'minute'>,
    { day, page }: { readonly day: string; readonly page: boolean },
  ): void {
    const { now, notice, limits, store } = this.#options;
    if (this.#saidOf === day) return;
    this.#saidOf = day;
    let news = true;
    store.write('analyst', () => {
      news = store.analyses.sayCapped(day);
    });
    if (!news) return;
    const of = {
      ...{ calls: `${limits.callsPerDay} calls`, tokens: `${limits.tokensPerDay} tokens` },
      money: `$${limits.costPerDay.toFixed(2)}`,
    };
    const but = page ? '' : ', but for what is kept for incidents that page';
    const text = `today's ${of[cap]} for the language model are used up${but}; incidents are explained by logsift itself until midnight UTC`;
    notice({ kind: 'trouble', about: BUDGET, text, time: now() });
  }
}

/** Asks, and waits no longer than the signal and a moment, whatever becomes of whoever is asked. */
async function askWithin(llm: Llm, prompt: LlmPrompt, signal: AbortSignal): Promise<LlmOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<LlmOutcome>((done) => {
    const giveUp = () => {
      timer = setTimeout(() => done(LATE), GRACE);
    };
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([llm.ask(prompt, { signal, maxBytes: MOST_BYTES }), late]);
  } catch (error) {
    // Its message may quote what was asked.
    return { ok: false, why: 'network', reason: `asking failed (${(error as Error).name})` };
  } finally {
    clearTimeout(timer);
  }
}

/** What a call takes at most. */
function expectedOf({ system, user, schema, maxTokens }: LlmPrompt): Tokens {
  const asked = schema === undefined ? '' : JSON.stringify(schema);
  return { inputTokens: tokensOf(system) + tokensOf(user) + tokensOf(asked), outputTokens: maxTokens };
}

/** What a call took: as it was counted, else as much as was expected; what was turned away took nothing. */
function usedOf(outcome: LlmOutcome, expected: Tokens): Tokens {
  const away = !outcome.ok && ['refused', 'busy', 'network'].includes(outcome.why);
  const unknown = away ? { inputTokens: 0, outputTokens: 0 } : expected;
  return {
    inputTokens: outcome.usage?.inputTokens ?? unknown.inputTokens,
    outputTokens: outcome.usage?.outputTokens ?? unknown.outputTokens,
  };
}
