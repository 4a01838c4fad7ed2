interface Failures {
  count: number;
  /** When another try is heard, ms. */
  until: number;
}

/** Tries that cost nothing: people mistype. */
const FREE = 5;
const LONGEST_FOR_USER = 30_000;
const LONGEST_FOR_ADDRESS = 15 * 60_000;
const FORGOTTEN_AFTER = 60 * 60_000;
const MOST = 10_000;

/**
 * Slows down guessing. After a few failures the pause before the next try is heard doubles: for a name up to half a
 * minute, so that nobody can lock somebody else out for long, for an address up to a quarter of an hour. Names that
 * nobody has are slowed down like others, so that nothing can be told from it.
 */
export class LoginPace {
  readonly #users = new Map<string, Failures>();
  readonly #addresses = new Map<string, Failures>();

  /** Ms to wait before a try is heard; 0 when it is. `now` is monotonic, ms. */
  wait(user: string, address: string, now: number): number {
    const until = [this.#users.get(user), this.#addresses.get(network(address))].map(
      (one) => one?.until ?? 0,
    );
    return Math.max(0, Math.max(...until) - now);
  }

  failed(user: string, address: string, now: number): void {
    slow(this.#users, user, { now, longest: LONGEST_FOR_USER });
    slow(this.#addresses, network(address), { now, longest: LONGEST_FOR_ADDRESS });
  }

  /** Of the address nothing is forgiven: one good account must not pay for guessing others. */
  succeeded(user: string): void {
    this.#users.delete(user);
  }
}

function slow(
  map: Map<string, Failures>,
  key: string,
  { now, longest }: { readonly now: number; readonly longest: number },
): void {
  const before = map.get(key);
  const count = before === undefined || now - before.until > FORGOTTEN_AFTER ? 1 : before.count + 1;
  const pause = count < FREE ? 0 : Math.min(longest, 1000 * 2 ** Math.min(20, count - FREE));
  map.delete(key);
  map.set(key, { count, until: now + pause });
  if (map.size > MOST) map.delete(map.keys().next().value!);
}

/** Of IPv6 the network: whoever has one address has 2^64. */
function network(address: string): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address;
  const [front = '', back] = address.split('::', 2);
  const parts = front === '' ? [] : front.split(':');
  const rest = back === undefined || back === '' ? [] : back.split(':');
  const whole =
    back === undefined ? parts : [...parts, ...Array(8 - parts.length - rest.length).fill('0'), ...rest];
  return `${whole.slice(0, 4).join(':')}::/64`;
}
