import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Check, checked, type Problem } from '../core/diagnosis.ts';
import { count, sized } from '../core/words.ts';
import { addressText } from '../sources/listen-address.ts';
import { tryPort } from '../sources/port-trial.ts';
import { UdpDrops } from '../sources/udp-drops.ts';
import type { Listener } from './listeners.ts';
import { type PortHolder, portHolders } from './port-holders.ts';

/** What ports and buffers are looked at with. */
export interface PortsLook {
  /** The logsift that runs on this state folder; null when none does. */
  readonly pid: number | null;
  /** What it says that it listens on, inputs and dashboard; empty where it was not asked. */
  readonly open: ReadonlySet<string>;
  /** `/` unless told otherwise. */
  readonly root?: string;
}

const UNIT = ['etc/systemd/system/logsift.service', 'usr/lib/systemd/system/logsift.service'];
/** Programs that take in syslog themselves, and how they let go of it. */
const RIVALS: { readonly [program: string]: readonly string[] } = {
  rsyslogd: [
    "grep -rnE 'imudp|imtcp' /etc/rsyslog*    # comment these out, then",
    'sudo systemctl restart rsyslog',
  ],
  'syslog-ng': [
    "grep -rnE '(network|syslog|udp|tcp)\\(' /etc/syslog-ng    # take out, then",
    'sudo systemctl restart syslog-ng',
  ],
  snmptrapd: ['sudo systemctl disable --now snmptrapd'],
};

/** Whether what the configuration listens on is free, or is ours. */
export async function checkPorts(listeners: readonly Listener[], look: PortsLook): Promise<Check[]> {
  const found = await Promise.all(listeners.map((listener) => portProblem(listener, look)));
  const problems = found.filter((problem) => problem !== null);
  const whose = look.pid === null ? 'free' : 'ours';
  const well =
    listeners.length === 0
      ? 'nothing is listened on'
      : `${listeners.map(nameOf).join(', ')}: ${listeners.length === 1 ? 'it is' : 'all'} ${whose}`;
  return checked('ports', problems, well);
}

/** `syslog udp *:514`. */
function nameOf({ what, protocol, address }: Listener): string {
  return `${what} ${protocol} ${addressText(address)}`;
}

async function portProblem(listener: Listener, look: PortsLook): Promise<Problem | null> {
  const { protocol, address } = listener;
  if (address.port === 0) return null;
  const transport = protocol === 'udp' ? 'udp' : 'tcp';
  const holders = portHolders(transport, address, look.root);
  if (look.pid !== null && holders.some(({ pid }) => pid === look.pid)) return null;
  const name = nameOf(listener);
  const trial = await tryPort(transport, address);
  if (trial === 'free') return freeProblem(name, look);
  // Who holds it may be hidden from this user.
  if (holders.length === 0 && [...look.open].some((input) => isSame(input, listener))) return null;
  if (trial === 'EADDRINUSE') return takenProblem(name, address.port, holders);
  if (trial === 'EACCES') return rightProblem(name, address.port, look);
  if (trial === 'EADDRNOTAVAIL') {
    const text = `${name}: ${address.host} is no address of this machine`;
    return { state: 'wrong', text, fix: ['ip -brief address'] };
  }
  return { state: 'wrong', text: `${name} cannot be listened on: ${trial}` };
}

function freeProblem(name: string, { pid }: PortsLook): Problem | null {
  if (pid === null) return null;
  const text = `${name}: the running logsift (process ${pid}) does not listen there; its configuration is another one`;
  return { state: 'warning', text, fix: ['sudo logsift reload'] };
}

function takenProblem(name: string, port: number, holders: readonly PortHolder[]): Problem {
  const [holder] = holders;
  const who = holder === undefined ? 'another program' : `${holder.program} (process ${holder.pid})`;
  const show = `sudo ss -lnp 'sport = :${port}'`;
  const rival = holder === undefined ? undefined : RIVALS[holder.program];
  const text = `${name}: ${who} listens there already; stop that one, or listen on another port`;
  return { state: 'wrong', text, fix: rival ?? [show] };
}

function rightProblem(name: string, port: number, { root = '/' }: PortsLook): Problem | null {
  // The service has the right, whatever the user who asks has.
  if (UNIT.some((unit) => textOf(join(root, unit)).includes('CAP_NET_BIND_SERVICE'))) return null;
  const text = `${name}: ports below 1024 want a right that this user has not; give it to all users of this machine, to the service, or listen on ${5000 + (port % 1000)}`;
  return {
    state: 'wrong',
    text,
    fix: [
      `sudo sysctl -w net.ipv4.ip_unprivileged_port_start=${port}`,
      'sudo systemctl edit logsift    # with the next two lines',
      '[Service]',
      'AmbientCapabilities=CAP_NET_BIND_SERVICE',
    ],
  };
}

/** `udp *:514`, or `127.0.0.1:8514` of the dashboard, is a listener; every address may have been opened as IPv4 alone. */
function isSame(open: string, { protocol, address }: Listener): boolean {
  const said = /^(udp|tcp|tls) /.exec(open)?.[1];
  return open.endsWith(`:${address.port}`) && (said === undefined ? protocol === 'tcp' : said === protocol);
}

/** Whether bursts of datagrams find room, and what was lost because they did not. */
export function checkBuffers(listeners: readonly Listener[], { pid, root = '/' }: PortsLook): Check[] {
  const datagrams = listeners.filter(({ buffer }) => buffer !== null);
  const most = Number.parseInt(textOf(join(root, 'proc/sys/net/core/rmem_max')), 10);
  const wanted = Math.max(0, ...datagrams.map(({ buffer }) => buffer!));
  const problems: Problem[] = [];
  const larger = [
    `echo net.core.rmem_max=${wanted} | sudo tee /etc/sysctl.d/60-logsift.conf`,
    'sudo sysctl --system && sudo systemctl restart logsift',
  ];
  if (most < wanted) {
    const text = `the kernel grants ${sized(most)} of receive buffer (net.core.rmem_max), and ${sized(wanted)} are wanted: what comes in bursts is lost`;
    problems.push({ state: 'warning', text, fix: larger });
  }
  for (const listener of pid === null ? [] : datagrams) {
    const file = join(root, listener.address.host.includes(':') ? 'proc/net/udp6' : 'proc/net/udp');
    const drops = new UdpDrops(listener.address, file).read();
    if (drops === 0) continue;
    const text = `${nameOf(listener)}: the kernel dropped ${count(drops, 'datagram')} since it was opened, as the receive buffer was full; a larger receive_buffer or more workers help`;
    const fix = most < wanted ? [] : ['logsift config print --effective | grep -E "receive_buffer|workers"'];
    problems.push({ state: 'warning', text, fix });
  }
  const well =
    datagrams.length === 0
      ? 'no datagrams are taken in'
      : `${sized(wanted)} for datagrams, and none was dropped`;
  return checked('buffers', problems, well);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
