import { glob, stat } from 'node:fs/promises';
import { matchesGlob, resolve } from 'node:path';
import { accessError } from './file-access.ts';
import { logFamily } from './rotated-name.ts';

const MAGIC = /[*?[{]/;
const HIDDEN = /(^|\/)\.[^./]/;
const JOURNAL = /\.journal~?$/;

/** What a source was asked to follow. */
export interface FollowPaths {
  /** Paths of files, in full. */
  readonly named: readonly string[];
  /** Patterns, in full. */
  readonly patterns: readonly string[];
  readonly exclude: readonly string[];
}

/** Sorts what a person wrote into paths and patterns. A file whose name holds a star is still a file. */
export async function followPaths(
  paths: readonly string[],
  exclude: readonly string[],
): Promise<FollowPaths> {
  const named: string[] = [];
  const patterns: string[] = [];
  for (const path of new Set(paths.map((one) => resolve(one)))) {
    const isFile = await stat(path).then(
      () => true,
      () => false,
    );
    (MAGIC.test(path) && !isFile ? patterns : named).push(path);
  }
  return { named, patterns, exclude: exclude.map((one) => resolve(one)) };
}

/**
 * Files that patterns lead to just now, in the order of the alphabet: no directories, no hidden ones, no journals.
 * `full` when there were more than `most`.
 */
export async function discover(
  paths: FollowPaths,
  most: number,
): Promise<{ found: string[]; full: boolean }> {
  const found = new Set<string>();
  for (const pattern of paths.patterns) {
    try {
      for await (const entry of glob(pattern, { withFileTypes: true })) {
        const path = resolve(entry.parentPath, entry.name);
        if (!(entry.isFile() || entry.isSymbolicLink()) || !isWanted(path, pattern, paths)) continue;
        if (found.size >= most && !found.has(path)) return { found: [...found].sort(), full: true };
        if (entry.isFile() || (await leadsToFile(path))) found.add(path);
      }
    } catch (error) {
      // A folder that went away while it was looked into.
      if ((await accessError(pattern, error)).code !== 'INPUT_NOT_FOUND') throw error;
    }
  }
  return { found: [...found].sort(), full: false };
}

/** Whether a path that is known from earlier is one of those that are meant. */
export function isMeant(path: string, paths: FollowPaths): boolean {
  if (paths.named.includes(path)) return true;
  return paths.patterns.some((pattern) => matchesGlob(path, pattern) && isWanted(path, pattern, paths));
}

/** Folders whose changes tell that a pattern may find more: those of files, and the fixed beginning of patterns. */
export function foldersOf(paths: FollowPaths): string[] {
  const fixed = paths.patterns.map((pattern) => {
    const steps = pattern.split('/');
    const magic = steps.findIndex((step) => MAGIC.test(step));
    return steps.slice(0, magic).join('/') || '/';
  });
  return [...new Set(fixed)];
}

function isWanted(path: string, pattern: string, { exclude }: FollowPaths): boolean {
  if ((HIDDEN.test(path) && !HIDDEN.test(pattern)) || JOURNAL.test(path)) return false;
  return !exclude.some((one) => one === path || matchesGlob(path, one));
}

async function leadsToFile(path: string): Promise<boolean> {
  return await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

/** Files in the order in which they are looked at: those of one log together, the one without a number first. */
export function inOrder(paths: Iterable<string>): string[] {
  return [...paths].sort((a, b) => compare(logFamily(a), logFamily(b)) || compare(a, b));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
