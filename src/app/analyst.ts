import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerFault, readAnswer } from '../analyst/answer.ts';
import { isDue, ROUND_EVERY, revisionOf, roundOf, signatureOf } from '../analyst/due.ts';
import { incidentPrompt } from '../analyst/prompt.ts';
import { type Privacy, Redactor } from '../analyst/redact.ts';
import { spendHour } from '../analyst/spend.ts';
import type { Analysis } from '../core/analysis.ts';
import type { DailyReport } from '../core/daily-report.ts';
import type { Incident } from '../core/incident.ts';
import type { LlmFailure } from '../core/llm.ts';
import type { AnalystStatus } from '../core/status.ts';
import type { Store } from '../store/store.ts';
import { AnalystCalls, type CallsOptions, type Refusal } from './analyst-calls.ts';
import { daySummary } from './analyst-summary.ts';
import { type AnalystSources, analystView } from './analyst-view.ts';
import { takenOver } from './analyst-words.ts';
import type { Decided } from './budget-of.ts';
import type { KnownUsers } from './known-users.ts';

export interface AnalystOptions extends CallsOptions {
  /** The `type:` of the provider. */
  readonly provider: string;
  readonly privacy: Privacy;
  /** Ms from the question to the answer, second tries and waiting included. */
  readonly deadline: number;
  readonly store: Pick<Store, 'analyses' | 'incidents' | 'write'>;
  readonly sources: AnalystSources;
  /** Ms after which what came together with an incident is on the disk, and its lines are looked for; 300 when absent. */
  readonly settle?: number;
  /** Secret of this installation, by which pseudonyms are made. */
  readonly key: string;
  /** Names of users that the log is known to hold, where somebody knows. */
  readonly users?: KnownUsers | undefined;
  /** Whether an incident was told in a page. */
  isPaged(id: string): boolean;
  /** Letters and digits that nobody can guess. */
  nonce(): string;
  /** An incident was explained. */
  explained(analysis: Analysis, incident: Incident): void;
  log(level: 'info' | 'warn', text: string): void;
}

/** An incident that is to be asked about. */
interface Job {
  readonly incident: Incident;
  readonly page: boolean;
  /** When nobody waits for it any more, ms of `performance.now()`. */
  readonly until: number;
}

/** Why there is no answer. */
type Failure = LlmFailure | AnswerFault | 'stopped' | 'error';

/** Questions under way together: a page does not wait for one that hangs. */
const AT_ONCE = 4;
/** Pages that wait; what is over is asked about in the next round, if it is still open. */
const MOST_WAITING = 50;
const FIRST_ROUND = 20_000;
/** Open incidents that are looked at for a round. */
const MOST_OPEN = 200;
/** What nobody would look at is not asked about. */
const ROUND_RANK = 1;
const CACHED_FOR = 7 * 86_400_000;
const MOST_CITED = 10;
/** Tries of one incident that came to nothing, as it stands. */
const MOST_FAILED = 3;
const MOST_REMEMBERED = 2000;
const SETTLE = 300;

/**
 * Asks a language model about incidents, beside everything else: nothing waits for it. What pages is asked about at
 * once, what else is open every five minutes, each once as long as it stays the same, and what is like an earlier one is
 * answered as that was. asked = answered + cached + failed + refused + waiting + in flight.
 */
export class Analyst {
  readonly calls: AnalystCalls;
  readonly #options: AnalystOptions;
  readonly #stop = new AbortController();
  #waiting: Job[] = [];
  readonly #running = new Map<string, Promise<void>>();
  /** Tries that came to nothing, by incident and how it stood. */
  readonly #failures = new Map<string, number>();
  #usersKept = 0;
  #roundAt = Number.NaN;
  #round: Promise<void> | null = null;
  readonly #counts = { asked: 0, answered: 0, cached: 0 };
  readonly #failed = new Map<Failure, number>();
  readonly #refused = new Map<Refusal | 'queue', number>();

  constructor(options: AnalystOptions) {
    this.#options = options;
    this.calls = new AnalystCalls(options);
  }

  /** Incidents as they were decided on, after people were told: those that page are asked about. Returns at once. */
  take(decided: readonly Decided[]): void {
    for (const { incident, decision } of decided) {
      if (decision === 'page' && incident.state === 'open') this.#ask(incident);
    }
  }

  /** To be called every second (epoch ms). */
  second(now: number): void {
    this.calls.second(now);
    this.#options.users?.second();
    if (Number.isNaN(this.#roundAt)) this.#roundAt = now + FIRST_ROUND;
    // A clock that was set back holds nothing.
    const due = now >= this.#roundAt || this.#roundAt - now > ROUND_EVERY;
    if (!due || this.#round !== null || this.#stop.signal.aborted) return;
    this.#roundAt = now + ROUND_EVERY;
    this.#round = this.#goRound()
      .catch((error: Error) => this.#options.log('warn', `asking the model failed: ${error.message}`))
      .finally(() => {
        this.#round = null;
      });
  }

  /** What was explained and may not have been told, as the process ended between: told again, it changes nothing. */
  recall(): void {
    const { store, explained } = this.#options;
    for (const incident of store.incidents.list({ state: 'open', order: 'rank', limit: MOST_OPEN })) {
      const kept = store.analyses.of([incident.id, ...incident.aliases]);
      if (kept !== null) explained(kept.analysis, incident);
    }
  }

  status(): AnalystStatus {
    const { provider, llm } = this.#options;
    return {
      ...{ provider, model: llm.model, ...this.#counts },
      failed: Object.fromEntries(this.#failed),
      refused: Object.fromEntries(this.#refused),
      ...{ waiting: this.#waiting.length, inFlight: this.#running.size },
      ...this.calls.status(),
    };
  }

  /** A day in a few sentences; null where the model may not be asked, or does not answer. Never rejects. */
  summary(report: DailyReport): Promise<DailyReport['summary']> {
    return daySummary(report, { ...this.#options, calls: this.calls, signal: this.#stop.signal });
  }

  /** Asks nothing more; what is under way is given up, and asked again after the next start. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const _ of this.#waiting) count(this.#failed, 'stopped');
    this.#waiting = [];
    await Promise.all([...this.#running.values(), this.#round]);
  }

  #ask(incident: Incident): void {
    if (this.#stop.signal.aborted) return;
    if (!this.#isDue(incident)) {
      // What was explained before anybody was told of it is said now.
      const { store, explained } = this.#options;
      const kept = store.analyses.of([incident.id, ...incident.aliases]);
      if (kept !== null) explained(kept.analysis, incident);
      return;
    }
    this.#counts.asked++;
    if (this.#waiting.length >= MOST_WAITING) {
      count(this.#refused, 'queue');
      return;
    }
    this.#waiting.push({ incident, page: true, until: performance.now() + this.#options.deadline });
    // Whoever brought it goes on first.
    setImmediate(() => this.#next());
  }

  #isDue(incident: Incident): boolean {
    const ids = [incident.id, ...incident.aliases];
    const known = [...this.#running.keys(), ...this.#waiting.map(({ incident: one }) => one.id)];
    if (ids.some((id) => known.includes(id))) return false;
    if ((this.#failures.get(failureKey(incident)) ?? 0) >= MOST_FAILED) return false;
    return isDue(incident, this.#options.store.analyses.of(ids));
  }

  #next(): void {
    while (this.#running.size < AT_ONCE) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      void this.#run(job).finally(() => this.#next());
    }
  }

  /** What is open and was not explained, what pages first, one after the other. */
  async #goRound(): Promise<void> {
    const { store, isPaged, deadline } = this.#options;
    const open = store.incidents.list({
      ...{ state: 'open', order: 'rank', minRank: ROUND_RANK, limit: MOST_OPEN },
    });
    const due = open.filter((incident) => this.#isDue(incident));
    const paged = new Set(due.filter(({ id }) => isPaged(id)));
    for (const incident of roundOf([...paged, ...due.filter((one) => !paged.has(one))])) {
      // What keeps one from being asked keeps the others.
      if (this.#stop.signal.aborted || this.calls.leftAlone) return;
      if (!this.#isDue(incident)) continue;
      this.#counts.asked++;
      const job = { incident, page: paged.has(incident), until: performance.now() + deadline };
      if (!(await this.#run(job))) return;
    }
  }

  /** One question; false when a limit kept it from being asked. Never rejects. */
  async #run(job: Job): Promise<boolean> {
    const { id } = job.incident;
    let asked = true;
    const run = this.#answer(job).then(
      (refusal) => {
        if (refusal === null) return;
        asked = false;
        this.#refuse(refusal);
      },
      (error: Error) => this.#fail(job, { why: 'error', reason: error.message }),
    );
    this.#running.set(id, run);
    await run;
    this.#running.delete(id);
    return asked;
  }

  /** From the cache or from the model; the limit that kept it from being asked, null where none did. */
  async #answer(job: Job): Promise<Refusal | null> {
    const { incident } = job;
    const known = this.#fromCache(incident);
    if (known !== null) {
      this.#done(known, job, 'cached');
      return null;
    }
    if (this.calls.leftAlone) return 'breaker';
    const { sources, now, key, privacy, nonce, provider, settle = SETTLE } = this.#options;
    if (job.page) await sleep(settle);
    this.#keepUsers();
    const view = await analystView(incident, sources, now());
    const redactor = new Redactor({ privacy, known: view.known, key });
    const built = incidentPrompt(view, { redactor, nonce: nonce() });
    for (let last: { why: Failure; reason: string } | null = null; ; ) {
      const how = { page: job.page, until: job.until, signal: this.#stop.signal };
      const called = await this.calls.call(built.prompt, how);
      if (typeof called === 'string' && last === null) return called;
      if (typeof called === 'string') {
        this.#fail(job, last!);
        return null;
      }
      const { outcome, spent } = called;
      const model = outcome.ok ? outcome.model : '';
      const by = { kind: 'model', provider, model, prompt: built.version } as const;
      const read = outcome.ok
        ? readAnswer(outcome.text, { incident: view.incident, redactor, by, at: now(), spent })
        : outcome;
      if (read.ok) {
        this.#done({ ...read.analysis, incident: incident.id }, job, 'answered');
        return null;
      }
      const again = last === null && mayHelp(read.why) && performance.now() < job.until;
      last = read;
      if (again) continue;
      this.#fail(job, last);
      return null;
    }
  }

  /** What was met since is known to all that is asked from here on, by commands beside the daemon, too. */
  #keepUsers(): void {
    const { users, store } = this.#options;
    if (users === undefined || users.size === this.#usersKept) return;
    this.#usersKept = users.size;
    store.write('analyst', () => store.analyses.addUsers(users.names));
  }

  #fromCache(incident: Incident): Analysis | null {
    const { store, now, sources } = this.#options;
    const at = now();
    const kept = store.analyses.like(signatureOf(incident), at - CACHED_FOR);
    if (kept === null || kept.analysis.incident === incident.id) return null;
    const findings = incident.findings.slice(0, MOST_CITED).map(({ id }) => id);
    return takenOver(kept.analysis, { incident: incident.id, findings, at, timeZone: sources.timeZone });
  }

  #done(analysis: Analysis, { incident }: Job, how: 'answered' | 'cached'): void {
    const { store, now, log, explained } = this.#options;
    this.#counts[how]++;
    const before = store.analyses.of([incident.id, ...incident.aliases]);
    store.write('analyst', () => {
      store.analyses.put({
        ...{ analysis, revision: revisionOf(incident), signature: signatureOf(incident) },
        times: (before?.times ?? 0) + 1,
      });
      store.analyses.spend(spendHour(now()), { [how]: 1 });
    });
    const as = how === 'cached' ? ' as one like it was' : '';
    log('info', `explained ${incident.id.slice(0, 8)}${as}: ${analysis.headline}`);
    explained(analysis, incident);
  }

  #fail(job: Job, { why, reason }: { readonly why: Failure; readonly reason: string }): void {
    const { store, now, log } = this.#options;
    const stopped = this.#stop.signal.aborted;
    count(this.#failed, stopped ? 'stopped' : why);
    if (stopped) return;
    const key = failureKey(job.incident);
    this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1);
    if (this.#failures.size > MOST_REMEMBERED) this.#failures.delete(this.#failures.keys().next().value!);
    store.write('analyst', () => store.analyses.spend(spendHour(now()), { failed: 1 }), 'may');
    log('warn', `incident ${job.incident.id.slice(0, 8)} was not explained by the model: ${reason}`);
  }

  #refuse(why: Refusal): void {
    const { store, now } = this.#options;
    count(this.#refused, why);
    store.write('analyst', () => store.analyses.spend(spendHour(now()), { refused: 1 }), 'may');
  }
}

/** Whether asking the same again at once may help: what came was no answer, and nobody said that there never will be one. */
function mayHelp(why: Failure): boolean {
  return why === 'garbled' || why === 'not-json' || why === 'shape' || why === 'findings';
}

function count<Key>(of: Map<Key, number>, key: Key): void {
  of.set(key, (of.get(key) ?? 0) + 1);
}

function failureKey(incident: Incident): string {
  return `${incident.id} ${revisionOf(incident)}`;
}
