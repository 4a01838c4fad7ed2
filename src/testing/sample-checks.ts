import assert from 'node:assert/strict';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { LiveSource } from '../core/live-source.ts';
import type { Check } from './check.ts';
import { RecordingSink, until } from './live-sink.ts';
import { held, heldSince, within } from './source-read.ts';

/** A source that measures and hands over no lines. */
export interface Measuring {
  prepare(): Promise<{ open(): LiveSource; close(): Promise<void> }>;
}

/** What is promised of samples, as checks. */
export function sampleChecks(harness: Measuring): Check[] {
  return [
    {
      name: 'samples come soon and again, each with a name, a time and a number, until it is stopped',
      async run() {
        await turn();
        const before = held();
        const place = await harness.prepare();
        const source = place.open();
        const sink = new RecordingSink();
        await within(20_000, 'starting', source.start(sink, new Map()));
        await until(
          () => sink.samples.length > 0,
          () => 'a first round of samples',
        );
        const metrics = new Set(sink.samples.map(({ metric }) => metric));
        await until(
          () => sink.samples.length > metrics.size,
          () => 'a second round of samples',
        );
        for (const { metric, time, value } of sink.samples) {
          assert(metric.length > 0 && Number.isFinite(value) && Math.abs(time - Date.now()) < 3_600_000);
        }
        await source.stop();
        await source.stop();
        const { length } = sink.samples;
        await sleep(50);
        assert.equal(sink.samples.length, length, 'samples came after stop');
        assert.equal(sink.batches.length, 0);
        await place.close();
        for (let i = 0; i < 500 && heldSince(before).length > 0; i++) await sleep(10);
        assert.deepEqual(heldSince(before), []);
      },
    },
  ];
}
