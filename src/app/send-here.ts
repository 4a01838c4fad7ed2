import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { addressText, isLoopback } from '../sources/listen-address.ts';
import type { Listener } from './listeners.ts';

/** Where devices send to: an address of this machine, and the ports of what they speak. */
export interface SendHere {
  readonly host: string;
  readonly others: readonly string[];
  readonly ports: { readonly [protocol in 'udp' | 'tcp' | 'tls' | 'traps']?: number };
  readonly first: readonly { readonly text: string; readonly lines: readonly string[] }[];
}

/** Documentation's own (RFC 5737), where this machine has none that others reach. */
const EXAMPLE = '192.0.2.10';

/**
 * What devices have to know of this machine, where it listens as a configuration says.
 *
 * @param named whether a source `syslog` is written down; `listen` says where else
 */
export function sendHere(listeners: readonly Listener[], named: boolean, root = '/'): SendHere {
  const syslog = listeners.filter(({ what }) => what === 'syslog');
  const traps = listeners.filter(({ what }) => what === 'snmp-trap');
  const open = [...syslog, ...traps].filter(({ address }) => !isLoopback(address.host));
  const said = open.find(({ address }) => !isWildcard(address.host))?.address.host;
  const own = ownAddresses(root);
  const host = said ?? own[0] ?? EXAMPLE;
  const port = (protocol: Listener['protocol'], of: readonly Listener[]) => {
    const all = of.filter((one) => one.protocol === protocol);
    return (all.find(({ address }) => !isLoopback(address.host)) ?? all[0])?.address.port;
  };
  const ports = {
    ...{ udp: port('udp', syslog), tcp: port('tcp', syslog), tls: port('tls', syslog) },
    traps: port('udp', traps),
  };
  const known = Object.entries(ports).filter(([, one]) => one !== undefined);
  return {
    ...{ host, others: said === undefined ? own.slice(1) : [] },
    ports: Object.fromEntries(known),
    first: [
      ...hereFirst({ syslog, open, named }),
      ...(own.length === 0 && said === undefined ? [NO_ADDRESS] : []),
    ],
  };
}

/** The same for an address that was given: over what is listened for on that port, else over both. */
export function sendTo(
  { host, port }: { readonly host: string; readonly port: number },
  listeners: readonly Listener[],
): SendHere {
  const there = listeners.filter(({ what, address }) => what === 'syslog' && address.port === port);
  const protocols = there.length === 0 ? (['udp', 'tcp'] as const) : there.map(({ protocol }) => protocol);
  const traps = listeners.find(({ what }) => what === 'snmp-trap')?.address.port;
  return {
    ...{ host, others: [], first: [] },
    ports: {
      ...Object.fromEntries(protocols.map((protocol) => [protocol, port])),
      ...(traps === undefined ? {} : { traps }),
    },
  };
}

const NO_ADDRESS = {
  text: `This machine has no address that others reach; ${EXAMPLE} stands for the one that it will have.`,
  lines: [],
};

function hereFirst({
  syslog,
  open,
  named,
}: {
  readonly syslog: readonly Listener[];
  readonly open: readonly Listener[];
  readonly named: boolean;
}): SendHere['first'] {
  if (open.some(({ what }) => what === 'syslog')) return [];
  const [one] = syslog;
  const port = one?.address.port ?? 5514;
  const now =
    one === undefined
      ? 'nowhere for syslog'
      : `on ${addressText(one.address)} alone, which no other machine reaches`;
  const lines = named
    ? ['sources:', `  - { type: syslog, udp: ':${port}', tcp: ':${port}' }`]
    : [`listen: [':${port}']`];
  return [{ text: `First here: logsift listens ${now}. In its configuration, then logsift reload:`, lines }];
}

function isWildcard(host: string): boolean {
  return host === '::' || host === '0.0.0.0';
}

/** Addresses of this machine that others reach, that of the default route first; IPv4 before IPv6. */
function ownAddresses(root: string): string[] {
  const usual = defaultInterface(root);
  return Object.entries(networkInterfaces())
    .flatMap(([name, all = []]) => all.map((one) => ({ ...one, name })))
    .filter(({ internal, address }) => !internal && !/^(?:fe80|169\.254)/i.test(address))
    .sort((a, b) => weight(b, usual) - weight(a, usual))
    .map(({ address }) => address);
}

function weight({ name, family }: { name: string; family: string }, usual: string | null): number {
  return (
    (name === usual ? 2 : 0) + (family === 'IPv4' ? 1 : 0) - (/^(?:docker|br-|veth|virbr)/.test(name) ? 4 : 0)
  );
}

/** The interface that the default route leaves by, of /proc/net/route; null where there is none. */
function defaultInterface(root: string): string | null {
  try {
    const rows = readFileSync(join(root, 'proc/net/route'), 'latin1').split('\n').slice(1);
    return rows.map((row) => row.split('\t')).find(([, to]) => to === '00000000')?.[0] ?? null;
  } catch {
    return null;
  }
}
