import { type FSWatcher, watch } from 'node:fs';

/**
 * Wakes a scan early when something happens in a folder. Nothing rests on it: folders that cannot be watched, and
 * events that the system drops, are made up for by the scan that comes anyway.
 */
export class FolderWatch {
  /** Folders that could not be watched. */
  readonly refused = new Set<string>();
  readonly #heard: (folder: string, name: string | null) => void;
  readonly #most: number;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(most: number, heard: (folder: string, name: string | null) => void) {
    this.#most = most;
    this.#heard = heard;
  }

  /** Watches these folders and no others. */
  watch(folders: ReadonlySet<string>): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      if (this.#watchers.size >= this.#most) this.refused.add(folder);
      else this.#begin(folder);
    }
  }

  close(): void {
    this.watch(new Set());
  }

  #begin(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => this.#heard(folder, name));
      // The folder went away, or the limit of inotify is reached.
      watcher.on('error', () => this.#end(folder));
      this.#watchers.set(folder, watcher);
      this.refused.delete(folder);
    } catch {
      this.refused.add(folder);
    }
  }

  #end(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
    this.refused.add(folder);
  }
}
