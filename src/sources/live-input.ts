import type { LiveBatch, LiveInputStatus, LiveSink } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';

/** One input of a live source: counts what is handed over and dropped, and says when something is wrong with it. */
export class LiveInput {
  readonly key: string;
  readonly name: string;
  /** Bytes written and not yet read; NaN where nobody can know. */
  behind = Number.NaN;
  readonly #dropped = new Map<string, number>();
  #lines = 0;
  #bytes = 0;
  #lastSeen = Number.NaN;
  #trouble: string | null = null;

  /** @param name what a person calls it; the key as well when no other is given */
  constructor(name: string, key: string = name) {
    this.name = name;
    this.key = key;
  }

  get trouble(): string | null {
    return this.#trouble;
  }

  /** Hands lines over and counts them. A batch without lines only says where to go on. */
  hand(batch: LiveBatch, sink: LiveSink): void {
    this.#lines += batch.count;
    this.#bytes += batch.buffer.length;
    if (batch.count > 0) this.#lastSeen = sink.now();
    sink.deliver(batch);
  }

  /** Counts what will not be handed over. */
  drop(reason: string, count = 1): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + count);
  }

  /** Says that something is wrong, or with null that it is well again; once for each change. */
  tell(trouble: string | null, sink: LiveSink): void {
    if (trouble === this.#trouble) return;
    const was = this.#trouble;
    this.#trouble = trouble;
    if (trouble !== null) this.notice('trouble', trouble, sink);
    else this.notice('recovered', `${this.name} can be read again (it could not: ${was})`, sink);
  }

  /** A notice about this input. `lost`: lines, where they could be counted. */
  notice(kind: Notice['kind'], text: string, sink: LiveSink): void {
    sink.notice({ kind, about: this.key, text: oneLine(text), time: sink.now() });
  }

  status(): LiveInputStatus {
    return {
      ...{ key: this.key, name: this.name, lines: this.#lines, bytes: this.#bytes },
      ...{ lastSeen: this.#lastSeen, behind: this.behind, trouble: this.#trouble },
      dropped: Object.fromEntries(this.#dropped),
    };
  }
}

/** Words of other programs may hold anything. */
function oneLine(text: string): string {
  return text.replace(/[\0-\x1f\x7f]+/g, ' ').trim();
}
