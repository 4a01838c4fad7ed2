import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import { FLAG } from '../core/flags.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { Pool, savedPool } from './burst-pool.ts';
import { actorName, type Role, Roles } from './burst-roles.ts';
import { addFailure, beginRun, type Run, savedRun, tries } from './burst-runs.ts';
import { burstFinding } from './burst-words.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A pause that ends a row of failures, and the longest one. */
const PAUSE = 30 * MINUTE;
const LONGEST = 24 * HOUR;
/** A success so long after the last failure still belongs to it. */
const SUCCESS_WITHIN = HOUR;
/** Fingers slip: fewer failures are nobody's news. */
const LEAST = 8;
const LEAST_BEFORE_SUCCESS = 5;
/** So many failures and then a success are told however often it happens. */
const ALWAYS = 20;
/** What the history holds more often is normal here. */
const FEW = 1;
/** Attackers come in waves: one larger than all before is expected once in five such histories; to see one get in, hardly. */
const RAREST_ROW = 0.2;
const RAREST_SUCCESS = 0.02;
const MAX_ACTORS = 4096;
const MAX_CANDIDATES = 1000;

export default defineDetector({
  name: 'burst',
  scope: 'fleet',
  question: 'Does one actor fail again and again, far more than others here, and does it succeed in the end?',
  capped: ['actor', 'forgotten while still failing'],
  create: (context) => new Burst(context),
});

/**
 * Follows who fails (an address, or a user where lines name none) in lines that read as failures, and whether that
 * actor succeeds afterwards. A row of failures is compared with the rows that all others had in the log, so that the
 * background noise of a host on the Internet is no news there; a success after many failures always is.
 */
class Burst implements Detector {
  readonly #context: DetectorContext;
  readonly #roles = new Roles();
  #actors = new Map<string, Run>();
  /** No row of failures ended before, epoch ms. */
  #oldest = Number.POSITIVE_INFINITY;
  #rows = new Pool(RAREST_ROW);
  #successes = new Pool(RAREST_SUCCESS);
  /** Two passes: judged at the end. */
  #candidates: Run[] = [];
  #from = Number.NaN;
  #to = Number.NaN;
  #minute = Number.NaN;
  #overCap = 0;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  /** Actors that were forgotten while they were failing, because there were too many. */
  get overCap(): number {
    return this.#overCap;
  }

  observe(event: Event): void {
    const { received } = event;
    if (!Number.isFinite(received) || event.template === null) return;
    // Without times nothing tells a burst from a line that comes all day.
    if ((event.flags & FLAG.no_time) !== 0) return;
    if (!(received >= this.#from)) this.#from = received;
    if (!(received <= this.#to)) this.#to = received;
    // With two passes, rows are found in the second one: what is compared are whole rows, with those of others.
    if (this.#context.phase.learning && this.#context.phase.segment >= 0) return;
    const role = this.#roles.of(event);
    if (role === null) return;
    const actor = actorName(event.slotText(role.actor));
    if (actor === '') return;
    const key = `${event.app ?? ''}\0${actor}`;
    if (role.kind === 'failure') this.#fail(event, role, { key, actor });
    else this.#succeed(event, role, { key, actor });
  }

  measure(): void {}

  feedback(): void {}

  tick(time: number): void {
    const minute = Math.floor(time / MINUTE);
    if (minute === this.#minute) return;
    this.#minute = minute;
    const before = minute * MINUTE - Math.max(PAUSE, SUCCESS_WITHIN);
    if (before <= this.#oldest) return;
    this.#oldest = Number.POSITIVE_INFINITY;
    for (const [key, run] of this.#actors) {
      if (run.to < before) this.#close(key, run);
      else if (run.to < this.#oldest) this.#oldest = run.to;
    }
  }

  learned(): void {
    this.#actors.clear();
    this.#rows = new Pool(RAREST_ROW);
    this.#successes = new Pool(RAREST_SUCCESS);
    this.#candidates = [];
    this.#minute = Number.NaN;
  }

  finish(): void {
    const ended = [...this.#actors];
    // In one pass the input may go on from a snapshot: what is open stays open.
    if (this.#context.phase.segment < 0) {
      for (const [, run] of ended) this.#tell(run);
      return;
    }
    for (const [key, run] of ended) this.#close(key, run);
    for (const run of this.#candidates) this.#judge(run);
    this.#candidates = [];
  }

  snapshot(): SavedBurst {
    return {
      version: 1,
      actors: [...this.#actors],
      rows: this.#rows.save(),
      successes: this.#successes.save(),
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
    };
  }

  restore(state: unknown): void {
    const parsed = savedBurst.safeParse(state);
    if (!parsed.success) throw stateInvalid('burst', parsed.error);
    const { actors, rows, successes, span } = parsed.data;
    this.#actors = new Map(actors);
    this.#oldest = Number.NEGATIVE_INFINITY;
    this.#rows = Pool.load(rows, RAREST_ROW);
    this.#successes = Pool.load(successes, RAREST_SUCCESS);
    if (span !== null) [this.#from, this.#to] = span;
  }

  #fail(event: Event, role: Role, who: { key: string; actor: string }): void {
    let run = this.#actors.get(who.key);
    if (run !== undefined && this.#isOver(run, event.received)) {
      this.#close(who.key, run);
      run = undefined;
    }
    if (run === undefined) {
      if (this.#actors.size >= MAX_ACTORS) this.#forget();
      run = beginRun(event, who.actor, role.source);
      this.#actors.set(who.key, run);
      if (run.to < this.#oldest) this.#oldest = run.to;
    }
    addFailure(run, event, role.user < 0 ? null : event.slotText(role.user));
    const size = tries(run);
    if (this.#context.phase.segment < 0 && size >= LEAST && size >= 2 * run.told) this.#tell(run);
  }

  #succeed(event: Event, role: Role, who: { key: string; actor: string }): void {
    const run = this.#actors.get(who.key);
    const before = run === undefined || event.received - run.to > SUCCESS_WITHIN ? 0 : tries(run);
    // Of one success there are often several lines.
    if (run !== undefined && run.success !== null) return;
    const { segment } = this.#context.phase;
    if (run !== undefined && before >= LEAST_BEFORE_SUCCESS) {
      run.success = { at: event.received, user: userIn(event, role), evidence: evidenceOf(event) };
      if (segment < 0) this.#tell(run);
    }
    if (event.trains) this.#successes.add(before, who.actor, run?.from ?? event.received);
  }

  #isOver(run: Run, now: number): boolean {
    return now - run.to > PAUSE || now - run.from > LONGEST || run.success !== null;
  }

  /** The row of failures is complete. */
  #close(key: string, run: Run): void {
    this.#actors.delete(key);
    const worthy = tries(run) >= LEAST || run.success !== null;
    if (this.#context.phase.segment < 0) {
      if (worthy) this.#tell(run);
    } else if (worthy && this.#candidates.length < MAX_CANDIDATES) this.#candidates.push(run);
    if (run.trains) this.#rows.add(tries(run), run.actor, run.from);
  }

  /** The actor that began first is given up for a new one. */
  #forget(): void {
    const first = this.#actors.entries().next();
    if (first.done === true) return;
    this.#overCap++;
    this.#close(first.value[0], first.value[1]);
  }

  #tell(run: Run): void {
    run.told = tries(run);
    this.#judge(run);
  }

  #judge(run: Run): void {
    if (!this.#context.phase.reporting) return;
    const size = tries(run);
    const pool = run.success === null ? this.#rows : this.#successes;
    if (run.success === null && size < LEAST) return;
    const span = Math.max(0, this.#to - this.#from);
    // What goes on for most of the history is how it is here.
    if (run.success === null && run.to - run.from > span / 2) return;
    const judged = pool.expected(size, run.actor, run.from);
    if (judged.inAll > FEW && !(run.success !== null && size >= ALWAYS)) return;
    this.#context.emit(burstFinding(run, { ...judged, span }));
  }
}

/** Who got in; of a kind of line that only ever named one user, its text tells. */
function userIn(event: Event, role: Role): string | null {
  const user =
    role.user < 0 ? /\b(?:for|user)[ =]"?([\w.@\\-]+)/i.exec(event.message)?.[1] : event.slotText(role.user);
  return user?.slice(0, 60) ?? null;
}

const savedBurst = z.strictObject({
  version: z.literal(1),
  actors: z.array(z.tuple([z.string(), savedRun])).max(MAX_ACTORS),
  rows: savedPool,
  successes: savedPool,
  span: z.tuple([z.number(), z.number()]).nullable(),
});
type SavedBurst = z.input<typeof savedBurst>;
