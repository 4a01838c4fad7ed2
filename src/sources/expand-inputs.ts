import type { Readable } from 'node:stream';
import { LogsiftError } from '../core/errors.ts';
import type { UnreadInput } from '../core/scan-result.ts';
import type { LineBatch, Source } from '../core/source.ts';
import { hashText } from '../kit/hash.ts';
import { FileFinder } from './find-files.ts';
import { sources as kinds } from './index.ts';
import { hasJournal, type JournalPlace } from './journalctl.ts';

export interface ExpandOptions {
  /** What the journal is asked for: bounds as epoch ms, and a unit. Files are read whole. */
  readonly since?: number;
  readonly until?: number;
  readonly unit?: string;
  /** Which journal is meant; the machine's own when absent. */
  readonly journal?: JournalPlace;
  /** What `-` reads; `process.stdin` when absent. */
  readonly stdin?: Readable;
  readonly maxLineBytes?: number;
  /** IANA zone of dates in file names; the process's own when absent. */
  readonly timeZone?: string;
  /** Files taken from all paths together; 10,000 when absent. */
  readonly maxFiles?: number;
}

export interface ExpandedInputs {
  readonly sources: Source[];
  readonly unread: UnreadInput[];
}

interface Found {
  readonly path: string;
  readonly source: Source;
  readonly head: LineBatch | null;
}

/**
 * Opens what a person named: files, directories (all the way down, hidden names left out), globs, `-` for standard
 * input and `journal` (a file of that name is `./journal`). Order is that of the names, within a directory or glob
 * that of the alphabet. A file is read once, however many names lead to it. Files are looked into: their origins are
 * final, no two identities are equal, and what cannot be read is listed with the reason; nothing here throws.
 */
export async function expandInputs(
  paths: readonly string[],
  options: ExpandOptions = {},
): Promise<ExpandedInputs> {
  const finder = new FileFinder(options.maxFiles ?? 10_000);
  const inputs: (Source | Found)[] = [];
  for (const path of new Set(paths)) {
    if (path === '-')
      inputs.push(kinds.stdin.open(defined({ stream: options.stdin, ...lineLimit(options) })));
    else if (path === 'journal') inputs.push(openJournal(options));
    else {
      for (const name of await finder.find(path)) {
        const found = await look(name, options);
        if ('source' in found) inputs.push(found);
        else finder.unread.push(found);
      }
    }
  }
  const { apart, unread } = await tellApart(
    inputs.filter((input) => 'head' in input),
    options,
  );
  const sources = inputs.flatMap((input) => ('head' in input ? (apart.get(input) ?? []) : input));
  return { sources, unread: [...finder.unread, ...unread] };
}

/** What to scan when nothing was named: the journal if there is one, else the folder where logs lie. */
export async function machineInputs(): Promise<string[]> {
  return (await hasJournal()) ? ['journal'] : ['/var/log'];
}

function openJournal(options: ExpandOptions): Source {
  const { since, until, unit, journal } = options;
  const units = unit === undefined ? undefined : [unit];
  return kinds.journal.open({ ...journal, ...lineLimit(options), ...defined({ since, until, units }) });
}

function lineLimit(options: ExpandOptions): { maxLineBytes?: number } {
  return defined({ maxLineBytes: options.maxLineBytes });
}

async function look(
  path: string,
  options: ExpandOptions,
  identitySuffix?: string,
): Promise<Found | UnreadInput> {
  const { timeZone } = options;
  const source = kinds.file.open({ path, ...lineLimit(options), ...defined({ timeZone, identitySuffix }) });
  try {
    return { path, source, head: await source.peek() };
  } catch (error) {
    if (!(error instanceof LogsiftError)) throw error;
    return { name: path, code: error.code, reason: error.message };
  }
}

/**
 * Files that begin alike get an identity from more of their content, which stays when they are rotated; only what
 * is equal that far gets a number. A compressed copy beside its original is not read: it is the same log, caught
 * between compressing and removing.
 */
async function tellApart(files: readonly Found[], options: ExpandOptions) {
  const result = new Map<Found, Source>();
  const unread: UnreadInput[] = [];
  const print = (found: Found) => hashText(found.head?.buffer.toString('latin1') ?? '');
  for (const alike of Map.groupBy(files, (found) => found.source.origin.identity).values()) {
    if (alike.length === 1 || alike.every((found) => found.head === null)) {
      for (const found of alike) result.set(found, found.source);
      continue;
    }
    for (const [more, equal] of Map.groupBy(alike, print)) {
      const names = new Set(equal.map((found) => found.path));
      const copies = equal.filter(({ path }) => path !== plainName(path) && names.has(plainName(path)));
      const kept = equal.filter((found) => !copies.includes(found));
      for (const { path } of copies) {
        const reason = `${path} is a compressed copy of ${plainName(path)}, which is read`;
        unread.push({ name: path, code: 'INPUT_UNREADABLE', reason });
      }
      for (const [index, found] of kept.entries()) {
        const again = await look(found.path, options, `-${more}${index === 0 ? '' : `-${index + 1}`}`);
        result.set(found, 'source' in again ? again.source : found.source);
      }
    }
  }
  return { apart: result, unread };
}

function plainName(path: string): string {
  return path.replace(/\.(?:gz|zst|xz|bz2)$/, '');
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(options: T): Defined<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Defined<T>;
}
