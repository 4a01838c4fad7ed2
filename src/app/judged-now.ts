import { z } from 'zod';
import type { Feedback } from '../core/detector.ts';
import type { Finding } from '../core/finding.ts';
import type { Incident } from '../core/incident.ts';
import { type Judgement, Silenced } from '../core/judgement.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { VerdictHistory } from '../incidents/history.ts';
import type { IncidentStore } from '../store/incidents.ts';
import type { JudgementStore } from '../store/judgements.ts';

/** Judgements that are heeded, the latest; the rest has to be said again. */
const MOST = 5000;
const LOOK_EVERY = 1000;
/**
 * What is said takes effect so long after it, by the clock of the log: by then every reader has heard of it, so that the
 * same lines with the same words give the same, live and read again.
 */
const HEARD_AFTER = 5000;
const AHEAD = 60_000;

/** What people said, wherever it is kept. */
export interface JudgedSource {
  /** Another value whenever something was said or taken back. */
  readonly version: string;
  /** All of it, in the order in which it was said. */
  all(): readonly Judgement[];
  /** Ids of the findings of an incident. */
  findingsOf(incident: string): readonly string[];
}

export interface JudgedOptions {
  readonly source: JudgedSource;
  /** The id that an older one of a kind of line stands for now. */
  readonly resolve: (matter: string) => string;
  /** Is told what was said, when the clock of the log comes to it, for those that learn from it. */
  readonly feedback?: (feedback: Feedback) => void;
  /** The wall clock (epoch ms), where there is one: what was said later than now was said by a wrong clock, and holds. */
  readonly now?: () => number;
}

/** What is kept in a state folder that a daemon has open. */
export function judgedIn({
  incidents,
  judgements,
}: {
  readonly incidents: IncidentStore;
  readonly judgements: JudgementStore;
}): JudgedSource {
  return {
    get version() {
      return judgements.version;
    },
    all: () => judgements.list(MOST),
    findingsOf: (id) => incidents.get(id)?.findings.map((finding) => finding.id) ?? [],
  };
}

/** The same as it stands now, to be used when the folder is closed. */
export function judgedUntilNow(store: Parameters<typeof judgedIn>[0]): JudgedSource {
  const { version, ...now } = judgedIn(store);
  const all = now.all();
  const ids = new Set(all.flatMap(({ incident }) => incident ?? []));
  const findings = new Map([...ids].map((id) => [id, now.findingsOf(id)]));
  return { version, all: () => all, findingsOf: (id) => findings.get(id) ?? [] };
}

interface Heeded extends Judgement {
  /** Epoch ms of the log. */
  readonly holdsFrom: number;
}

/** What people said, as it is heeded: each word from the place in the log on at which it was said. */
export class JudgedNow {
  readonly #options: JudgedOptions;
  #all: readonly Heeded[] = [];
  #version: string | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Numbers of judgements that were handed on. */
  #heard = new Set<number>();
  /** Those that were not, in order of time. */
  #unheard: Heeded[] = [];
  #silenced = new Silenced([]);
  #history = new VerdictHistory([]);
  /** Epoch ms between which the same ones hold. */
  #holds = { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };

  constructor(options: JudgedOptions) {
    this.#options = options;
  }

  /** Time of the log (epoch ms) at which something is to be heard. */
  get next(): number {
    return this.#unheard[0]?.holdsFrom ?? Number.POSITIVE_INFINITY;
  }

  /** Whether people called everything in an incident noise or expected, as of `now` (epoch ms). */
  covers(incident: Incident, now: number): boolean {
    this.#at(now);
    return this.#silenced.covers(incident);
  }

  /** What is taken off the surprise of a finding because such ones were noise, as of `now` (epoch ms). */
  lowers(finding: Finding, now: number): number {
    this.#at(now);
    return this.#history.lowers(finding);
  }

  /** Hands on what was said up to a time of the log (epoch ms), each once. */
  hear(now: number): void {
    this.#look(now);
    const { source, feedback } = this.#options;
    while (this.next <= now) {
      const judgement = this.#unheard.shift()!;
      this.#heard.add(judgement.id);
      const findings = judgement.incident === null ? [] : source.findingsOf(judgement.incident);
      for (const id of findings) feedback?.(feedbackOf(judgement, id));
    }
  }

  /** What was handed on, as JSON-safe data. */
  saved(): readonly number[] {
    return [...this.#heard].slice(-MOST);
  }

  /** Takes back what `saved` gave. Throws STATE_INVALID. */
  restore(state: unknown): void {
    const parsed = z.array(z.number()).max(MOST).safeParse(state);
    if (!parsed.success) throw stateInvalid('verdicts', parsed.error);
    this.#heard = new Set(parsed.data);
    this.#version = null;
  }

  /** What was said before a time (epoch ms) was handed on by somebody who did not note it. */
  heardBefore(time: number): void {
    for (const { id, at } of this.#options.source.all()) if (at + HEARD_AFTER <= time) this.#heard.add(id);
    this.#version = null;
  }

  #look(now: number): void {
    if (this.#version !== null && Math.abs(now - this.#lookedAt) < LOOK_EVERY) return;
    this.#lookedAt = now;
    const { source, now: clock } = this.#options;
    const { version } = source;
    if (version === this.#version) return;
    this.#version = version;
    const latest = clock === undefined ? Number.POSITIVE_INFINITY : clock() + AHEAD;
    this.#all = source.all().map((one) => ({
      ...one,
      holdsFrom: one.at > latest ? Number.NEGATIVE_INFINITY : one.at + HEARD_AFTER,
    }));
    this.#unheard = this.#all
      .filter(({ id }) => !this.#heard.has(id))
      .sort((a, b) => a.holdsFrom - b.holdsFrom || a.id - b.id);
    this.#holds = { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };
  }

  #at(now: number): void {
    this.#look(now);
    if (now >= this.#holds.from && now < this.#holds.until) return;
    const turns = this.#all.flatMap((one) => [one.holdsFrom, endOf(one), one.until ?? Number.NaN]);
    this.#holds = {
      from: Math.max(Number.NEGATIVE_INFINITY, ...turns.filter((time) => time <= now)),
      until: Math.min(Number.POSITIVE_INFINITY, ...turns.filter((time) => time > now)),
    };
    const stand = this.#all.filter((one) => one.holdsFrom <= now && !(endOf(one) <= now));
    const silencing = stand.filter(
      ({ verdict, until }) =>
        (verdict === 'noise' || verdict === 'expected') && (until === null || now < until),
    );
    const { resolve } = this.#options;
    this.#silenced = new Silenced(
      silencing.flatMap(({ scopes }) => scopes),
      resolve,
    );
    this.#history = new VerdictHistory(stand, resolve);
  }
}

/** When what was said is taken back, as readers hear of it; NaN while it stands. */
function endOf({ takenBack }: Judgement): number {
  return takenBack === null ? Number.NaN : takenBack + HEARD_AFTER;
}

function feedbackOf({ verdict, until, at }: Judgement, finding: string): Feedback {
  if (verdict === 'expected') return { kind: 'expected', finding, until: until ?? at };
  return { kind: 'verdict', finding, verdict };
}
