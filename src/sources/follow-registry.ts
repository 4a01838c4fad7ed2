import { hashText } from '../kit/hash.ts';
import type { Followed, Sibling } from './follow-search.ts';
import { recognise } from './follow-search.ts';
import { type FileState, HEAD, inodeOf, printOf } from './follow-state.ts';
import { isRotatedName, logFamily } from './rotated-name.ts';

const MOST_FINISHED = 20_000;

interface Owned {
  readonly path: string;
  readonly family: string;
  readonly file: Followed;
}

interface Kept {
  readonly state: FileState;
  readonly family: string;
}

/** Which files are being read, by which path, and which were read to their end: no line is read twice. */
export class FollowRegistry {
  readonly #owned = new Map<string, Owned>();
  /** The same by the log they belong to. */
  readonly #families = new Map<string, Set<Owned>>();
  readonly #finished = new Map<string, Kept>();
  /** What tokens of earlier say, until the path they belong to has found its files. */
  readonly #pending = new Map<string, readonly FileState[]>();
  /** Which inode bears a fingerprint without a suffix, and the other way round. */
  readonly #bearers = new Map<string, string>();
  readonly #prints = new Map<string, string>();

  /** Path that reads the file just now, null when none does. */
  owner(inode: string): string | null {
    return this.#owned.get(inode)?.path ?? null;
  }

  own(path: string, file: Followed): void {
    this.#disown(this.#owned.get(file.inode));
    const owned = { path, family: logFamily(path), file };
    this.#owned.set(file.inode, owned);
    const family = this.#families.get(owned.family);
    if (family === undefined) this.#families.set(owned.family, new Set([owned]));
    else family.add(owned);
    this.#finished.delete(file.inode);
  }

  /** The file is no longer read under that path; with a state it may be gone on with under another. */
  release(path: string, file: Followed, state: FileState | null): void {
    const owned = this.#owned.get(file.inode);
    if (owned?.file === file) this.#disown(owned);
    const print = this.#prints.get(file.inode);
    if (print !== undefined) this.#bearers.delete(print);
    this.#prints.delete(file.inode);
    if (state === null) return;
    this.#finished.set(file.inode, { state, family: logFamily(path) });
    if (this.#finished.size > MOST_FINISHED) this.#finished.delete(this.#finished.keys().next().value!);
  }

  #disown(owned: Owned | undefined): void {
    if (owned === undefined) return;
    this.#owned.delete(owned.file.inode);
    const family = this.#families.get(owned.family);
    family?.delete(owned);
    if (family?.size === 0) this.#families.delete(owned.family);
  }

  /** How far a file was read under another path. */
  finished(inode: string): FileState | null {
    return this.#finished.get(inode)?.state ?? null;
  }

  /** Whether a file was read under another path; an inode alone says little, as the next file may get it. */
  async wasRead(one: Sibling): Promise<boolean> {
    const state = this.finished(one.inode);
    if (state === null) return false;
    const file = await recognise(one, state, true);
    await file?.close();
    return file !== null;
  }

  expect(path: string, states: readonly FileState[]): void {
    this.#pending.set(path, states);
  }

  arrived(path: string): void {
    this.#pending.delete(path);
  }

  /** Whether a path that has not found its files yet will ask for this one. */
  isExpected(inode: string): boolean {
    for (const states of this.#pending.values())
      if (states.some((state) => inodeOf(state) === inode)) return true;
    return false;
  }

  /**
   * What of the same log holds all that is known to have been read of another file: a copy of it, compressed or not.
   * Gives that file's state, and whether it is still read.
   */
  async copyOf(one: Sibling): Promise<{ readonly state: FileState; readonly live: boolean } | null> {
    if (!isRotatedName(one.path)) return null;
    const family = logFamily(one.path);
    const owned = [...(this.#families.get(family) ?? [])].filter(({ file }) => file.inode !== one.inode);
    for (const { file } of owned) {
      if (file.packed || !(await file.beginsWith(one.path, Number(one.stats.size)))) continue;
      return { state: file.state, live: true };
    }
    const states = owned.map(({ file }) => ({ state: file.state, live: true }));
    for (const kept of this.#finished.values()) {
      if (kept.family === family) states.push({ state: kept.state, live: false });
    }
    for (const [path, pending] of this.#pending) {
      if (logFamily(path) === family) states.push(...pending.map((state) => ({ state, live: true })));
    }
    for (const known of states) {
      if (known.state.n === 0) continue;
      const file = await recognise(one, known.state);
      await file?.close();
      if (file !== null) return known;
    }
    return null;
  }

  /** What makes the identity of a file unique among those that begin alike: nothing for the first of them. */
  suffix(path: string, file: Followed): string {
    if (file.head.length < HEAD) return '';
    const print = printOf(file.head);
    const bearer = this.#bearers.get(print);
    if (bearer === undefined || bearer === file.inode) {
      this.#bearers.set(print, file.inode);
      this.#prints.set(file.inode, print);
      return '';
    }
    return `-${hashText(path).slice(0, 8)}`;
  }
}
