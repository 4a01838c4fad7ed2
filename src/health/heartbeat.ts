/** Silence of all inputs that still counts as flowing: a machine may say nothing for some minutes. */
const SILENCE = 600_000;

/**
 * When a dead man's switch is to be called: every `interval`, but only while lines flow through the whole pipeline.
 * Lines that came and did not go through, a loop that stands still and ten minutes without any line all keep it silent.
 */
export class Heartbeat {
  readonly #interval: number;
  #next = Number.NEGATIVE_INFINITY;
  #flowed = Number.NaN;
  #lines = 0;

  constructor(interval: number) {
    this.#interval = interval;
  }

  /**
   * Whether to call now (epoch ms). `linesIn` were handed over by inputs and `lines` went through; `turning` says that
   * the pipeline's own loop ran within the last seconds.
   */
  due(
    now: number,
    { lines, linesIn, turning }: { lines: number; linesIn: number; turning: boolean },
  ): boolean {
    const moved = lines > this.#lines;
    this.#lines = lines;
    if (moved) this.#flowed = now;
    if (now < this.#next && this.#next - now <= this.#interval) return false;
    const flows = Math.abs(now - this.#flowed) < Math.max(SILENCE, this.#interval);
    if (!turning || !flows || (!moved && lines < linesIn)) return false;
    this.#next = now + this.#interval;
    return true;
  }
}
