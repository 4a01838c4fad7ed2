import { createHash } from 'node:crypto';
import type { Role, TokenBody } from '../../core/api-access.ts';
import { firstPassword, hashed } from '../../dashboard/passwords.ts';
import type { AccessPagesWorld } from '../../dashboard/routes-access.ts';
import { markOf, newSecret } from '../../dashboard/sessions.ts';
import type { StoredToken } from '../../store/api-tokens.ts';
import type { Audited } from '../../store/audit.ts';
import type { Writable } from '../../store/write-beside.ts';
import type { WebBase } from './routes.ts';

const DAY = 86_400_000;
const PREFIX = 'logsift_';

/** What a new token is: its secret, of which only the mark is kept. */
export interface NewToken {
  readonly secret: string;
  readonly mark: string;
  readonly token: StoredToken;
}

/** Makes a token; keeps nothing. */
export function newToken({ name, scope, days }: TokenBody, by: string, now: number): NewToken {
  const secret = `${PREFIX}${newSecret()}`;
  const mark = markOf(secret);
  // Says which token is meant, and nothing of the secret.
  const id = createHash('sha256').update(mark).digest('hex').slice(0, 8);
  const until = days === null ? null : now + days * DAY;
  return { secret, mark, token: { id, name, scope, by, made: now, until, used: null } };
}

type Write = <T>(work: (state: Writable) => T) => T;

/** A password that a person was given, or gave. */
interface Password {
  readonly name: string;
  /** As they gave it; absent for a first one, which has to be changed. */
  readonly given?: string | undefined;
}

/** Somebody new; gives the password, or null where the name is taken. */
export async function addUser(
  { name, role, given, now }: Password & { readonly role: Role; readonly now: number },
  write: Write,
): Promise<string | null> {
  const plain = given ?? firstPassword();
  const user = { name, role, password: await hashed(plain), mustChange: given === undefined, made: now };
  return write(({ users }) => users.add(user)) ? plain : null;
}

/** Another password for somebody, whose sessions end; null where there is nobody of that name. */
export async function resetPassword({ name, given }: Password, write: Write): Promise<string | null> {
  const plain = given ?? firstPassword();
  const password = await hashed(plain);
  const done = write(({ users, sessions }) => {
    sessions.removeOf(name, null);
    return users.setPassword(name, password, given === undefined);
  });
  return done ? plain : null;
}

/** Tokens, people and the audit log of the store. */
export function accessPages(base: WebBase): AccessPagesWorld {
  return {
    users: () => ({
      users: base.store.users
        .list()
        .map(({ name, role, made, mustChange }) => ({ name, role, made, mustChange })),
    }),
    tokens: () => ({ tokens: base.store.tokens.list() }),
    createToken(body, by) {
      const { secret, mark, token } = newToken(body, by, Date.now());
      return base.write(({ tokens }) => tokens.add(mark, token)) ? { token, secret } : null;
    },
    revokeToken: (id) => base.write(({ tokens }) => tokens.remove(id)),
    audit({ limit, cursor }) {
      const rows = base.store.audit.list(limit + 1, cursor === undefined ? null : Number(cursor));
      const shown = rows.slice(0, limit);
      const next = rows.length > limit ? String(shown.at(-1)!.id) : null;
      return { items: shown.map(auditItem), next };
    },
  };
}

function auditItem({ at, who, by, address, what, about, status }: Audited) {
  return { at, who, by: by as 'password' | 'link' | 'token' | null, address, what, about, status };
}
