import type { Progress } from '../core/scan-result.ts';
import { grouped } from '../core/words.ts';
import { truncateToWidth } from '../kit/terminal.ts';
import { duration } from '../report/words.ts';

const EVERY_MS = 100;
const CLEAR = '\r\x1b[K';

/** The one line on standard error that says how far a run has come; only where it can be overwritten. */
export class ProgressLine {
  readonly #shown: boolean;
  #last = 0;
  #dirty = false;

  /** @param wanted false when the person asked for quiet */
  constructor(wanted: boolean) {
    this.#shown = wanted && process.stderr.isTTY === true && process.env.TERM !== 'dumb';
  }

  /** Shows where the run is, at most ten times a second. */
  update(progress: Progress): void {
    this.say(() => progressText(progress));
  }

  /** Shows something else, as often. */
  say(text: () => string): void {
    const now = performance.now();
    if (!this.#shown || now - this.#last < EVERY_MS) return;
    this.#last = now;
    this.#dirty = true;
    const width = (process.stderr.columns || 80) - 1;
    process.stderr.write(CLEAR + truncateToWidth(text(), width));
  }

  /** Takes the line away, before anything else is written. */
  clear(): void {
    if (this.#dirty) process.stderr.write(CLEAR);
    this.#dirty = false;
  }
}

/** `learning   45 %  1,234,567 lines  410,000 lines/s  12 s left`. */
export function progressText({ stage, done, lines, linesPerSecond, secondsLeft }: Progress): string {
  const share = done === null ? '' : `  ${String(Math.floor(done * 100)).padStart(3)} %`;
  const left = secondsLeft === null ? '' : `  ${duration(secondsLeft)} left`;
  // Two digits are all that a rate is good for; more only flicker.
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, linesPerSecond))) - 1);
  const rate = Math.round(linesPerSecond / step) * step;
  return `${stage.padEnd(8)}${share}  ${grouped(lines)} lines  ${grouped(rate)} lines/s${left}`;
}
