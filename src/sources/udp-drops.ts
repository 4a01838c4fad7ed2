import { readFileSync } from 'node:fs';
import { endianness } from 'node:os';
import type { ListenAddress } from './listen-address.ts';

/**
 * What the kernel dropped of the datagrams for one address, because the receive buffer was full: the column `drops` of
 * /proc/net/udp and udp6, of every socket that is bound to just this address and port.
 */
export class UdpDrops {
  readonly #file: string;
  readonly #address: string;
  /** By inode: several sockets may share a port, and each counts for itself. */
  readonly #last = new Map<string, number>();
  #total = 0;

  /** `text` names a file of that form; /proc/net/udp or udp6 when absent. */
  constructor(address: ListenAddress, file?: string) {
    this.#file = file ?? (address.host.includes(':') ? '/proc/net/udp6' : '/proc/net/udp');
    this.#address = kernelAddress(address);
  }

  /** Looks; returns all drops since the first look. What cannot be read counts nothing. */
  read(): number {
    let table: string;
    try {
      table = readFileSync(this.#file, 'latin1');
    } catch {
      return this.#total;
    }
    const seen = new Set<string>();
    for (const row of table.split('\n').slice(1)) {
      const columns = row.trim().split(/\s+/);
      if (columns[1] !== this.#address) continue;
      const inode = columns[9] ?? '';
      const drops = Number(columns[12]);
      if (!Number.isInteger(drops)) continue;
      seen.add(inode);
      // A counter of 32 bits that goes round.
      this.#total += (drops - (this.#last.get(inode) ?? 0)) >>> 0;
      this.#last.set(inode, drops);
    }
    for (const inode of this.#last.keys()) if (!seen.has(inode)) this.#last.delete(inode);
    return this.#total;
  }
}

/** `0100007F:158A`: as the kernel prints it, words of 32 bits in the byte order of the machine. */
export function kernelAddress({ host, port }: ListenAddress): string {
  const bytes = host.includes(':') ? ipv6Bytes(host) : host.split('.').map(Number);
  const words: string[] = [];
  for (let i = 0; i < bytes.length; i += 4) {
    const word = bytes.slice(i, i + 4);
    if (endianness() === 'LE') word.reverse();
    words.push(word.map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  }
  return `${words.join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase();
}

function ipv6Bytes(host: string): number[] {
  const [head = '', tail = ''] = host.replace(/%.*$/, '').split('::');
  const groups = (text: string) =>
    text
      .split(':')
      .filter((group) => group !== '')
      .flatMap((group) => (group.includes('.') ? dotted(group) : [Number.parseInt(group, 16)]));
  const front = groups(head);
  const back = groups(tail);
  const zeros = new Array<number>(Math.max(0, 8 - front.length - back.length)).fill(0);
  return [...front, ...zeros, ...back].flatMap((group) => [group >> 8, group & 255]);
}

function dotted(text: string): number[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [(a << 8) | b, (c << 8) | d];
}
