import type { Feedback } from '../core/detector.ts';
import type { Incident } from '../core/incident.ts';
import { type Judgement, Silenced } from '../core/judgement.ts';
import type { IncidentStore } from '../store/incidents.ts';
import type { JudgementStore } from '../store/judgements.ts';

const MOST = 5000;
const LOOK_EVERY = 2000;

export interface JudgedOptions {
  readonly incidents: IncidentStore;
  readonly judgements: JudgementStore;
  /** The id that an older one of a kind of line stands for now. */
  readonly resolve: (matter: string) => string;
  /** Is told of what was said since the start, for those that learn from it. */
  readonly feedback?: (feedback: Feedback) => void;
}

/** What people said, as a daemon heeds it: looked for every other second, since it is written beside it. */
export class JudgedNow {
  readonly #options: JudgedOptions;
  #silenced: Silenced;
  #version = '';
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Epoch ms between which the same ones hold. */
  #holds = { from: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };
  #heard: number;

  constructor(options: JudgedOptions) {
    this.#options = options;
    this.#silenced = new Silenced([]);
    this.#heard = options.judgements.list(1)[0]?.id ?? 0;
  }

  /** Whether people called everything in an incident noise or expected, as of `now` (epoch ms). */
  covers(incident: Incident, now: number): boolean {
    this.#look(now);
    return this.#silenced.covers(incident);
  }

  /** Hands on what was said since this was last called. */
  hear(): void {
    const { judgements, incidents, feedback } = this.#options;
    for (const judgement of judgements.since(this.#heard, MOST)) {
      this.#heard = judgement.id;
      const incident = judgement.incident === null ? null : incidents.get(judgement.incident);
      for (const { id } of incident?.findings ?? []) feedback?.(feedbackOf(judgement, id));
    }
  }

  #look(now: number): void {
    const same = now >= this.#holds.from && now < this.#holds.until;
    if (same && Math.abs(now - this.#lookedAt) < LOOK_EVERY) return;
    this.#lookedAt = now;
    const { judgements, resolve } = this.#options;
    const { version } = judgements;
    if (same && version === this.#version) return;
    this.#version = version;
    const holding = judgements.silencing(now, MOST);
    // Where the clock was set back, some that had run out hold again.
    this.#holds = {
      from: now,
      until: Math.min(...holding.map(({ until }) => until ?? Number.POSITIVE_INFINITY)),
    };
    this.#silenced = new Silenced(
      holding.flatMap(({ scopes }) => scopes),
      resolve,
    );
  }
}

function feedbackOf({ verdict, until, at }: Judgement, finding: string): Feedback {
  if (verdict === 'expected') return { kind: 'expected', finding, until: until ?? at };
  return { kind: 'verdict', finding, verdict };
}
