import { glob, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LogsiftError } from '../core/errors.ts';
import type { UnreadInput } from '../core/scan-result.ts';
import { accessError } from './file-access.ts';

const MAX_DEPTH = 16;

/** Walks what a person named and finds the files in it, each once, however many names (links) lead to it. */
export class FileFinder {
  /** What was found and cannot be read, with the reason. */
  readonly unread: UnreadInput[] = [];
  readonly #maxFiles: number;
  /** Device and inode of every file and directory that was taken. */
  readonly #seen = new Set<string>();
  #files = 0;
  #full = false;

  /** @param maxFiles of all paths together; what is more is said to be unread */
  constructor(maxFiles: number) {
    this.#maxFiles = maxFiles;
  }

  /** Files of one path (a file, a directory or a glob), in the order of the alphabet. */
  async find(path: string): Promise<string[]> {
    const files: string[] = [];
    try {
      await stat(path);
    } catch (error) {
      const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      if (missing && /[*?[{]/.test(path)) await this.#glob(path, files);
      else this.#refuse(path, missing ? await notFound(path) : await accessError(path, error));
      return files;
    }
    await this.#take(path, files);
    return files;
  }

  async #glob(pattern: string, files: string[]): Promise<void> {
    const matches: string[] = [];
    const hidden = /(^|[/\\])\.[^./\\]/;
    try {
      for await (const match of glob(pattern)) {
        if (hidden.test(match) && !hidden.test(pattern)) continue;
        matches.push(match);
        // A directory and all that is in it may both match; twice the cap is then still enough.
        if (matches.length >= 10 * this.#maxFiles) break;
      }
    } catch (error) {
      return this.#refuse(pattern, await accessError(pattern, error));
    }
    for (const match of matches.sort()) await this.#take(match, files);
    if (matches.length === 0) {
      this.#refuse(pattern, new LogsiftError('INPUT_NOT_FOUND', `no file matches ${pattern}`));
    }
  }

  /** Adds what a name that a person gave leads to. */
  async #take(path: string, files: string[]): Promise<void> {
    const before = { files: files.length, unread: this.unread.length, seen: this.#seen.size };
    const stats = await stat(path).catch(() => null);
    if (stats?.isDirectory()) {
      await this.#walk(path, 0, files);
      // One entry was seen: the directory itself.
      if (
        before.files === files.length &&
        before.unread === this.unread.length &&
        this.#seen.size - before.seen === 1
      ) {
        this.#refuse(
          path,
          new LogsiftError('INPUT_NOT_FOUND', `${path} is a directory without a file to read in it`),
        );
      }
    } else if (stats === null || this.#isNew(stats)) {
      this.#add(path, files);
    }
  }

  async #walk(directory: string, depth: number, files: string[]): Promise<void> {
    if (depth > MAX_DEPTH) {
      const why = `${directory} is more than ${MAX_DEPTH} directories deep: name it by itself to read it`;
      return this.#refuse(directory, new LogsiftError('INPUT_UNREADABLE', why));
    }
    let names: string[];
    try {
      if (!this.#isNew(await stat(directory))) return;
      names = (await readdir(directory)).sort();
    } catch (error) {
      return this.#refuse(directory, await accessError(directory, error));
    }
    let journals = 0;
    for (const name of names) {
      // Hidden: editors' swap files, repositories, and what else is not meant to be looked at.
      if (name.startsWith('.') || this.#full) continue;
      const path = join(directory, name);
      let stats: Awaited<ReturnType<typeof stat>>;
      try {
        stats = await stat(path);
      } catch (error) {
        this.#refuse(path, await accessError(path, error));
        continue;
      }
      if (stats.isDirectory()) await this.#walk(path, depth + 1, files);
      else if (!stats.isFile()) continue;
      else if (/\.journal~?$/.test(name)) journals++;
      else if (this.#isNew(stats)) this.#add(path, files);
    }
    if (journals > 0) {
      const which = journals === 1 ? 'a systemd journal file' : `${journals} systemd journal files`;
      const why = `${directory} holds ${which}: read the journal with \`logsift journal\``;
      this.#refuse(directory, new LogsiftError('INPUT_BINARY', why));
    }
  }

  #isNew(stats: { readonly dev: number | bigint; readonly ino: number | bigint }): boolean {
    const key = `${stats.dev}:${stats.ino}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #add(path: string, files: string[]): void {
    if (this.#files < this.#maxFiles) {
      this.#files++;
      files.push(path);
    } else if (!this.#full) {
      this.#full = true;
      const why = `more than ${this.#maxFiles} files: from ${path} on they were not read; name fewer at a time`;
      this.#refuse(path, new LogsiftError('INPUT_UNREADABLE', why));
    }
  }

  #refuse(name: string, error: LogsiftError): void {
    this.unread.push({ name, code: error.code, reason: error.message });
  }
}

/** Says how far the path exists, and what is there under a like name. */
async function notFound(path: string): Promise<LogsiftError> {
  let parent = dirname(path);
  while (parent !== dirname(parent) && (await stat(parent).catch(() => null)) === null)
    parent = dirname(parent);
  let hint = '';
  if (parent !== dirname(path)) hint = ` (${parent} does)`;
  else {
    const stem = basename(path).toLowerCase().split('.', 1)[0]!;
    const names = await readdir(parent).catch(() => []);
    const like = names.filter((name) => stem !== '' && name.toLowerCase().startsWith(stem)).sort();
    if (like.length > 0) hint = `; there is ${like.slice(0, 3).join(', ')}`;
  }
  return new LogsiftError('INPUT_NOT_FOUND', `${path} does not exist${hint}`);
}
