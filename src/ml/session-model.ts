import { LogsiftError } from '../core/errors.ts';
import { explainSession, type SessionExplanation } from './session-explain.ts';
import { CAPS, type SessionCaps, type SessionEvent, SessionKnowledge } from './session-knowledge.ts';
import { limitsOf, type SessionLimits, type SessionSigns, signsOf, trimmed } from './session-limits.ts';
import { loadSessions, type SavedSessions, saveSessions } from './session-saved.ts';

/** How sessions are learnt. */
export interface SessionOptions {
  /** `mixed` when there may be odd sessions among those that are learnt: rare ones are left out. Default `clean`. */
  readonly training?: 'clean' | 'mixed';
  /** Share of the training sessions that may be found odd by themselves, 0–0.5, default 0.002. */
  readonly alpha?: number;
  /** What sessions are judged by; `auto` (default) takes the mix where sessions repeat, the order where not. */
  readonly by?: 'mix' | 'order' | 'auto';
  /** Bounds of memory. */
  readonly caps?: Partial<SessionCaps>;
}

/** A session whose score is above is odd. */
const THRESHOLD = 0.5;
/** What a sign adds, where 1 is the limit of a distance. */
const SIGN = 1.5;

/**
 * Learns what normal sessions look like: which kinds of event they have, in which sets, in which mix, how many, and
 * in which order. What is odd is found by signs that need no labels: an event or a set of events never seen, a length
 * outside, a count vector far from every known one. The last is the weighted nearest neighbour of Landauer et al.
 * (2023, "A critical review of common log data sets"), the limit a leave-one-out order statistic. Sessions that hardly
 * ever repeat, such as traces of system calls, are judged by the order: how deep the contexts of events are known.
 *
 * @param sequences sessions, each the events in order
 * @throws LogsiftError USAGE for no sessions, and options out of range
 */
export function fitSessions(
  sequences: readonly (readonly SessionEvent[])[],
  options: SessionOptions = {},
): SessionModel {
  const { training = 'clean', alpha = 0.002, by = 'auto' } = options;
  if (!(alpha >= 0 && alpha <= 0.5)) {
    throw new LogsiftError('USAGE', `"alpha" should be a share from 0 to 0.5, not ${alpha}`);
  }
  const sessions = sequences.filter((sequence) => sequence.length > 0);
  if (sessions.length === 0)
    throw new LogsiftError('USAGE', 'There are no sessions with events to learn from.');
  const caps = { ...CAPS, ...options.caps };
  const all = learnt(sessions, caps);
  const kept = training === 'mixed' ? trimmed(all, sessions) : sessions;
  const known = kept.length === sessions.length ? all : learnt(kept, caps);
  return new SessionModel({ known, limits: limitsOf(known, kept, { alpha, by }) });
}

/** The model that `save` described. @throws LogsiftError STATE_INVALID for anything else */
export function restoreSessions(saved: unknown): SessionModel {
  return new SessionModel(loadSessions(saved));
}

/** What normal sessions look like; see `fitSessions`. */
export class SessionModel {
  #known: SessionKnowledge;
  #limits: SessionLimits;

  /** See `fitSessions` and `restoreSessions`. */
  constructor({ known, limits }: { known: SessionKnowledge; limits: SessionLimits }) {
    this.#known = known;
    this.#limits = limits;
  }

  /** Scores above are odd; always 0.5, the limits that training gave are in the score. */
  get threshold(): number {
    return THRESHOLD;
  }

  /** Sessions that were learnt. */
  get sessions(): number {
    return this.#known.sessions;
  }

  /** What sessions are judged by. */
  get by(): 'mix' | 'order' {
    return this.#limits.by;
  }

  /** How odd a session is, 0–1; 0 for one without events. Learns nothing. */
  score(sequence: readonly SessionEvent[]): number {
    if (sequence.length === 0) return 0;
    return scoreOf(signsOf(this.#known, this.#limits, sequence));
  }

  /** What is odd about a session, and which known one is nearest. Learns nothing. */
  explain(sequence: readonly SessionEvent[]): SessionExplanation {
    const signs = signsOf(this.#known, this.#limits, sequence);
    const score = sequence.length === 0 ? 0 : scoreOf(signs);
    return { score, odd: score > THRESHOLD, ...explainSession(this.#known, signs, sequence) };
  }

  /**
   * Scores a session, then learns it unless it is odd, so that what is odd stays odd until somebody says otherwise:
   * with `normal` it is learnt whatever its score. The limits stay those of the fit.
   */
  observe(sequence: readonly SessionEvent[], { normal = false } = {}): number {
    const score = this.score(sequence);
    if (sequence.length > 0 && (normal || score <= THRESHOLD)) {
      this.#known.learn(sequence, this.#known.sessions);
    }
    return score;
  }

  /** JSON-safe state: a few kB, and 8 bytes for each known context. */
  save(): SavedSessions {
    return saveSessions({ known: this.#known, limits: this.#limits });
  }

  /** Becomes the model that `save` described. @throws LogsiftError STATE_INVALID, and stays what it was */
  restore(saved: unknown): this {
    const { known, limits } = loadSessions(saved);
    this.#known = known;
    this.#limits = limits;
    return this;
  }
}

function learnt(sequences: readonly (readonly SessionEvent[])[], caps: SessionCaps): SessionKnowledge {
  const known = new SessionKnowledge(caps);
  for (const [owner, sequence] of sequences.entries()) known.learn(sequence, owner);
  return known;
}

/** One half at the limit, which a single sign exceeds. */
function scoreOf({ newKinds, newSet, length, ratio }: SessionSigns): number {
  const signs = (newKinds.length > 0 || newSet ? 1 : 0) + (length === null ? 0 : 1);
  const against = ratio + SIGN * signs;
  return against / (1 + against);
}
