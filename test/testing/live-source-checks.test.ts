import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  defineLiveSource,
  type LiveBatch,
  type LiveSink,
  type LiveSource,
} from '../../src/core/live-source.ts';
import { LineSplitter } from '../../src/kit/lines.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';

/** A log in memory, followed as a file is; each sabotage breaks one promise. */
class MemoryLog implements LiveSource {
  readonly #log: { bytes: Buffer };
  readonly #sabotage: string;
  #lines = 0;
  #bytes = 0;
  #stopped = false;
  #running: Promise<void> | null = null;

  constructor(log: { bytes: Buffer }, sabotage: string) {
    this.#log = log;
    this.#sabotage = sabotage;
    if (sabotage === 'holds something before it starts') setTimeout(() => {}, 3000);
  }

  async start(sink: LiveSink, resume: ReadonlyMap<string, string>): Promise<void> {
    if (this.#stopped) return;
    // Several, as the timers of the test runner come and go.
    if (this.#sabotage === 'leaves timers behind') for (let i = 0; i < 20; i++) setTimeout(() => {}, 30_000);
    this.#running = this.#run(sink, Number(resume.get('log') ?? 0));
  }

  inputs() {
    const lines = this.#sabotage === 'counts wrongly' ? 0 : this.#lines;
    const status = { key: 'log', name: 'log', lines, bytes: this.#bytes, lastSeen: Date.now() };
    return [{ ...status, dropped: {}, behind: 0, trouble: null }];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#sabotage !== 'goes on after stop') await this.#running;
  }

  async #run(sink: LiveSink, from: number): Promise<void> {
    let at = from;
    for (let idle = 0; ; ) {
      if (this.#stopped && (this.#sabotage !== 'goes on after stop' || idle++ > 50)) return;
      const room = this.#sabotage === 'pushes without room' ? null : sink.room();
      if (room !== null) {
        await Promise.race([room, turn()]);
        continue;
      }
      const chunk = this.#log.bytes.subarray(at, at + 65_536);
      const lines = new LineSplitter().push(chunk);
      if (lines !== null) {
        const skipped = this.#sabotage === 'loses a line after a restart' && at > 0 && at === from ? 1 : 0;
        const repeated = this.#sabotage === 'says a place too early' ? 1 : 0;
        const batch: LiveBatch = {
          ...{ ...lines, starts: lines.starts.slice(skipped), ends: lines.ends.slice(skipped) },
          count: lines.count - skipped,
          offset: at,
          key: this.#sabotage === 'has keys nobody knows' ? 'other' : 'log',
          origin: { source: 'memory', file: null, identity: 'log', referenceTime: Date.now() },
          received: this.#sabotage === 'has a time of arrival though it can be read again' ? 1 : Number.NaN,
          resume: String(at + lines.buffer.length - repeated * 10),
          ...{ senders: null, senderOf: null },
        };
        at += lines.buffer.length;
        this.#lines += batch.count;
        this.#bytes += lines.buffer.length;
        sink.deliver(batch);
        if (this.#sabotage === 'writes to what it handed over') lines.buffer.fill(0x78, 0, 3);
      }
      await turn();
    }
  }
}

function checksOf(sabotage: string) {
  const strict = z.strictObject({ size: z.int().optional() });
  const definition = defineLiveSource({
    name: 'memory',
    describe: 'a log in memory',
    schema: sabotage === 'takes any option' ? z.looseObject({}) : strict,
    rereadable: true,
    follow: () => new MemoryLog({ bytes: Buffer.alloc(0) }, sabotage),
  });
  return liveSourceChecks(definition, {
    fileName: sabotage === 'is named otherwise' ? 'other' : 'memory',
    accepted: [{}],
    refused: [{ size: 'large' }],
    pressureBytes: 6 * 2 ** 20,
    async prepare() {
      const log = { bytes: Buffer.alloc(0) };
      const add = async (bytes: Uint8Array) => {
        log.bytes = Buffer.concat([log.bytes, bytes]);
      };
      return {
        open: () => new MemoryLog(log, sabotage),
        send: (lines) => add(Buffer.from(lines.map((line) => `${line}\n`).join(''))),
        sendBytes: add,
        async close() {},
      };
    },
  });
}

describe('the contract of live sources', () => {
  it('is kept by a good one', async () => {
    for (const check of checksOf('')) await check.run();
  });

  it.each([
    ['is named otherwise', /is named like its file/],
    ['takes any option', /takes good options/],
    ['holds something before it starts', /making one holds nothing/],
    ['counts wrongly', /is counted/],
    ['has keys nobody knows', /what a batch says/],
    ['has a time of arrival though it can be read again', /what a batch says/],
    ['pushes without room', /without room/],
    ['goes on after stop', /nothing comes afterwards/],
    ['leaves timers behind', /nothing is held/],
    ['writes to what it handed over', /every line comes once/],
    ['says a place too early', /goes on exactly/],
    ['loses a line after a restart', /goes on exactly/],
  ])('catches one that %s', async (sabotage, name) => {
    const check = checksOf(sabotage).find((one) => name.test(one.name))!;
    await expect((async () => check.run())()).rejects.toThrow();
  });
});
