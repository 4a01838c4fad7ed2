import { accessName, type Caller, type Role, type Scope } from '../core/api-access.ts';
import { LoginPace } from './login-pace.ts';
import { hashed, isPassword, weakness } from './passwords.ts';
import { ApiProblem } from './problem.ts';
import { markOf, type SessionKeep, Sessions } from './sessions.ts';

/** A person who may sign in by name. */
export interface KeptUser {
  readonly name: string;
  readonly role: Role;
  /** See `passwords.ts`. */
  readonly password: string;
  readonly mustChange: boolean;
}

/** A token that stands for a script. */
export interface KeptToken {
  readonly name: string;
  readonly scope: Scope;
  /** Epoch ms; null for no end. */
  readonly until: number | null;
}

/** What access is decided by. */
export interface AccessWorld {
  readonly sessions: SessionKeep;
  readonly users: {
    find(name: string): KeptUser | null;
    any(): boolean;
    setPassword(name: string, password: string): void;
  };
  readonly tokens: {
    /** By the SHA-256 of the token; notes that it was used. */
    find(mark: string, now: number): KeptToken | null;
  };
  /** Whether links of this machine sign in. */
  readonly links: boolean;
  /** Epoch ms. */
  now(): number;
  /** Monotonic, ms. */
  ticks(): number;
}

/** Who a request is of. */
export interface Known {
  readonly caller: Caller;
  /** The secret of its session; null for a token. */
  readonly session: string | null;
}

/** What a token may, by its scope. */
export const ROLE_OF: Readonly<Record<Scope, Role>> = { read: 'viewer', operate: 'operator', admin: 'admin' };
/** Passwords that are looked at at once: each takes 32 MiB. */
const MOST_AT_ONCE = 4;

/** Who somebody is, and what they may. */
export class Access {
  readonly sessions: Sessions;
  readonly #world: AccessWorld;
  readonly #pace = new LoginPace();
  #atOnce = 0;

  constructor(world: AccessWorld) {
    this.#world = world;
    this.sessions = new Sessions(world.sessions, () => world.now());
  }

  /** How one may sign in. */
  get signIn(): 'password' | 'link' | 'either' {
    if (!this.#world.links) return 'password';
    return this.#world.users.any() ? 'either' : 'link';
  }

  /** Who holds a session; null for nobody. */
  bySession(secret: string): Known | null {
    const session = this.sessions.of(secret);
    if (session === null) return null;
    if (session.user === null) {
      const caller: Caller = { name: 'this machine', role: 'admin', by: 'link', mustChange: false };
      return this.#world.links ? { caller, session: secret } : null;
    }
    const user = this.#world.users.find(session.user);
    if (user === null) return null;
    const { name, role, mustChange } = user;
    return { caller: { name, role, by: 'password', mustChange }, session: secret };
  }

  /** Who a token stands for; null for nobody. */
  byToken(token: string): Known | null {
    const now = this.#world.now();
    const kept = this.#world.tokens.find(markOf(token), now);
    if (kept === null || (kept.until !== null && kept.until <= now)) return null;
    const caller: Caller = {
      ...{ name: `token ${kept.name}`, role: ROLE_OF[kept.scope] },
      by: 'token',
      mustChange: false,
    };
    return { caller, session: null };
  }

  /** A session for a one-time link; null for what is none. */
  byLink(token: string): string | null {
    return this.#world.links ? this.sessions.beginByLink(token) : null;
  }

  /** Gives the secret of a new session. Throws ApiProblem: 401 for a wrong name or password, 429 after too many. */
  async byPassword(name: string, password: string, address: string): Promise<string> {
    const wait = this.#pace.wait(name, address, this.#world.ticks());
    if (wait > 0) throw tooMany(wait);
    const user = accessName.safeParse(name).success ? this.#world.users.find(name) : null;
    if (!(await this.#matches(password, user?.password ?? null)) || user === null) {
      this.#pace.failed(name, address, this.#world.ticks());
      throw new ApiProblem(401, 'the name or the password is wrong');
    }
    this.#pace.succeeded(name);
    return this.sessions.begin(user.name);
  }

  /** Gives the secret of the session that goes on; all others of that person end. Throws ApiProblem. */
  async changePassword(
    caller: Caller,
    { old, fresh, address }: { readonly old: string; readonly fresh: string; readonly address: string },
  ): Promise<string> {
    const { name } = caller;
    const user = caller.by === 'password' ? this.#world.users.find(name) : null;
    if (user === null) throw new ApiProblem(400, 'only who signed in by a password can change it');
    const wait = this.#pace.wait(name, address, this.#world.ticks());
    if (wait > 0) throw tooMany(wait);
    if (!(await this.#matches(old, user.password))) {
      this.#pace.failed(name, address, this.#world.ticks());
      throw new ApiProblem(403, 'the old password is wrong');
    }
    const weak = old === fresh ? 'wants another one than before' : weakness(fresh, name);
    if (weak !== null) throw new ApiProblem(400, `the new password ${weak}`);
    this.#world.users.setPassword(name, await hashed(fresh));
    this.sessions.endOthers(name, null);
    return this.sessions.begin(name);
  }

  async #matches(given: string, kept: string | null): Promise<boolean> {
    if (this.#atOnce >= MOST_AT_ONCE) throw tooMany(1000);
    this.#atOnce++;
    try {
      return await isPassword(given, kept);
    } finally {
      this.#atOnce--;
    }
  }
}

function tooMany(wait: number): ApiProblem {
  const seconds = Math.ceil(wait / 1000);
  return new ApiProblem(429, `too many tries: wait ${seconds} s`, {
    headers: { 'Retry-After': String(seconds) },
  });
}
