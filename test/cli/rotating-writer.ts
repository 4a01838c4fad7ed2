import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

const ROTATE_EVERY = 2500;
/** Enough that none is deleted while the daemon is down, even where starting takes long. */
const KEPT_FILES = 20;

/** Appends numbered lines to a file and rotates it by renaming, as fast as a busy machine does. */
export class RotatingWriter {
  lines = 0;
  readonly #path: string;
  readonly #perSecond: number;
  #file: number;
  #timer: NodeJS.Timeout | null;
  #rotated = Date.now();
  #behind = Date.now();

  constructor(path: string, perSecond: number) {
    this.#path = path;
    this.#perSecond = perSecond;
    this.#file = openSync(path, 'a');
    this.#timer = setInterval(() => this.#write(), 20);
  }

  stop(): void {
    if (this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
    closeSync(this.#file);
  }

  #write(): void {
    const now = Date.now();
    const due = Math.floor(((now - this.#behind) * this.#perSecond) / 1000);
    this.#behind += (due * 1000) / this.#perSecond;
    const stamp = new Date(now).toISOString();
    let text = '';
    for (let i = 0; i < due; i++)
      text += `${stamp} web01 app[7]: request number ${this.lines++} was answered\n`;
    writeSync(this.#file, text);
    if (now - this.#rotated < ROTATE_EVERY) return;
    this.#rotated = now;
    closeSync(this.#file);
    for (let n = KEPT_FILES - 1; n > 0; n--) move(`${this.#path}.${n}`, `${this.#path}.${n + 1}`);
    renameSync(this.#path, `${this.#path}.1`);
    this.#file = openSync(this.#path, 'a');
  }
}

function move(from: string, to: string): void {
  rmSync(to, { force: true });
  try {
    renameSync(from, to);
  } catch {
    // There are not so many yet.
  }
}
