import { isIP, type Server } from 'node:net';
import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';

/** Where a socket listens. */
export interface ListenAddress {
  /** An address of this machine; `::` is every one, of IPv4 too. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

const NO_IPV6: ReadonlySet<string> = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL']);

const WANTED = 'wants ADDRESS:PORT such as "127.0.0.1:5514", "[::1]:5514", or ":5514" for every address';

/** One address, several, or `false` for none → a list. */
export function listenAddresses(usual: string) {
  return z
    .union([z.literal(false), listenAddress(), z.array(listenAddress())], {
      error: 'wants an address such as "127.0.0.1:5514" or ":514", a list of them, or false',
    })
    .transform((value) => (value === false ? [] : Array.isArray(value) ? value : [value]))
    .prefault(usual);
}

/** `ADDRESS:PORT`, `[IPv6]:PORT`, `:PORT` or `*:PORT` (every address of this machine) → ListenAddress. */
function listenAddress() {
  return z.string({ error: WANTED }).transform((text, context): ListenAddress => {
    const address = parseListenAddress(text);
    if (address !== null) return address;
    context.addIssue({ code: 'custom', message: WANTED });
    return z.NEVER;
  });
}

/** The address a text names; null when it names none. */
export function parseListenAddress(text: string): ListenAddress | null {
  const parts = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text.trim());
  if (parts === null) return null;
  const [, six, four, digits] = parts;
  const port = Number(digits);
  const host = six ?? (four === '' || four === '*' ? '::' : four === 'localhost' ? '127.0.0.1' : four!);
  return port > 65_535 || isIP(host) === 0 ? null : { host, port };
}

/** Opens at an address; at every one of IPv4 where every address was wanted and there is no IPv6. */
export async function openAt<T>(
  address: ListenAddress,
  open: (address: ListenAddress) => Promise<T>,
): Promise<T> {
  try {
    return await open(address);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (address.host !== '::' || !NO_IPV6.has(code)) throw error;
    return await open({ ...address, host: '0.0.0.0' });
  }
}

/** Makes a server of streams listen; fails as `listen` does. */
export function listenOn(server: Server, address: ListenAddress): Promise<void> {
  return openAt(
    address,
    ({ host, port }) =>
      new Promise((done, fail) => {
        server.once('error', fail);
        server.listen({ host, port, exclusive: true }, () => {
          server.off('error', fail);
          done();
        });
      }),
  );
}

/** As a person writes it; every address is `*`. */
export function addressText({ host, port }: ListenAddress): string {
  const name = host === '::' ? '*' : host.includes(':') ? `[${host}]` : host;
  return `${name}:${port}`;
}

/** Whether it is an address (not a name) of this machine that no other can reach. */
export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
}

/** The address of a peer; IPv4 as such also where it came in through a socket of IPv6. */
export function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}

/** What a failed listen means to a person, as LISTEN_FAILED; `what` is `syslog: udp 127.0.0.1:514`. */
export function listenError(cause: unknown, what: string, address: ListenAddress): LogsiftError {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return new LogsiftError('LISTEN_FAILED', `cannot listen on ${what}: ${reason(code, address, cause)}`, {
    cause,
  });
}

function reason(code: string, { host, port }: ListenAddress, cause: unknown): string {
  switch (code) {
    case 'EADDRINUSE':
      return `another program does already (sudo ss -lnp 'sport = :${port}' says which): stop that one, or listen on another port`;
    case 'EACCES':
      return `ports below 1024 want the right CAP_NET_BIND_SERVICE (in a systemd unit: AmbientCapabilities=CAP_NET_BIND_SERVICE): grant it, or listen on a port of 1024 or more`;
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine (ip -brief address shows those it has); ":${port}" is every one`;
    case 'EAFNOSUPPORT':
      return `this machine has no ${host.includes(':') ? 'IPv6' : 'IPv4'}`;
    default:
      return cause instanceof Error ? cause.message : String(cause);
  }
}
