import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveBatch, LiveSink } from '../core/live-source.ts';
import type { Notice } from '../core/notice.ts';
import type { Sample } from '../core/sample.ts';

/** What came, kept as it came: looked at only in the end, so that a batch that was written to again is noticed. */
export class RecordingSink implements LiveSink {
  readonly batches: LiveBatch[] = [];
  readonly notices: Notice[] = [];
  readonly samples: Sample[] = [];
  /** Bytes handed over so far, and lines. */
  bytes = 0;
  lines = 0;
  #blocked: { readonly promise: Promise<void>; readonly open: () => void } | null = null;

  deliver(batch: LiveBatch): void {
    this.batches.push(batch);
    this.bytes += batch.buffer.length;
    this.lines += batch.count;
  }

  sample(sample: Sample): void {
    this.samples.push(sample);
  }

  notice(notice: Notice): void {
    this.notices.push(notice);
  }

  room(): Promise<void> | null {
    return this.#blocked?.promise ?? null;
  }

  now(): number {
    return Date.now();
  }

  /** From now on there is no room. */
  block(): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#blocked ??= { promise, open: resolve };
  }

  /** There is room again. */
  release(): void {
    this.#blocked?.open();
    this.#blocked = null;
  }

  /** The lines of all batches, one character for each byte. */
  get text(): string[] {
    return this.batches.flatMap(textOf);
  }

  /** Where to go on, by key, as somebody who took everything in would remember it. */
  get resume(): Map<string, string> {
    return resumeOf(this.batches);
  }

  /** Resolves when at least so many lines came; fails after 20 s, saying how many did. */
  async untilLines(count: number): Promise<void> {
    await until(
      () => this.lines >= count,
      () => `${count} lines (${this.lines} came)`,
    );
  }
}

/** The lines of a batch, one character for each byte. */
export function textOf(batch: LiveBatch): string[] {
  return Array.from({ length: batch.count }, (_, i) =>
    batch.buffer.toString('latin1', batch.starts[i], batch.ends[i]),
  );
}

/** What the last batch of each key said of where to go on. */
export function resumeOf(batches: readonly LiveBatch[]): Map<string, string> {
  return new Map(batches.flatMap(({ key, resume }) => (resume === null ? [] : [[key, resume] as const])));
}

/** Waits for `condition`, generously; fails saying what was waited for. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  seconds = 20,
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what()}`);
    await sleep(10);
  }
}
