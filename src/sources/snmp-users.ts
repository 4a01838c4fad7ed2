import {
  type AuthProtocol,
  digestOf,
  localKey,
  type PrivacyProtocol,
  passwordKey,
  privacyKey,
} from './snmp-keys.ts';

/** Somebody who may send notifications of version 3, as configured. */
export interface SnmpUser {
  readonly name: string;
  readonly auth?: AuthProtocol | undefined;
  readonly auth_password?: string | undefined;
  readonly privacy?: PrivacyProtocol | undefined;
  readonly privacy_password?: string | undefined;
}

/** Keys of one user on one engine. */
export interface UserKeys {
  readonly user: SnmpUser;
  readonly auth: Buffer | null;
  readonly privacy: Buffer | null;
}

/** Engines whose keys are remembered, over all users. */
const MOST_ENGINES = 4096;

/** The users of version 3, and their keys by engine. */
export class SnmpUsers {
  readonly #users = new Map<string, SnmpUser>();
  readonly #master = new Map<string, { readonly auth: Buffer | null; readonly privacy: Buffer | null }>();
  readonly #keys = new Map<string, UserKeys>();

  constructor(users: readonly SnmpUser[]) {
    for (const user of users) this.#users.set(user.name, user);
  }

  /** Null for a user that is not known. The keys are remembered by `keep` alone, so that forged engines cost no room. */
  keysOf(name: string, engine: Buffer): UserKeys | null {
    const user = this.#users.get(name);
    if (user === undefined) return null;
    const known = this.#keys.get(keyName(name, engine));
    if (known !== undefined) return known;
    const { auth, privacy } = this.#masterOf(user);
    return {
      user,
      auth: auth === null ? null : localKey(user.auth!, auth, engine),
      privacy:
        privacy === null ? null : privacyKey({ auth: user.auth!, privacy: user.privacy! }, privacy, engine),
    };
  }

  keep(keys: UserKeys, engine: Buffer): void {
    const name = keyName(keys.user.name, engine);
    if (this.#keys.has(name)) return;
    if (this.#keys.size >= MOST_ENGINES) this.#keys.delete(this.#keys.keys().next().value!);
    this.#keys.set(name, keys);
  }

  #masterOf(user: SnmpUser) {
    let master = this.#master.get(user.name);
    if (master === undefined) {
      const { auth, auth_password, privacy, privacy_password } = user;
      master = {
        auth: auth === undefined ? null : passwordKey(auth, auth_password!),
        privacy: privacy === undefined ? null : passwordKey(auth!, privacy_password!),
      };
      this.#master.set(user.name, master);
    }
    return master;
  }
}

/** The message with its digest put in; `at` is where it stands, as zeros. */
export function signed(message: Buffer, at: number, keys: UserKeys): Buffer {
  message.set(digestOf(keys.user.auth!, keys.auth!, message), at);
  return message;
}

function keyName(name: string, engine: Buffer): string {
  return `${engine.toString('latin1')}\0${name}`;
}
