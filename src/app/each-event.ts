import type { Event } from '../core/event.ts';
import type { Input } from './input.ts';

export interface Reading {
  /** `time`: all inputs merged by time; `input`: one after the other, in the order given. */
  readonly order: 'time' | 'input';
  readonly signal?: AbortSignal | undefined;
  visit(event: Event, input: Input): void;
  /** Called between chunks of input, when there is time to wait, to report or to stop. */
  between?(): Promise<void> | void;
}

/** Hands every event of the inputs to `visit`, once. An input that fails keeps its error; the others are read on. */
export async function eachEvent(inputs: readonly Input[], reading: Reading): Promise<void> {
  if (reading.order === 'input' || inputs.length === 1) {
    for (const input of inputs) await drain(input, reading);
  } else await merge(inputs, reading);
}

async function drain(input: Input, reading: Reading): Promise<void> {
  const { signal } = reading;
  while (!signal?.aborted && (await input.fill(signal))) {
    do reading.visit(input.head!, input);
    while (input.advance());
    await reading.between?.();
  }
  await input.stop();
}

interface Waiting {
  readonly input: Input;
  readonly index: number;
  /** Epoch ms of its next event, or of its first while it is not open. */
  at: number;
  open: boolean;
}

/**
 * Merge by time. An input is opened when the merge arrives at its first line, so that a year of rotated files needs
 * one open file, not four hundred.
 */
async function merge(inputs: readonly Input[], reading: Reading): Promise<void> {
  const { signal } = reading;
  const heap = new Heap();
  for (const [index, input] of inputs.entries()) {
    const at = await input.firstTime(signal);
    heap.push({ input, index, at: Number.isNaN(at) ? Number.NEGATIVE_INFINITY : at, open: false });
  }
  for (let top = heap.top; top !== undefined && !signal?.aborted; top = heap.top) {
    if (top.open) {
      const { input } = top;
      const limit = heap.second;
      do reading.visit(input.head!, input);
      while (input.advance() && input.head!.received < limit);
    }
    if (top.input.head === null) {
      if (top.open) await reading.between?.();
      if (!(await top.input.fill(signal))) {
        await top.input.stop();
        heap.pop();
        continue;
      }
    }
    top.open = true;
    top.at = top.input.head!.received;
    heap.sink();
  }
  for (const { input } of heap.items) await input.stop();
}

/** Binary heap of inputs, earliest next event first; equal times in the order the inputs were given. */
class Heap {
  readonly items: Waiting[] = [];

  get top(): Waiting | undefined {
    return this.items[0];
  }

  /** Time of the earliest event that is not the top's. */
  get second(): number {
    return Math.min(
      this.items[1]?.at ?? Number.POSITIVE_INFINITY,
      this.items[2]?.at ?? Number.POSITIVE_INFINITY,
    );
  }

  push(item: Waiting): void {
    const { items } = this;
    items.push(item);
    for (let i = items.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (!before(items[i]!, items[parent]!)) return;
      this.#swap(i, parent);
      i = parent;
    }
  }

  pop(): void {
    const last = this.items.pop()!;
    if (this.items.length === 0) return;
    this.items[0] = last;
    this.sink();
  }

  /** The top has a later time now: puts it in its place. */
  sink(): void {
    const { items } = this;
    for (let i = 0; ; ) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < items.length && before(items[child]!, items[least]!)) least = child;
      }
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #swap(a: number, b: number): void {
    const item = this.items[a]!;
    this.items[a] = this.items[b]!;
    this.items[b] = item;
  }
}

function before(a: Waiting, b: Waiting): boolean {
  return a.at < b.at || (a.at === b.at && a.index < b.index);
}
