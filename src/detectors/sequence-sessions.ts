import { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Evidence } from '../core/finding.ts';
import { savedEvidence } from './saved-evidence.ts';
import { shortEvidence } from './short-evidence.ts';

const SECOND = 1000;
/** Lines of a session that are told apart; those beyond are counted. */
const MOST_EVENTS = 500;
/** Quiet for so long a session is over, while nothing is known of the pauses of a program, ms. */
const UNKNOWN_QUIET = 10 * 60 * SECOND;
const [LEAST_QUIET, MOST_QUIET] = [30 * SECOND, 86_400 * SECOND];
/** Pauses after which they are known. */
const KNOWN_PAUSES = 200;
const PAUSE_SHARE = 0.999;
/** After a line that ends sessions nothing more is waited for than this, ms. */
const GRACE = 5 * SECOND;
/** A line ends sessions when it was the last in nearly all that have it. */
const END_SHARE = 0.98;
const KNOWN_ENDS = 40;
const MAX_OPEN = 4000;
const MAX_CLOSED = 1000;
/** A line with the id of a session that is over for so long begins another, ms. */
const FORGOTTEN = 6 * 3600 * SECOND;
const MAX_KINDS = 1000;

/** The lines that carry one id, while they come. Times in epoch ms. */
export interface Session {
  readonly id: string;
  /** Null once several hosts told of it. */
  host: string | null;
  readonly kinds: number[];
  /** Lines beyond those of `kinds`. */
  more: number;
  readonly from: number;
  to: number;
  readonly first: Evidence;
  /** The first that reads bad. */
  bad: Evidence | null;
  last: Evidence;
  /** It was over before, as far as could be known: these are its last lines. */
  readonly isRest: boolean;
  /** None of its lines was part of something that is told already. */
  trains: boolean;
}

/** The sessions of one program: those that are open, and how they end. */
export class Sessions {
  #open = new Map<string, Session>();
  /** When sessions that came to a line which ends them are over. */
  #ending = new Map<string, number>();
  /** Ended lately, and when. */
  #closed = new Map<string, number>();
  /** Pauses between the lines of a session, by powers of two in seconds. */
  #pauses: number[] = [];
  /** Of each kind of line in how many sessions it came, and was the last. */
  #ends = new Map<number, [sessions: number, last: number]>();
  /** Pauses when `quiet` was last reckoned, and what came out. */
  #reckoned = 0;
  #counted = 0;
  #quiet = UNKNOWN_QUIET;
  /** Nothing is over before, epoch ms. */
  #due = Number.POSITIVE_INFINITY;
  /** Given up because there were too many. */
  overCap = 0;

  get size(): number {
    return this.#open.size;
  }

  has(key: string): boolean {
    return this.#open.has(key);
  }

  /** A line of a session. `isBad`: it reads like trouble. */
  add(key: string, id: string, { event, kind, isBad }: { event: Event; kind: number; isBad: boolean }): void {
    const now = event.received;
    const short = shortEvidence(event);
    let session = this.#open.get(key);
    if (session === undefined) {
      const closed = this.#closed.get(key);
      if (closed !== undefined) this.#pause(now - closed);
      if (this.#open.size >= MAX_OPEN) this.#giveUp();
      session = {
        ...{ id, host: event.host, kinds: [], more: 0, from: now, to: now, trains: true },
        isRest: closed !== undefined,
        ...{ first: short, bad: null, last: short },
      };
    } else {
      this.#pause(now - session.to);
      this.#open.delete(key);
    }
    // The one that was heard last stands last.
    this.#open.set(key, session);
    if (session.kinds.length < MOST_EVENTS) session.kinds.push(kind);
    else session.more++;
    if (now > session.to) session.to = now;
    if (session.host !== event.host) session.host = null;
    session.last = short;
    if (isBad && session.bad === null) session.bad = short;
    session.trains &&= event.trains;
    if (this.#isEnd(kind)) {
      this.#ending.set(key, now + GRACE);
      this.#due = Math.min(this.#due, now + GRACE);
    } else if (this.#ending.size > 0) this.#ending.delete(key);
    if (this.#open.size === 1) this.#due = Math.min(this.#due, session.to + this.quiet);
  }

  /** Takes out the sessions that are over at a time. */
  over(now: number): readonly Session[] {
    if (now < this.#due) return [];
    const over: Session[] = [];
    let due = Number.POSITIVE_INFINITY;
    for (const [key, at] of this.#ending) {
      if (at > now) {
        due = Math.min(due, at);
        continue;
      }
      const session = this.#open.get(key);
      if (session !== undefined) over.push(this.#close(key, session));
    }
    const { quiet } = this;
    for (const [key, session] of this.#open) {
      if (session.to + quiet > now) {
        due = Math.min(due, session.to + quiet);
        break;
      }
      over.push(this.#close(key, session));
    }
    this.#due = due;
    return over;
  }

  /** Forgets what is open: lines of it may be missing. */
  clear(): void {
    this.#due = Number.POSITIVE_INFINITY;
    this.#open.clear();
    this.#ending.clear();
    this.#closed.clear();
  }

  /** How long a session must be quiet to be over, ms. */
  get quiet(): number {
    // A tenth more pauses hardly make another of it.
    if (this.#counted > 1.1 * this.#reckoned) {
      this.#reckoned = this.#counted;
      this.#quiet = this.#reckon();
    }
    return this.#quiet;
  }

  /** JSON-safe state. */
  save(): SavedSessions {
    return {
      open: [...this.#open],
      ending: [...this.#ending],
      closed: [...this.#closed],
      pauses: [...this.#pauses],
      reckoned: this.#reckoned,
      quiet: this.#quiet,
      ends: [...this.#ends],
    };
  }

  /** What `save` described. */
  static load({ open, ending, closed, pauses, reckoned, quiet, ends }: SavedSessions): Sessions {
    const sessions = new Sessions();
    sessions.#open = new Map(open.map(([key, session]) => [key, { ...session, kinds: [...session.kinds] }]));
    sessions.#ending = new Map(ending);
    sessions.#closed = new Map(closed);
    sessions.#pauses = [...pauses];
    sessions.#counted = pauses.reduce((sum, count) => sum + count, 0);
    sessions.#reckoned = reckoned;
    sessions.#quiet = quiet;
    sessions.#due = Number.NEGATIVE_INFINITY;
    sessions.#ends = new Map(ends);
    return sessions;
  }

  #close(key: string, session: Session): Session {
    this.#open.delete(key);
    this.#ending.delete(key);
    for (const [old, at] of this.#closed) {
      if (this.#closed.size < MAX_CLOSED && session.to - at < FORGOTTEN) break;
      this.#closed.delete(old);
    }
    this.#closed.set(key, session.to);
    const last = session.kinds.at(-1)!;
    const { kinds } = session;
    for (let i = 0; i < kinds.length; i++) {
      const kind = kinds[i]!;
      if (kinds.indexOf(kind) < i) continue;
      let end = this.#ends.get(kind);
      if (end === undefined) {
        if (this.#ends.size >= MAX_KINDS) continue;
        end = [0, 0];
        this.#ends.set(kind, end);
      }
      end[0]++;
      if (kind === last && session.more === 0) end[1]++;
    }
    return session;
  }

  #giveUp(): void {
    const oldest = this.#open.keys().next().value!;
    this.#open.delete(oldest);
    this.#ending.delete(oldest);
    this.overCap++;
  }

  #isEnd(kind: number): boolean {
    const end = this.#ends.get(kind);
    return end !== undefined && end[0] >= KNOWN_ENDS && end[1] >= END_SHARE * end[0];
  }

  #reckon(): number {
    const total = this.#counted;
    if (total < KNOWN_PAUSES) return UNKNOWN_QUIET;
    let sum = 0;
    for (let power = 0; power < this.#pauses.length; power++) {
      sum += this.#pauses[power] ?? 0;
      if (sum >= PAUSE_SHARE * total)
        return Math.min(MOST_QUIET, Math.max(LEAST_QUIET, 4 * 2 ** power * SECOND));
    }
    return UNKNOWN_QUIET;
  }

  #pause(ms: number): void {
    if (!(ms >= 0 && ms <= 30 * 86_400 * SECOND)) return;
    const power = Math.max(0, Math.ceil(Math.log2(ms / SECOND + 1e-9)));
    while (this.#pauses.length <= power) this.#pauses.push(0);
    this.#pauses[power]!++;
    this.#counted++;
  }
}

const savedSession: z.ZodType<Session> = z.strictObject({
  id: z.string(),
  host: z.string().nullable(),
  kinds: z.array(z.number()).min(1).max(MOST_EVENTS),
  more: z.number(),
  from: z.number(),
  to: z.number(),
  first: savedEvidence,
  bad: savedEvidence.nullable(),
  last: savedEvidence,
  isRest: z.boolean(),
  trains: z.boolean(),
});

export const savedSessions = z.strictObject({
  open: z.array(z.tuple([z.string(), savedSession])).max(MAX_OPEN),
  ending: z.array(z.tuple([z.string(), z.number()])).max(MAX_OPEN),
  closed: z.array(z.tuple([z.string(), z.number()])).max(MAX_CLOSED),
  pauses: z.array(z.number()).max(64),
  reckoned: z.number(),
  quiet: z.number(),
  ends: z.array(z.tuple([z.number(), z.tuple([z.number(), z.number()])])).max(MAX_KINDS),
});
type SavedSessions = z.infer<typeof savedSessions>;
