import { readFile, statfs } from 'node:fs/promises';
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';

/** What is measured, in per cent but for the load. */
export interface Reading {
  /** `disk used of /var`, `inodes used of /var`, `memory used`, `swap used`, `load per core`. */
  readonly metric: string;
  readonly value: number;
  /** Absent for the load. */
  readonly unit?: '%';
}

/**
 * File systems that a machine keeps its data on. Not those of other machines: asking one that is gone never ends. Not
 * read-only images, which are always full.
 */
const LOCAL = new Set([
  'bcachefs',
  'btrfs',
  'ext2',
  'ext3',
  'ext4',
  'f2fs',
  'jfs',
  'reiserfs',
  'vfat',
  'xfs',
  'zfs',
]);
const MOST_DISKS = 64;

/** All that can be read of this machine just now; what cannot be is left out. */
export async function readHost(): Promise<Reading[]> {
  const [disks, memory] = await Promise.all([readDisks(), readMemory()]);
  return [...disks, ...memory, { metric: 'load per core', value: loadavg()[0]! / availableParallelism() }];
}

/** Places of the local file systems of a mount table (`/proc/mounts`), each device once, by its shortest place. */
export function localPlaces(table: string): string[] {
  const places = new Map<string, string>();
  for (const row of table.split('\n')) {
    const [device, place, type, options] = row.split(' ').map(unescaped);
    if (device === undefined || place === undefined || !LOCAL.has(type ?? '')) continue;
    if ((options ?? '').split(',').includes('ro')) continue;
    const known = places.get(device);
    if (known === undefined || place.length < known.length) places.set(device, place);
  }
  return [...places.values()].sort().slice(0, MOST_DISKS);
}

/** Blanks and the like are written in octal there (getmntent(3)). */
function unescaped(word: string): string {
  return word.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** Memory and swap in use, of `/proc/meminfo`; what the kernel would give back counts as free. */
export function memoryOf(meminfo: string): Reading[] {
  const kB = new Map(
    [...meminfo.matchAll(/^(\w+): +(\d+)/gm)].map(([, name, value]) => [name!, Number(value)]),
  );
  const used = (metric: string, free: string, total: string): Reading[] => {
    const [left, all] = [kB.get(free), kB.get(total)];
    return left === undefined || all === undefined || all === 0
      ? []
      : [{ metric, value: percent(all - left, all), unit: '%' }];
  };
  return [...used('memory used', 'MemAvailable', 'MemTotal'), ...used('swap used', 'SwapFree', 'SwapTotal')];
}

async function readDisks(): Promise<Reading[]> {
  const table = await readFile('/proc/mounts', 'utf8').catch(() => '/ / ext4 rw');
  const all = await Promise.all(localPlaces(table).map(readDisk));
  return all.flat();
}

/** As `df` says it: of what somebody who is not root may use. */
async function readDisk(place: string): Promise<Reading[]> {
  try {
    const { blocks, bfree, bavail, files, ffree } = await statfs(place);
    const used = blocks - bfree;
    return [
      ...(blocks > 0
        ? [{ metric: `disk used of ${place}`, value: percent(used, used + bavail), unit: '%' as const }]
        : []),
      // Some file systems make inodes as they need them, and say 0.
      ...(files > 0
        ? [{ metric: `inodes used of ${place}`, value: percent(files - ffree, files), unit: '%' as const }]
        : []),
    ];
  } catch {
    // Unmounted meanwhile, or not for us to see.
    return [];
  }
}

async function readMemory(): Promise<Reading[]> {
  try {
    return memoryOf(await readFile('/proc/meminfo', 'utf8'));
  } catch {
    return [{ metric: 'memory used', value: percent(totalmem() - freemem(), totalmem()), unit: '%' }];
  }
}

function percent(part: number, whole: number): number {
  return whole <= 0 ? 0 : (100 * part) / whole;
}
