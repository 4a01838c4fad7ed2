import type { Action, ActionPlan } from '../core/action.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { runCommand } from '../notifiers/run-command.ts';
import type { Store } from '../store/store.ts';
import type { Playbooks } from './playbooks.ts';

export interface RemediationOptions {
  readonly playbooks: Playbooks;
  readonly store: Store;
  /** The wall clock, epoch ms. */
  now(): number;
  /** Lines for our own log. */
  log(level: 'info' | 'warn', text: string): void;
}

/** What was approved and did not get its turn within so long (ms) is not done: things may be otherwise by now. */
const PATIENCE = 5 * 60_000;
/** What was over so long ago (ms), when lines are read late, nothing is done about by itself. */
const FRESH = 15 * 60_000;
const LOOK_EVERY = 1000;
/** Playbooks that an incident is offered. */
const MOST_OFFERS = 3;
const AUTO = 'auto';

/**
 * Does what people approved, one thing at a time, and what a playbook may do by itself. Before anything is begun it is
 * on the disk that it is, so that a crash does nothing twice; and it is planned again, so that only what the
 * configuration says by then is done.
 */
export class Remediation {
  readonly #options: RemediationOptions;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #stopping = false;

  constructor(options: RemediationOptions) {
    this.#options = options;
  }

  /** Begins to do what is approved. */
  start(): void {
    const { store } = this.#options;
    for (const { id } of store.actions.inState('running'))
      this.#became(id, 'unknown', 'logsift ended before it did: look what became of it');
    this.#timer ??= setInterval(() => this.tick(), LOOK_EVERY);
    this.tick();
  }

  /** Incidents that people are told of, new or changed: what could be done about them is kept, and what may be done is. */
  offer(incidents: readonly Incident[]): void {
    const { playbooks, store, now } = this.#options;
    if (playbooks.all.length === 0 || incidents.length === 0) return;
    const open = incidents.filter(({ state }) => state === 'open');
    store.write('actions', () => {
      for (const incident of open) {
        for (const [plan, auto] of this.#plans(incident)) {
          store.actions.offer(plan, now());
          if (auto && now() - incident.to < FRESH) this.#byItself(plan);
        }
      }
    });
    this.tick();
  }

  /** The same with what could be done about it, for those who are told. */
  withOffers(finding: Finding, incident: Incident): Finding {
    const offers = this.#plans(incident).map(
      ([{ playbook, describe, argv, dryRun }]) =>
        `${describe} (${playbook}${dryRun ? ', dry run' : ''}): ${argv.join(' ')} – say yes: logsift approve ${incident.id.slice(0, 8)} --playbook ${playbook}`,
    );
    return offers.length === 0 ? finding : { ...finding, beside: [...(finding.beside ?? []), ...offers] };
  }

  /** What could be done about an incident. */
  offersFor(incident: Incident): ActionPlan[] {
    return this.#plans(incident).map(([plan]) => plan);
  }

  /** Does the next thing that is approved; returns at once. */
  tick(): void {
    if (this.#working !== null || this.#stopping) return;
    const { store, now } = this.#options;
    for (const action of store.actions.inState('approved')) {
      if (now() - action.at > PATIENCE) {
        this.#became(action.id, 'lapsed', 'its turn did not come in time');
        continue;
      }
      const refusal = this.#refusal(action);
      if (refusal !== null) {
        this.#became(action.id, 'refused', refusal);
        continue;
      }
      if (action.dryRun) {
        this.#became(action.id, 'dry', `a dry run: ${action.argv.join(' ')}`);
        continue;
      }
      // What cannot be noted is not done.
      if (!this.#became(action.id, 'running', 'begun')) return;
      this.#working = this.#run(action).finally(() => {
        this.#working = null;
        this.tick();
      });
      return;
    }
  }

  /** Begins nothing more; what runs has `ms` to end. */
  async stop(ms: number): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#stopping = true;
    const late = setTimeout(() => this.#stop.abort(), ms);
    await this.#working;
    clearTimeout(late);
    this.#stop.abort();
  }

  #plans(incident: Incident): [ActionPlan, boolean][] {
    return this.#options.playbooks
      .answers(incident)
      .flatMap(({ planned, playbook }): [ActionPlan, boolean][] =>
        planned?.ok === true ? [[planned.plan, playbook.auto]] : [],
      )
      .slice(0, MOST_OFFERS);
  }

  /** Once for an incident; no more often than the playbook allows. */
  #byItself(plan: ActionPlan): void {
    const { playbooks, store, now, log } = this.#options;
    if (store.actions.get(plan.id)?.state !== 'offered') return;
    const { rate } = playbooks.all.find(({ name }) => name === plan.playbook)!;
    if (rate === undefined) return;
    const lately = store.actions.askedFor(plan.playbook, AUTO, now() - rate.perMs);
    if (lately >= rate.count)
      log(
        'warn',
        `${plan.playbook} is not run by itself: it was ${lately} times already; it waits for a person`,
      );
    else store.actions.approve(plan, { by: AUTO, now: now() });
  }

  /** Why what was approved is not done: by now it would not be offered. */
  #refusal({ id, takesBack, incident, playbook }: Action): string | null {
    const { store, playbooks } = this.#options;
    // What was done is taken back whatever the incident has become.
    if (takesBack !== null) return null;
    const known = store.incidents.get(incident);
    if (known === null) return 'the incident is not known any more';
    const answer = playbooks.answers(known).find((one) => one.playbook.name === playbook);
    if (answer === undefined) return `there is no playbook ${playbook} any more`;
    if (answer.misfit !== null) return `the playbook does not fit any more: ${answer.misfit}`;
    if (answer.planned?.ok !== true) return answer.planned?.because ?? 'the playbook does not fit any more';
    return answer.planned.plan.id === id ? null : 'the command would be another by now: look at it again';
  }

  async #run({ id, argv, timeout, playbook }: Action): Promise<void> {
    const [program = '', ...rest] = argv;
    const { signal } = this.#stop;
    const ended = await runCommand([program, ...rest], { env: {}, input: '', timeout, signal });
    const output = 'output' in ended ? ended.output : '';
    if ('failed' in ended) this.#became(id, 'failed', `${program} cannot be run (${ended.failed})`);
    else if ('late' in ended)
      this.#became(
        id,
        'failed',
        signal.aborted ? 'logsift ended, and it was killed' : 'it did not end in time and was killed',
        output,
      );
    else if (ended.code === 0) this.#became(id, 'done', 'done', output);
    else this.#became(id, 'failed', endWords(ended.code, ended.signal), output);
    const { state, outcome } = this.#options.store.actions.get(id)!;
    this.#options.log(state === 'done' ? 'info' : 'warn', `playbook ${playbook}: ${outcome}`);
  }

  #became(id: string, state: Action['state'], outcome: string, output = ''): boolean {
    const { store, now } = this.#options;
    return store.write('actions', () => store.actions.became(id, state, { now: now(), outcome, output })).ok;
  }
}

function endWords(code: number | null, signal: string | null): string {
  return code === null ? `it was ended by ${signal ?? 'a signal'}` : `it ended with exit code ${code}`;
}
