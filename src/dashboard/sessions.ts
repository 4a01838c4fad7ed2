import { createHash, randomBytes } from 'node:crypto';

/** A session as it is kept: not even who reads the store can take it over. */
export interface KeptSession {
  /** SHA-256 of its secret, hex. */
  readonly mark: string;
  /** Null: of nobody by name, signed in by a link of this machine. */
  readonly user: string | null;
  /** Epoch ms. */
  readonly made: number;
  /** When it was last used, to within a few minutes. */
  readonly seen: number;
}

/** Where sessions and one-time links are kept. */
export interface SessionKeep {
  find(mark: string): KeptSession | null;
  put(session: KeptSession): void;
  touch(mark: string, seen: number): void;
  remove(mark: string): void;
  /** All of a person but one. */
  removeOf(user: string, but: string | null): void;
  putLink(mark: string, until: number): void;
  /** Uses up a one-time link: true for one that was put, never used, and is not over. */
  takeLink(mark: string, now: number): boolean;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A session that was not used for so long is over. */
const IDLE = 12 * HOUR;
/** However much it is used. */
export const LONGEST = 30 * 24 * HOUR;
/** A session in use is written down so often. */
const TOUCH_EVERY = 5 * MINUTE;
export const LINK_HOLDS = 30 * MINUTE;

/** A secret that cannot be guessed (256 bit), fit for a cookie and a URL. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. It is random and long, so one round of SHA-256 is enough. */
export function markOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Sessions by their secrets, which only the other end has. */
export class Sessions {
  readonly #keep: SessionKeep;
  readonly #now: () => number;

  constructor(keep: SessionKeep, now: () => number) {
    this.#keep = keep;
    this.#now = now;
  }

  /** A new session always has a new secret, so that none can be planted beforehand. */
  begin(user: string | null): string {
    const secret = newSecret();
    const now = this.#now();
    this.#keep.put({ mark: markOf(secret), user, made: now, seen: now });
    return secret;
  }

  /** Null for what is none, or over. */
  of(secret: string): KeptSession | null {
    const mark = markOf(secret);
    const session = this.#keep.find(mark);
    if (session === null) return null;
    const now = this.#now();
    if (isOver(session, now)) {
      this.#keep.remove(mark);
      return null;
    }
    if (now - session.seen >= TOUCH_EVERY) this.#keep.touch(mark, now);
    return session;
  }

  end(secret: string): void {
    this.#keep.remove(markOf(secret));
  }

  /** Ends what a person has open elsewhere. */
  endOthers(user: string, but: string | null): void {
    this.#keep.removeOf(user, but === null ? null : markOf(but));
  }

  /** A token that signs in once. */
  link(): string {
    const secret = newSecret();
    this.#keep.putLink(markOf(secret), this.#now() + LINK_HOLDS);
    return secret;
  }

  /** A session for a link; null where it is none, was used, or is too old. */
  beginByLink(secret: string): string | null {
    return this.#keep.takeLink(markOf(secret), this.#now()) ? this.begin(null) : null;
  }
}

/** The clock may have been set back: what was made later than now is over, too. */
function isOver({ made, seen }: KeptSession, now: number): boolean {
  return now - seen > IDLE || now - made > LONGEST || now - made < -HOUR;
}

/** Sessions that end with the process: where nothing is written. */
export class SessionsInMemory implements SessionKeep {
  readonly #sessions = new Map<string, KeptSession>();
  readonly #links = new Map<string, number>();

  find(mark: string): KeptSession | null {
    return this.#sessions.get(mark) ?? null;
  }

  put(session: KeptSession): void {
    this.#sessions.set(session.mark, session);
    capped(this.#sessions);
  }

  touch(mark: string, seen: number): void {
    const session = this.#sessions.get(mark);
    if (session !== undefined) this.#sessions.set(mark, { ...session, seen });
  }

  remove(mark: string): void {
    this.#sessions.delete(mark);
  }

  removeOf(user: string, but: string | null): void {
    for (const [mark, session] of this.#sessions) {
      if (session.user === user && mark !== but) this.#sessions.delete(mark);
    }
  }

  putLink(mark: string, until: number): void {
    this.#links.set(mark, until);
    capped(this.#links);
  }

  takeLink(mark: string, now: number): boolean {
    const until = this.#links.get(mark);
    this.#links.delete(mark);
    return until !== undefined && now <= until;
  }
}

const MOST = 1000;

function capped(map: Map<string, unknown>): void {
  if (map.size > MOST) map.delete(map.keys().next().value!);
}
