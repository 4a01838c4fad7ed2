import { BlockList, isIP } from 'node:net';

/** A set of addresses and networks. */
export class Networks {
  readonly #list = new BlockList();

  /** Null when one of them is neither an address nor a network in CIDR notation (RFC 4632). */
  static of(texts: readonly string[]): Networks | null {
    const networks = new Networks();
    return texts.every((text) => networks.#add(text)) ? networks : null;
  }

  has(address: string): boolean {
    const family = isIP(address);
    return family !== 0 && this.#list.check(address, family === 6 ? 'ipv6' : 'ipv4');
  }

  #add(text: string): boolean {
    const [, address = '', bits] = /^([^/%]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : Number(bits);
    if (family === 0 || prefix > most) return false;
    this.#list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
    return true;
  }
}

/**
 * Addresses against which nothing is ever done: this machine, its neighbours, private networks, and what is no single
 * machine (IANA special-purpose registries, RFC 6890). What carries an IPv4 address inside is among them.
 */
export const SPECIAL: Networks = Networks.of([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2002::/16'],
  ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
])!;

/** Addresses that stand in a text, as they stand there, each once; a port behind one is not part of it. */
export function addressesIn(text: string): string[] {
  const found = new Set<string>();
  for (const [word] of text.matchAll(/[0-9A-Fa-f:.]{2,}/g)) {
    const bare = word.replace(/[.:]+$/, (end) => (end === '::' ? end : ''));
    const [, v4] = /^:*(\d+\.\d+\.\d+\.\d+)(?::\d+)?$/.exec(bare) ?? [];
    for (const one of [bare, v4 ?? '']) if (isIP(one) !== 0) found.add(one);
  }
  return [...found];
}
