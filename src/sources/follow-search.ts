import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LogsiftError } from '../core/errors.ts';
import { FollowedFile } from './follow-file.ts';
import { PackedFile } from './follow-packed.ts';
import { type FileState, inodeOf } from './follow-state.ts';
import { isRotatedName, logFamily } from './rotated-name.ts';

const TRIES = 3;
const BETWEEN_TRIES = 20;

/** A file that is being read, or was, in one of its two shapes. */
export type Followed = FollowedFile | PackedFile;

export interface Sibling {
  readonly path: string;
  readonly inode: string;
  readonly stats: BigIntStats;
}

/** Regular files that rotation may have made of the log at `path`, itself left out; those last changed come last. */
async function siblings(path: string): Promise<Sibling[]> {
  const folder = dirname(path);
  const family = logFamily(path);
  const found: Sibling[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const sibling = join(folder, name);
    if (sibling === path || logFamily(sibling) !== family) continue;
    const stats = await look(sibling);
    if (stats?.isFile()) found.push({ path: sibling, inode: inodeOf(stats), stats });
  }
  return found.sort((a, b) => Number(a.stats.mtimeNs - b.stats.mtimeNs) || (a.path < b.path ? 1 : -1));
}

/**
 * Opens the file that `state` tells of, where it says: under its name, else under one that rotation gave it, else as
 * a copy of it, compressed or not. Null when it is nowhere. `taken` says which inodes are not meant.
 */
export async function locate(
  path: string,
  state: FileState,
  taken: (inode: string) => boolean,
): Promise<Followed | null> {
  // It may be renamed just while it is looked for.
  for (let tries = 0; tries < TRIES; tries++) {
    if (tries > 0) await sleep(BETWEEN_TRIES);
    const file = await lookFor(path, state, taken);
    if (file !== null) return file;
  }
  return null;
}

async function lookFor(
  path: string,
  state: FileState,
  taken: (inode: string) => boolean,
): Promise<Followed | null> {
  const inode = inodeOf(state);
  const here = await look(path);
  const all = await siblings(path);
  if (here?.isFile()) all.unshift({ path, inode: inodeOf(here), stats: here });
  const free = all.filter((one) => !taken(one.inode));
  const same = free.filter((one) => one.inode === inode);
  // Nothing was read of it, so that there is nothing to know a copy by.
  const copies = state.n === 0 ? [] : free.filter((one) => one.inode !== inode);
  for (const one of [...same, ...copies]) {
    const file = await recognise(one, state, one.inode === inode);
    if (file !== null) return file;
  }
  return null;
}

/** Opens a file where `state` says, if it is the one, plain or compressed; null also when it cannot be read. */
export async function recognise(one: Sibling, state: FileState, sameInode = false): Promise<Followed | null> {
  try {
    if (sameInode && state.packed && state.pos === Number.MAX_SAFE_INTEGER)
      return PackedFile.done(one.path, seen(one));
    if (!state.packed) {
      const plain = await FollowedFile.recognise(one.path, state);
      if (plain !== null) return plain;
    }
    return await PackedFile.recognise(one.path, state);
  } catch (error) {
    if (error instanceof LogsiftError) return null;
    throw error;
  }
}

/** Files that were rotated away after the one that `state` tells of and were never seen: oldest first. */
export async function successors(
  path: string,
  state: Pick<FileState, 'mtime' | 'birth'>,
  known: (one: Sibling) => boolean | Promise<boolean>,
): Promise<Sibling[]> {
  const found: Sibling[] = [];
  for (const one of await siblings(path)) {
    if (!isRotatedName(one.path) || Number(one.stats.mtimeNs / 1000n) / 1000 < state.mtime) continue;
    const birth = Number(one.stats.birthtimeMs);
    if (state.birth > 0 && birth > 0 && birth < state.birth) continue;
    if (!(await known(one))) found.push(one);
  }
  return found;
}

/** What is known of a file from outside. */
export function seen(one: Sibling) {
  return {
    inode: one.inode,
    size: Number(one.stats.size),
    mtime: Number(one.stats.mtimeNs / 1000n) / 1000,
    birth: Number(one.stats.birthtimeMs),
  };
}

/** What is at a path, links followed; null when nothing is, or it cannot be said. */
async function look(path: string): Promise<BigIntStats | null> {
  return await stat(path, { bigint: true }).catch(() => null);
}
