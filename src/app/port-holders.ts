import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ListenAddress } from '../sources/listen-address.ts';
import { kernelAddress } from '../sources/udp-drops.ts';

/** A process that listens. */
export interface PortHolder {
  readonly pid: number;
  /** As the kernel knows it; another program chose it. */
  readonly program: string;
}

/** State of a TCP socket that listens (net/tcp_states.h). */
const LISTENING = '0A';
const MOST_PROCESSES = 20_000;
const NOWHERE = /^0+:/;

/**
 * The processes of this machine that listen at an address or at one that includes it, of Linux' /proc; empty where
 * nobody does, or this user may not see who.
 */
export function portHolders(transport: 'udp' | 'tcp', address: ListenAddress, root = '/'): PortHolder[] {
  const inodes = new Set(
    [transport, `${transport}6`].flatMap((name) =>
      inodesOf(textOf(join(root, 'proc/net', name)), { transport, address }),
    ),
  );
  return inodes.size === 0 ? [] : holdersOf(inodes, root);
}

function inodesOf(
  table: string,
  { transport, address }: { transport: string; address: ListenAddress },
): string[] {
  const wanted = kernelAddress(address);
  const port = wanted.slice(wanted.indexOf(':'));
  return table
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local = '', , state]) => {
      if (!local.endsWith(port) || (transport === 'tcp' && state !== LISTENING)) return false;
      return local === wanted || NOWHERE.test(local) || NOWHERE.test(wanted);
    })
    .flatMap((columns) => columns[9] ?? []);
}

function holdersOf(inodes: ReadonlySet<string>, root: string): PortHolder[] {
  const sockets = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const found: PortHolder[] = [];
  const processes = namesIn(join(root, 'proc')).filter((name) => /^\d+$/.test(name));
  for (const process of processes.slice(0, MOST_PROCESSES)) {
    const folder = join(root, 'proc', process, 'fd');
    if (namesIn(folder).some((fd) => sockets.has(linkOf(join(folder, fd)))))
      found.push({ pid: Number(process), program: textOf(join(root, 'proc', process, 'comm')).trim() });
  }
  return found;
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
