import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Finds the addresses of a name, as `dns.lookup` with `all` does. */
export type Resolve = (
  host: string,
  done: (error: NodeJS.ErrnoException | null, addresses: readonly Address[]) => void,
) => void;

interface Address {
  readonly address: string;
  readonly family: number;
}

/** An address that is not on the public internet, where only `allow_private` may lead. */
export class PrivateAddressError extends Error {
  readonly code = 'PRIVATE_ADDRESS';
}

const PRIVATE = privateNetworks();

/**
 * Networks that a URL from a configuration may not lead to by itself: this machine, its neighbours, the cloud's
 * metadata service, and what is reserved (IANA special-purpose registries, RFC 6890). What carries an IPv4 address
 * inside (6to4, Teredo, NAT64, IPv4-compatible) is among them, as nobody publishes a webhook there.
 */
function privateNetworks(): BlockList {
  const list = new BlockList();
  const v4 = [
    ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
    ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
    ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ];
  const v6 = [
    ...['::/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/32', '2001:db8::/32', '2002::/16'],
    ...['fc00::/7', 'fe80::/10', 'fec0::/10', 'ff00::/8'],
  ];
  for (const [networks, family] of [[v4, 'ipv4'] as const, [v6, 'ipv6'] as const]) {
    for (const network of networks) {
      const [address, bits] = network.split('/');
      list.addSubnet(address!, Number(bits), family);
    }
  }
  return list;
}

/** Whether an address lies where only `allow_private` may lead; IPv4 inside IPv6 (`::ffff:…`) is looked through. */
export function isPrivate(address: string): boolean {
  // A zone (`fe80::1%eth0`) belongs to addresses of a link.
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return true;
  return PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** The address that a URL's host is by itself; null when it is a name. Decimal and octal forms are read by `URL`. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? null : bare;
}

/** Addresses by the system's resolver. */
export const resolveBySystem: Resolve = (host, done) => {
  systemLookup(host, { all: true }, (error, addresses) => done(error, addresses));
};

/**
 * A lookup for `http.request` whose answer is what is connected to, so that a name cannot change between check and
 * connection. A name with one private address among public ones is refused as a whole.
 */
export function checkedLookup(resolve: Resolve): LookupFunction {
  return (host, options, callback) => {
    resolve(host, (error, addresses) => {
      if (error !== null) return callback(error, '', 0);
      const wanted = addresses.filter(({ family }) => !options.family || family === options.family);
      if (addresses.some(({ address }) => isPrivate(address))) {
        return callback(new PrivateAddressError('the name leads to a private address'), '', 0);
      }
      const [first] = wanted;
      if (first === undefined) return callback(new Error('the name has no address'), '', 0);
      if (options.all === true) callback(null, [...wanted]);
      else callback(null, first.address, first.family);
    });
  };
}
