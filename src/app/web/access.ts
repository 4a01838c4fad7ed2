import type { AccessWorld, KeptToken } from '../../dashboard/access.ts';
import type { AuditEntry } from '../../dashboard/mount.ts';
import { ApiProblem } from '../../dashboard/problem.ts';
import { type KeptSession, type SessionKeep, SessionsInMemory } from '../../dashboard/sessions.ts';
import { isLoopback } from '../../dashboard/site.ts';
import { type Writable, writeBeside } from '../../store/write-beside.ts';
import type { Config } from '../config.ts';
import type { Views } from './views.ts';

export interface WebAccessOptions {
  readonly folder: string;
  readonly views: Views;
  /** Sessions end with the process, as nothing is written. */
  readonly readOnly: boolean;
  /** Whether links of this machine sign in. */
  readonly links: boolean;
  /** Epoch ms of the wall clock. */
  readonly now: () => number;
  /** Is told what could not be written. */
  readonly onTrouble: (text: string) => void;
}

/** What access to the dashboard is decided by, out of the store. */
export function webAccess(options: WebAccessOptions): AccessWorld {
  const { folder, views, links, now, readOnly } = options;
  const memory = new SessionsInMemory();
  const sessions = readOnly ? memory : new StoredSessions(options, memory);
  return {
    ...{ sessions, links, now },
    users: {
      find: (name) => views.now.users.find(name),
      any: () => views.now.users.any(),
      setPassword(name, password) {
        if (readOnly) throw new ApiProblem(409, 'no daemon is at work here: nothing can be changed');
        writeBeside(folder, now, ({ users }) => void users.setPassword(name, password, false));
      },
    },
    tokens: { find: (mark) => tokenOf(options, mark) },
    ticks: () => performance.now(),
  };
}

/** Writes down who did what; what cannot be written is said, and holds nothing up. */
export function webAudit({
  folder,
  now,
  readOnly,
  onTrouble,
}: WebAccessOptions): (entry: AuditEntry) => void {
  return (entry) => {
    if (readOnly) return;
    try {
      writeBeside(folder, now, ({ audit }) => audit.add({ ...entry, at: now() }));
    } catch (error) {
      const said = `${entry.who} did ${entry.what} (${entry.status})`;
      onTrouble(`the audit log cannot be written (${(error as Error).message}): ${said}`);
    }
  };
}

/** Why no dashboard is served at an address; null where it is. Monitoring is served in any case. */
export function refusalOf(http: Config['http'], users: boolean): string | null {
  const { listen, tls, trusted_proxies: proxies } = http;
  if (listen === null || isLoopback(listen.host)) return null;
  const wanted = [
    ...(tls === undefined && proxies.length === 0
      ? ['TLS (http.tls.cert and http.tls.key) or a declared proxy (http.trusted_proxies)']
      : []),
    ...(users ? [] : ['somebody who may sign in (logsift user add NAME --role admin)']),
  ];
  if (wanted.length === 0) return null;
  const place = `${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`;
  return `the dashboard is not served on ${place}, only monitoring: others can reach that address, so it wants ${wanted.join(', and ')}; or set http.listen to 127.0.0.1:8514`;
}

function tokenOf(
  { folder, views, readOnly, now, onTrouble }: WebAccessOptions,
  mark: string,
): KeptToken | null {
  const store = views.now.tokens;
  const token = store.find(mark);
  if (token !== null && !readOnly && store.isStale(token, now())) {
    try {
      writeBeside(folder, now, ({ tokens }) => tokens.use(token.id, now()));
    } catch (error) {
      onTrouble(`that a token was used cannot be written: ${(error as Error).message}`);
    }
  }
  return token;
}

/** Sessions in the store; those that cannot be written there, as the disk is full, hold as long as the process. */
class StoredSessions implements SessionKeep {
  readonly #options: WebAccessOptions;
  readonly #memory: SessionsInMemory;

  constructor(options: WebAccessOptions, memory: SessionsInMemory) {
    this.#options = options;
    this.#memory = memory;
  }

  find(mark: string): KeptSession | null {
    return this.#memory.find(mark) ?? this.#options.views.now.sessions.find(mark);
  }

  put(session: KeptSession): void {
    if (!this.#written(({ sessions }) => sessions.put(session))) this.#memory.put(session);
  }

  touch(mark: string, seen: number): void {
    this.#memory.touch(mark, seen);
    this.#written(({ sessions }) => sessions.touch(mark, seen));
  }

  remove(mark: string): void {
    this.#memory.remove(mark);
    this.#must(({ sessions }) => sessions.remove(mark));
  }

  removeOf(user: string, but: string | null): void {
    this.#memory.removeOf(user, but);
    this.#must(({ sessions }) => sessions.removeOf(user, but));
  }

  putLink(mark: string, until: number): void {
    if (!this.#written(({ sessions }) => sessions.putLink(mark, until))) this.#memory.putLink(mark, until);
  }

  takeLink(mark: string, now: number): boolean {
    if (this.#memory.takeLink(mark, now)) return true;
    const { folder, now: wall } = this.#options;
    // Strangers must not make us write.
    if (!this.#options.views.now.sessions.hasLink(mark)) return false;
    return writeBeside(folder, wall, ({ sessions }) => sessions.takeLink(mark, now));
  }

  #must(work: (state: Writable) => void): void {
    writeBeside(this.#options.folder, this.#options.now, work);
  }

  #written(work: (state: Writable) => void): boolean {
    try {
      this.#must(work);
      return true;
    } catch (error) {
      this.#options.onTrouble(`sessions cannot be written: ${(error as Error).message}`);
      return false;
    }
  }
}
