import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { LogsiftError } from '../core/errors.ts';
import type { LiveInputStatus, LiveSink, LiveSource } from '../core/live-source.ts';
import { accessError } from './file-access.ts';
import { FollowChain, type FollowContext } from './follow-chain.ts';
import { discover, type FollowPaths, foldersOf, followPaths, inOrder, isMeant } from './follow-paths.ts';
import { FollowRegistry } from './follow-registry.ts';
import { type FollowToken, readToken } from './follow-state.ts';
import { FolderWatch } from './follow-watch.ts';
import { isRotatedName } from './rotated-name.ts';

/** Changes that come together are looked at together. */
const GATHER = 20;
/** A scan that takes long is made so much more seldom that it takes at most this share of the time. */
const SHARE = 10;
const AT_ONCE = 32;
const COUNT_BYTES = 2 ** 30;
const MOST_WATCHES = 4096;

export interface FollowFilesOptions {
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly start: 'beginning' | 'end';
  readonly poll: number;
  readonly rotate_wait: number;
  readonly max_line: number;
  readonly max_files: number;
  readonly max_open: number;
}

/** Follows the files of some paths and patterns: looks at all of them again and again, and reads what is new. */
export class FollowFiles implements LiveSource {
  readonly #options: FollowFilesOptions;
  readonly #registry = new FollowRegistry();
  readonly #chains = new Map<string, FollowChain>();
  readonly #stop = new AbortController();
  readonly #dirty = new Set<string>();
  readonly #watch: FolderWatch;
  #paths: FollowPaths = { named: [], patterns: [], exclude: [] };
  #context: FollowContext | null = null;
  #running: Promise<void> | null = null;
  #wake: () => void = () => {};
  #discoverAt = 0;
  #full = false;
  #toldWatch = false;

  constructor(options: FollowFilesOptions) {
    this.#options = options;
    this.#watch = new FolderWatch(MOST_WATCHES, (folder, name) => this.#heard(folder, name));
  }

  async start(sink: LiveSink, resume: ReadonlyMap<string, string>): Promise<void> {
    if (this.#stop.signal.aborted) return;
    const { paths, exclude, start, rotate_wait: rotateWait, max_line: maxLineBytes } = this.#options;
    this.#paths = await followPaths(paths, exclude);
    const tokens = this.#tokens(sink, resume);
    const since = Math.min(sink.now(), ...[...tokens.values()].map((token) => token.since));
    const context: FollowContext = {
      ...{ sink, registry: this.#registry, maxLineBytes, start, rotateWait, since, again: tokens.size > 0 },
      ...{
        tick: () => performance.now(),
        signal: this.#stop.signal,
        countBytes: COUNT_BYTES,
        started: false,
      },
    };
    this.#context = context;
    for (const path of this.#paths.named) this.#chain(path, true);
    for (const [path, token] of tokens) {
      if (token.files.length > 0) this.#chain(path, false);
      this.#registry.expect(path, token.files);
    }
    for (const path of inOrder(tokens.keys())) await this.#chains.get(path)?.resume(tokens.get(path)!);
    for (const path of tokens.keys()) this.#registry.arrived(path);
    await this.#discover();
    for (const chain of this.#chains.values()) await chain.sight(await look(chain.path));
    context.started = true;
    this.#running = this.#run();
  }

  inputs(): readonly LiveInputStatus[] {
    return [...this.#chains.values()].map((chain) => chain.input.status());
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
    this.#running = null;
    this.#watch.close();
    for (const chain of this.#chains.values()) await chain.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    let everyAt = 0;
    let sink: LiveSink | null = null;
    while (!signal.aborted) {
      sink = this.#context!.sink;
      const from = performance.now();
      const every = from >= everyAt;
      try {
        if (from >= this.#discoverAt) await this.#discover();
        const more = await this.#scan(every ? this.#chains.keys() : [...this.#dirty]);
        for (const path of more) this.#dirty.add(path);
        await this.#closeIdle();
      } catch (error) {
        // What has no name yet must not end the following of everything else.
        const text = `files cannot be looked at: ${error instanceof Error ? error.message : String(error)}`;
        sink.notice({ kind: 'trouble', about: 'files', text, time: sink.now() });
        await this.#sleep(this.#options.poll);
      }
      const now = performance.now();
      if (every) everyAt = now + Math.max(this.#options.poll, SHARE * (now - from));
      if (this.#dirty.size > 0) await this.#sleep(0);
      else await this.#sleep(Math.max(1, Math.min(everyAt, this.#discoverAt) - now));
    }
  }

  /** Looks at paths and reads what is new, each one turn; returns those of which there is more. */
  async #scan(paths: Iterable<string>): Promise<string[]> {
    const chains = [...paths].flatMap((path) => this.#chains.get(path) ?? []);
    const more: string[] = [];
    for (let i = 0; i < chains.length; i += AT_ONCE) {
      const some = chains.slice(i, i + AT_ONCE);
      const looks = await Promise.all(some.map(({ path }) => look(path)));
      for (const [k, chain] of some.entries()) {
        if (this.#stop.signal.aborted) return more;
        this.#dirty.delete(chain.path);
        if (chain.isQuiet(looks[k]!)) continue;
        if (await chain.turn(looks[k]!)) more.push(chain.path);
        if (!chain.named && chain.isOver) {
          chain.end();
          this.#chains.delete(chain.path);
        }
      }
    }
    return more;
  }

  /** Looks for files that patterns lead to, and watches the folders of all. */
  async #discover(): Promise<void> {
    const from = performance.now();
    const { found, full } = await discover(this.#paths, this.#options.max_files);
    for (const path of inOrder(found)) this.#chain(path, false);
    this.#tellFull(full || this.#full);
    const folders = new Set([...this.#chains.keys()].map((path) => dirname(path)));
    for (const folder of foldersOf(this.#paths)) folders.add(folder);
    this.#watch.watch(folders);
    this.#tellWatch();
    const took = performance.now() - from;
    this.#discoverAt = performance.now() + Math.max(this.#options.poll, SHARE * took);
  }

  #chain(path: string, named: boolean): void {
    if (this.#chains.has(path)) return;
    if (this.#chains.size >= this.#options.max_files) this.#full = true;
    else {
      this.#chains.set(path, new FollowChain(path, named, this.#context!));
      this.#dirty.add(path);
    }
  }

  /** Closes rotated files that are quiet, and of more files than may be open those that were quiet longest. */
  async #closeIdle(): Promise<void> {
    const { max_open: most, rotate_wait: wait } = this.#options;
    const open = [...this.#chains.values()].flatMap(({ files }) => files.filter((file) => file.isOpen));
    // What no name leads to can never be opened again.
    const idle = open.filter((file) => !file.packed && !file.deleted).sort((a, b) => a.grewAt - b.grewAt);
    const now = performance.now();
    for (const [index, file] of idle.entries()) {
      const rotated = now - file.grewAt > wait && isRotatedName(file.path);
      if (rotated || index < open.length - most) await file.close();
    }
  }

  #heard(folder: string, name: string | null): void {
    const path = name === null ? null : `${folder === '/' ? '' : folder}/${name}`;
    if (path !== null && this.#chains.has(path)) this.#dirty.add(path);
    else {
      // A new file, or a rotated one of which something may be waited for.
      this.#discoverAt = Math.min(this.#discoverAt, performance.now() + GATHER);
    }
    this.#wake();
  }

  #sleep(ms: number): Promise<void> {
    if (this.#stop.signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      let timer = setTimeout(resolve, ms);
      let woken = false;
      this.#wake = () => {
        if (woken && !this.#stop.signal.aborted) return;
        woken = true;
        clearTimeout(timer);
        timer = setTimeout(resolve, this.#stop.signal.aborted ? 0 : Math.min(ms, GATHER));
      };
    });
  }

  #tokens(sink: LiveSink, resume: ReadonlyMap<string, string>): Map<string, FollowToken> {
    const tokens = new Map<string, FollowToken>();
    for (const [key, text] of resume) {
      if (!key.startsWith('file:')) continue;
      const path = key.slice('file:'.length);
      if (!isMeant(path, this.#paths)) continue;
      const token = readToken(text);
      if (token !== null) tokens.set(path, token);
      else {
        const what = `how far ${basename(path)} was read cannot be understood`;
        const then = `it is begun with as a file that is new (start: ${this.#options.start})`;
        sink.notice({ kind: 'gap', about: key, text: `${what}: ${then}`, time: sink.now() });
      }
    }
    return tokens;
  }

  #tellFull(full: boolean): void {
    if (!full || this.#toldFull) return;
    this.#toldFull = true;
    const { sink } = this.#context!;
    const text = `more than ${this.#options.max_files} files: the rest is not followed (max_files)`;
    sink.notice({ kind: 'overload', about: 'files', text, time: sink.now() });
  }

  #toldFull = false;

  #tellWatch(): void {
    const refused = [...this.#watch.refused];
    if (this.#toldWatch || refused.length === 0) return;
    this.#toldWatch = true;
    const { sink } = this.#context!;
    const what = `changes in ${refused[0]}${refused.length > 1 ? ` and ${refused.length - 1} more folders` : ''}`;
    const text = `${what} are seen only by looking every ${this.#options.poll} ms (see fs.inotify.max_user_watches)`;
    sink.notice({ kind: 'info', about: 'files', text, time: sink.now() });
  }
}

/** What is at a path, links followed; null when nothing is. */
async function look(path: string): Promise<BigIntStats | LogsiftError | null> {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    const failure = await accessError(path, error);
    return failure.code === 'INPUT_NOT_FOUND' ? null : failure;
  }
}
