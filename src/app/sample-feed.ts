import { LogsiftError } from '../core/errors.ts';
import type { Sample } from '../core/sample.ts';
import type { LineBatch, Source } from '../core/source.ts';
import { count } from '../core/words.ts';
import { SampleLines } from '../sources/sample-lines.ts';
import { openSources } from './inputs.ts';

/** Samples of files, merged by time: what was measured while the lines were written. */
export class SampleFeed {
  readonly #inputs: readonly SampleInput[];

  private constructor(inputs: readonly SampleInput[]) {
    this.#inputs = inputs;
  }

  /** Opens files, globs or directories; throws NOTHING_READ when one of them cannot be read. */
  static async open(paths: readonly string[], signal?: AbortSignal): Promise<SampleFeed> {
    if (paths.length === 0) return new SampleFeed([]);
    const { sources, unread } = await openSources({ inputs: paths });
    const [first] = unread;
    if (first !== undefined) {
      for (const source of sources) await source.close();
      throw new LogsiftError('NOTHING_READ', `The samples could not be read. ${first.reason}`);
    }
    return new SampleFeed(sources.map((source) => new SampleInput(source, signal)));
  }

  /** Epoch ms of the next sample; Infinity behind the last. */
  async next(): Promise<number> {
    return (await this.#first())?.head?.time ?? Number.POSITIVE_INFINITY;
  }

  /** Hands over what was measured up to a time (epoch ms). */
  async upTo(time: number, take: (sample: Sample) => void): Promise<void> {
    for (;;) {
      const first = await this.#first();
      if (first === null || first.head!.time > time) return;
      take(first.head!);
      first.advance();
    }
  }

  /** What could not be understood. */
  get notes(): string[] {
    return this.#inputs.flatMap(({ name, lines: { counters, why } }) => {
      const { refusedLines, refusedPoints } = counters;
      if (refusedLines + refusedPoints === 0) return [];
      const what = [
        ...(refusedLines > 0 ? [count(refusedLines, 'line')] : []),
        ...(refusedPoints > 0 ? [count(refusedPoints, 'point')] : []),
      ];
      return [`${name}: ${what.join(' and ')} not taken as samples: ${why}`];
    });
  }

  async close(): Promise<void> {
    for (const input of this.#inputs) await input.close();
  }

  async #first(): Promise<SampleInput | null> {
    let first: SampleInput | null = null;
    for (const input of this.#inputs) {
      if (input.head === null && !(await input.fill())) continue;
      if (first === null || input.head!.time < first.head!.time) first = input;
    }
    return first;
  }
}

/** One file of samples, read as far as they are wanted. */
class SampleInput {
  readonly lines = new SampleLines();
  head: Sample | null = null;
  readonly #source: Source;
  readonly #batches: AsyncIterator<LineBatch>;
  #batch: LineBatch | null = null;
  #line = 0;
  #samples: Sample[] = [];
  #at = 0;
  #ended = false;

  constructor(source: Source, signal?: AbortSignal) {
    this.#source = source;
    this.#batches = source.batches(signal)[Symbol.asyncIterator]();
  }

  get name(): string {
    return this.#source.origin.file ?? this.#source.origin.source;
  }

  advance(): void {
    this.head = this.#samples[this.#at++] ?? null;
  }

  /** Reads until there is a next sample; false at the end. */
  async fill(): Promise<boolean> {
    while (!this.#ended) {
      if (this.#readOn()) return true;
      const { done, value } = await this.#batches.next();
      if (done === true) this.#ended = true;
      else {
        this.#batch = value;
        this.#line = 0;
      }
    }
    return false;
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  /** Goes on in the batch at hand; false when there is no sample left in it. */
  #readOn(): boolean {
    const batch = this.#batch;
    while (batch !== null && this.#line < batch.count) {
      const line = batch.buffer.toString('utf8', batch.starts[this.#line], batch.ends[this.#line]);
      this.#line++;
      if (line.trim() === '') continue;
      this.#samples = this.lines.read(line);
      this.#at = 0;
      this.advance();
      if (this.head !== null) return true;
    }
    return false;
  }
}
