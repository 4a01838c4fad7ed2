import type { Finding } from '../core/finding.ts';
import { ExpectedList } from '../store/expected.ts';
import type { OwnLog } from './own-log.ts';

const EXPECTED_EVERY = 10_000;

/** What people call fine, read again every few seconds: `logsift expected` writes beside the daemon. */
export class ExpectedNow {
  readonly #folder: string;
  readonly #log: OwnLog;
  #list: ExpectedList | null = null;
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(folder: string, log: OwnLog) {
    this.#folder = folder;
    this.#log = log;
  }

  covers(finding: Finding, now: number): boolean {
    return this.#list?.coversAt(finding, now) ?? false;
  }

  async refresh(now: number): Promise<void> {
    if (Math.abs(now - this.#readAt) < EXPECTED_EVERY) return;
    this.#readAt = now;
    try {
      this.#list = await ExpectedList.read(this.#folder);
      for (const note of this.#list.notes) this.#log.warn(note);
    } catch (error) {
      this.#log.warn((error as Error).message);
    }
  }
}
