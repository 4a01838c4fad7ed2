import type { networkInterfaces } from 'node:os';
import type { Event } from '../../core/event.ts';
import type { Notice } from '../../core/notice.ts';
import type { SharedAddressStatus } from '../../core/status.ts';
import { count } from '../../core/words.ts';

const MOST_ADDRESSES = 4096;
/** Hosts that are told apart behind one address. */
const MOST_CLAIMED = 64;
/** So many names from one address are more than one machine has. */
const MANY = 5;
/** Lines without a name that make it worth a word, and that are no more than a relay says of itself. */
const NAMELESS = 20;
const MOST_NAMED = 3;
const MOST_SHOWN = 20;
const DEFAULT_BRIDGE = '172.17.0.1';

type Interfaces = ReturnType<typeof networkInterfaces>;

interface Address {
  readonly claimed: Set<string>;
  lines: number;
  nameless: number;
  told: boolean;
}

/** Addresses from which the lines of several senders come, so that those that name no host are nobody's. */
export class SharedAddresses {
  readonly #gateways: ReadonlySet<string>;
  readonly #addresses = new Map<string, Address>();

  /** @param interfaces those of this machine */
  constructor(interfaces: Interfaces) {
    this.#gateways = bridgeGateways(interfaces);
  }

  observe({ sender, host }: Event): void {
    if (sender === null) return;
    let of = this.#addresses.get(sender);
    if (of === undefined) {
      if (this.#addresses.size >= MOST_ADDRESSES)
        this.#addresses.delete(this.#addresses.keys().next().value!);
      of = { claimed: new Set(), lines: 0, nameless: 0, told: false };
      this.#addresses.set(sender, of);
    }
    of.lines++;
    if (host === null || host === sender) of.nameless++;
    else if (of.claimed.size < MOST_CLAIMED) of.claimed.add(host);
  }

  /** What is to be said now, once of each address; to be called every few seconds (`now`: epoch ms). */
  look(now: number): Notice[] {
    const notices: Notice[] = [];
    for (const [address, of] of this.#addresses) {
      if (of.told || !this.#hides(address, of)) continue;
      of.told = true;
      notices.push({ kind: 'gap', about: `sender:${address}`, text: this.#text(address, of), time: now });
    }
    return notices;
  }

  get status(): SharedAddressStatus[] {
    return [...this.#addresses]
      .filter(([address, of]) => this.#hides(address, of))
      .map(([address, { claimed, lines, nameless }]) => ({
        ...{ address, hosts: claimed.size, lines, nameless },
        gateway: this.#gateways.has(address),
      }))
      .sort((a, b) => b.nameless - a.nameless)
      .slice(0, MOST_SHOWN);
  }

  #hides(address: string, { claimed, nameless }: Address): boolean {
    return nameless >= NAMELESS && (claimed.size >= MANY || this.#gateways.has(address));
  }

  #text(address: string, { claimed, lines, nameless }: Address): string {
    const of = `${count(nameless, 'line')} of ${lines.toLocaleString('en-US')}`;
    if (this.#gateways.has(address))
      return `all senders look like ${address}, the gateway of a container network: whose ${of} are that name no host is not known; run the container with the network of its host (network_mode: host), or set "userland-proxy": false in /etc/docker/daemon.json`;
    const names = [...claimed].slice(0, MOST_NAMED).join(', ');
    const many = claimed.size >= MOST_CLAIMED ? `${MOST_CLAIMED} or more` : claimed.size;
    return `lines of ${many} hosts (${names} and others) come from ${address}: whose ${of} are that name no host is not known; let the relay there write hosts in (rsyslog: template RSYSLOG_SyslogProtocol23Format; syslog-ng: keep-hostname(yes)), or let the devices behind that NAT or load balancer name themselves`;
  }
}

/**
 * Addresses that stand for others: those of this machine's bridges of containers, and, inside of a container, the first
 * of its network.
 */
export function bridgeGateways(interfaces: Interfaces): Set<string> {
  const gateways = new Set([DEFAULT_BRIDGE]);
  for (const [name, addresses] of Object.entries(interfaces)) {
    for (const { address, family, cidr } of addresses ?? []) {
      if (family !== 'IPv4') continue;
      if (/^(?:docker|br-[0-9a-f]{12}$|podman|cni-podman)/.test(name)) gateways.add(address);
      else if (isContainers(address)) gateways.add(firstOf(cidr ?? `${address}/16`));
    }
  }
  return gateways;
}

/** Networks that Docker (172.16.0.0/12) and Podman (10.88.0.0/16) give to containers by themselves. */
function isContainers(address: string): boolean {
  const [a, b] = address.split('.').map(Number);
  return (a === 172 && b! >= 17 && b! <= 31) || (a === 10 && b === 88);
}

function firstOf(cidr: string): string {
  const [address, bits] = cidr.split('/');
  const value = address!.split('.').reduce((all, part) => all * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(value / size) * size + 1;
  return [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.');
}
