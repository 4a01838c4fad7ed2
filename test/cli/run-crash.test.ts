import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { DaemonRun } from './daemon-run.ts';

/** The long form is run by `npm run soak`. */
const KILLS = Number(process.env.LOGSIFT_SOAK_KILLS ?? 5);
const PER_SECOND = 2000;
const ROTATE_EVERY = 2500;
/** Enough that none is deleted while the daemon is down, even where starting takes long. */
const KEPT_FILES = 20;

/** Appends numbered lines to a file and rotates it by renaming, as fast as a busy machine does. */
class Writer {
  lines = 0;
  readonly #path: string;
  #file: number;
  #timer: NodeJS.Timeout | null;
  #rotated = Date.now();
  #behind = Date.now();

  constructor(path: string) {
    this.#path = path;
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
    const due = Math.floor(((now - this.#behind) * PER_SECOND) / 1000);
    this.#behind += (due * 1000) / PER_SECOND;
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

test(`killed ${KILLS} times while a file grows and is rotated: no line is lost and none is stored twice`, {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'app.log');
  const writer = new Writer(log);
  onTestFinished(() => writer.stop());
  const daemon = new DaemonRun(
    folder,
    `sources: [{ type: file, paths: [${log}], start: beginning }]
listen: []
http: { listen: off }
learn: { warm_start: false }
`,
  );
  onTestFinished(async () => void (await daemon.end('SIGKILL')));
  for (let i = 0; i < KILLS; i++) {
    await daemon.start();
    await sleep(200 + ((i * 733) % 1700));
    await daemon.end('SIGKILL');
  }
  await daemon.start();
  writer.stop();
  const numbers = () => daemon.kept().map((line) => Number(/number (\d+)/.exec(line)![1]));
  await vi.waitFor(() => expect(numbers().length).toBeGreaterThanOrEqual(writer.lines), {
    timeout: 60_000,
    interval: 500,
  });
  expect(await daemon.end('SIGTERM')).toBe(0);
  const seen = numbers().sort((a, b) => a - b);
  expect(seen.length).toBe(writer.lines);
  expect(seen.every((number, i) => number === i)).toBe(true);
});
