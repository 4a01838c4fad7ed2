import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type StoreView, viewStore } from '../../store/store.ts';

const LOOK_EVERY = 5_000;

/** A state folder to be looked into for long: opened anew when its files were replaced by others. */
export class Views {
  readonly #folder: string;
  #view: StoreView | null = null;
  #files = '';
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Throws STATE_FILE where there is nothing to look into, STATE_NEWER. */
  get now(): StoreView {
    const at = performance.now();
    if (this.#view === null || at - this.#lookedAt >= LOOK_EVERY) {
      this.#lookedAt = at;
      const files = ['state.db', 'events.db'].map((name) => this.#mark(name)).join(' ');
      if (files !== this.#files) this.close();
      this.#files = files;
    }
    this.#view ??= viewStore(this.#folder);
    return this.#view;
  }

  close(): void {
    this.#view?.close();
    this.#view = null;
  }

  #mark(name: string): string {
    const file = statSync(join(this.#folder, name), { throwIfNoEntry: false });
    return file === undefined ? '' : `${file.dev}:${file.ino}`;
  }
}
