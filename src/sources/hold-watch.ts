import type { SenderStatus } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';

/** Seconds of ten in which senders were held back, from which it is worth saying. */
const HELD_SECONDS = 5;
const WINDOW = 10;

export interface HoldWatchOptions {
  readonly about: string;
  readonly name: string;
  readonly notice: (notice: Notice) => void;
  readonly now: () => number;
}

/** Tells, once, when senders are held back for long, and when no longer. Nothing is lost by it. */
export class HoldWatch {
  readonly #options: HoldWatchOptions;
  #held = 0;
  #said = false;

  constructor(options: HoldWatchOptions) {
    this.#options = options;
  }

  /** A second went by, at the end of which senders were held back or not. */
  tick(held: boolean, loudest: readonly SenderStatus[]): void {
    this.#held = Math.max(0, Math.min(WINDOW, this.#held + (held ? 1 : -1)));
    const { about, name, notice, now } = this.#options;
    const [top] = loudest;
    if (!this.#said && this.#held >= HELD_SECONDS) {
      this.#said = true;
      const most = top === undefined ? '' : `; ${top.sender} sends most, ${top.lines} lines/s`;
      const text = `${name}: senders are held back, because more comes than can be taken in${most}`;
      notice({ kind: 'overload', about: `${about}: held back`, text, time: now() });
    } else if (this.#said && this.#held === 0) {
      this.#said = false;
      const text = `${name}: senders are no longer held back`;
      notice({ kind: 'recovered', about: `${about}: held back`, text, time: now() });
    }
  }
}
