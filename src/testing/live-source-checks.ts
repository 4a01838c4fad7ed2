import assert from 'node:assert/strict';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { LogsiftError } from '../core/errors.ts';
import type { LiveSource, LiveSourceDefinition } from '../core/live-source.ts';
import { LineSplitter } from '../kit/lines.ts';
import type { Check } from './check.ts';
import { RecordingSink, resumeOf, textOf, until } from './live-sink.ts';
import { sampleChecks } from './sample-checks.ts';
import { growth, held, heldSince, within } from './source-read.ts';

/** Bytes that may be handed over after there was no room. */
const MOST_UNDER_WAY = 4 * 2 ** 20;
const MANY = 20_000;

/** An input that lines can be put into, and sources that read it. */
export interface LivePlace {
  /** A source that reads this place; where lines can be read again, more than one after the other. */
  open(): LiveSource;
  /** Puts lines in as others do: one datagram, entry or line each. Called only while a source is started. */
  send(lines: readonly string[]): Promise<void>;
  /** Puts bytes in where they are a stream, whose cuts mean nothing. Absent where a line is a message. */
  sendBytes?(bytes: Uint8Array): Promise<void>;
  /** What was sent, of a line as it was handed over (both one character for each byte); the same when absent. */
  sent?(line: string): string;
  /** Lets go of what the place itself holds. */
  close(): Promise<void>;
}

/** What the contract must know of a live source to put it to the test. */
export interface LiveSourceHarness {
  /** Name of its file, without `live-` and the extension. */
  readonly fileName: string;
  prepare(): Promise<LivePlace>;
  /** Options as a configuration may have them. */
  readonly accepted: readonly unknown[];
  /** Options that its schema must refuse. */
  readonly refused: readonly unknown[];
  /** A source that can never work; absent where everything may mend. */
  hopeless?(): Promise<LiveSource> | LiveSource;
  /** Set where writers cannot be made to wait (datagrams): without room lines are dropped, and counted. */
  readonly drops?: true;
  /** It measures and hands over no lines: what is promised of lines is not looked at. */
  readonly samplesOnly?: true;
  /** Bytes that are put in while there is no room; 24 MiB when absent. */
  readonly pressureBytes?: number;
}

/** The contract of a live source (see `src/core/live-source.ts`) as checks. */
export function liveSourceChecks(definition: LiveSourceDefinition, harness: LiveSourceHarness): Check[] {
  if (harness.samplesOnly === true)
    return [...definitionChecks(definition, harness), ...sampleChecks(harness)];
  const checks = [
    ...definitionChecks(definition, harness),
    ...lineChecks(definition, harness),
    ...lifeChecks(harness),
  ];
  return definition.rereadable ? [...checks, ...resumeChecks(harness)] : checks;
}

function definitionChecks(definition: LiveSourceDefinition, harness: LiveSourceHarness): Check[] {
  const checks: Check[] = [
    {
      name: 'is named like its file and says in one line what it is',
      run() {
        assert.equal(definition.name, harness.fileName);
        assert.match(definition.describe, /^\S.{3,98}\S$/);
      },
    },
    {
      name: 'takes good options and refuses bad ones and unknown ones by its schema',
      run() {
        const wrong = (options: unknown) => definition.schema.safeParse(options).success;
        for (const options of harness.accepted) assert(wrong(options), `refused ${JSON.stringify(options)}`);
        const unknown = { ...(harness.accepted[0] as object), no_such_option: 1 };
        for (const options of [...harness.refused, unknown, 'text', 7]) {
          assert(!wrong(options), `took ${JSON.stringify(options)}`);
        }
      },
    },
    {
      name: 'making one holds nothing, and stopping it before it was started is safe',
      async run() {
        const place = await harness.prepare();
        await turn();
        const before = held();
        const source = place.open();
        assert.deepEqual(heldSince(before), []);
        assert(Array.isArray(source.inputs()));
        await source.stop();
        await source.stop();
        await place.close();
      },
    },
  ];
  const { hopeless } = harness;
  if (hopeless === undefined) return checks;
  checks.push({
    name: 'one that can never work says so when it is started, in words of the catalogue, and holds nothing',
    async run() {
      await turn();
      const before = held();
      const source = await hopeless();
      await assert.rejects(
        within(20_000, 'failing', source.start(new RecordingSink(), new Map())),
        (error) => error instanceof LogsiftError && error.message.length > 20,
      );
      await source.stop();
      await releases(before);
    },
  });
  return checks;
}

function lineChecks(definition: LiveSourceDefinition, harness: LiveSourceHarness): Check[] {
  return [
    {
      name: 'every line comes once, whole and in order, and is counted',
      async run() {
        await running(harness, async ({ place, source, sink }) => {
          const lines = numbered(0, 3000);
          for (let i = 0; i < lines.length; i += 500) await place.send(lines.slice(i, i + 500));
          await sink.untilLines(lines.length);
          same(sentOf(place, sink.text), lines);
          const inputs = source.inputs();
          const sum = (of: (input: (typeof inputs)[number]) => number) =>
            inputs.map(of).reduce((a, b) => a + b, 0);
          assert.equal(
            sum((input) => input.lines),
            lines.length,
            'counted lines',
          );
          assert.equal(sum(droppedOf), 0, 'counted as dropped');
          assert(sum((input) => input.bytes) >= lines.join('').length, 'counted bytes');
          const [input] = inputs.filter(({ lines: count }) => count > 0);
          assert(Math.abs(input!.lastSeen - Date.now()) < 3_600_000, 'the last line has no time');
          assert.equal(input!.trouble, null);
          assert(input!.name.length > 0);
        });
      },
    },
    {
      name: 'what a batch says of itself is true',
      async run() {
        await running(harness, async ({ place, source, sink }) => {
          await place.send(numbered(0, 200));
          await sink.untilLines(200);
          const keys = new Set(source.inputs().map(({ key }) => key));
          for (const batch of sink.batches) {
            const { buffer, starts, ends, count } = batch;
            assert(keys.has(batch.key), `${batch.key} is among inputs()`);
            for (let i = 0; i < count; i++) {
              assert(starts[i]! >= (i === 0 ? 0 : ends[i - 1]!), 'lines overlap');
              assert(starts[i]! <= ends[i]! && ends[i]! <= buffer.length, 'a line is outside the buffer');
            }
            assert.match(batch.origin.source, /^[a-z]+$/);
            assert(batch.origin.identity.length > 0);
            assert(batch.origin.referenceTime > 0, 'times without a year have nothing to go by');
            assert.equal(batch.resume !== null, definition.rereadable, 'where to go on');
            assert.equal(Number.isNaN(batch.received), definition.rereadable, 'when it came');
            assert.equal(batch.senders === null, batch.senderOf === null);
            for (let i = 0; batch.senderOf !== null && i < count; i++) {
              assert(batch.senderOf[i]! < batch.senders!.length, 'a sender that is not listed');
            }
          }
        });
      },
    },
    {
      name: 'the same lines come however the bytes are cut',
      async run() {
        const content = Buffer.concat([
          Buffer.from('one\r\n\r\n\nthrée 漢😀\r\nlone\rcr and a \0 NUL\n'),
          Buffer.from('caf\xe9 \xff\xfe\xc3 no UTF-8\n', 'latin1'),
          Buffer.from(`${numbered(0, 200).join('\n')}\nlast\n`),
        ]);
        const wanted = new LineSplitter().push(content)!;
        const lines = Array.from({ length: wanted.count }, (_, i) =>
          wanted.buffer.toString('latin1', wanted.starts[i], wanted.ends[i]),
        );
        await running(harness, async ({ place, sink }) => {
          // Where a line is a message there are no cuts.
          if (place.sendBytes === undefined) return;
          let cut = 0;
          for (let at = 0; at < content.length; at += cut) {
            cut = at < 300 ? 1 + (at % 3) : 1 + ((at * 7919) % 997);
            await place.sendBytes(content.subarray(at, at + cut));
            if (at % 5 === 0) await turn();
          }
          await sink.untilLines(lines.length);
          same(sink.text, lines);
        });
      },
    },
  ];
}

function lifeChecks(harness: LiveSourceHarness): Check[] {
  return [
    {
      name: 'without room it hands over little more, in bounded memory, and nothing is lost uncounted',
      async run() {
        await running(harness, async ({ place, source, sink }) => {
          const bytes = harness.pressureBytes ?? 24 * 2 ** 20;
          const lines = Array.from({ length: Math.ceil(bytes / 1000) }, (_, i) =>
            `${i} `.padEnd(999, 'abcdefghi '),
          );
          sink.block();
          let sending: Promise<void> = Promise.resolve();
          const grown = await growth(async () => {
            sending = sendAll(place, lines);
            await Promise.race([sending, sleep(1000)]);
            await sleep(300);
          });
          assert(sink.bytes <= MOST_UNDER_WAY, `${sink.bytes} bytes came without room`);
          assert(grown < 160e6, `memory grew by ${Math.round(grown / 1e6)} MB`);
          sink.release();
          await within(60_000, 'sending', sending);
          const dropped = () =>
            source
              .inputs()
              .map(droppedOf)
              .reduce((a, b) => a + b, 0);
          await until(
            () => sink.lines + dropped() >= lines.length,
            () => `${lines.length} lines, handed over (${sink.lines}) or dropped (${dropped()})`,
            60,
          );
          assert.equal(sink.lines + dropped(), lines.length);
          if (harness.drops) return;
          assert.equal(dropped(), 0, 'dropped where it could have waited');
          same(sentOf(place, sink.text), lines);
        });
      },
    },
    {
      name: 'stop hands over everything taken, nothing comes afterwards, and nothing is held',
      async run() {
        const place = await harness.prepare();
        await place.send([]);
        await turn();
        const before = held();
        const source = place.open();
        const sink = new RecordingSink();
        await within(20_000, 'starting', source.start(sink, new Map()));
        await place.send(numbered(0, 100));
        await sink.untilLines(100);
        const sending = sendAll(place, numbered(100, MANY)).catch(() => {});
        await within(20_000, 'stopping', source.stop());
        await source.stop();
        const { lines } = sink;
        const counted = source.inputs().reduce((all, input) => all + input.lines, 0);
        assert.equal(counted, lines, 'lines counted and handed over');
        const got = sentOf(place, sink.text);
        if (!harness.drops) same(got, numbered(0, MANY).slice(0, got.length));
        await sleep(50);
        assert.equal(sink.lines, lines, 'lines came after stop');
        await place.close();
        await within(20_000, 'sending', sending);
        await releases(before);
      },
    },
    {
      name: 'what it notices is about something, at some time, in a sentence',
      async run() {
        await running(harness, async ({ place, sink }) => {
          await place.send(numbered(0, 10));
          await sink.untilLines(10);
          for (const { about, text, time } of sink.notices) {
            assert(about.length > 0 && text.length > 10 && !text.includes('\n'));
            assert(time > 0);
          }
        });
      },
    },
  ];
}

function resumeChecks(harness: LiveSourceHarness): Check[] {
  return [
    {
      name: 'goes on exactly behind any batch',
      async run() {
        const place = await harness.prepare();
        const lines = numbered(0, MANY);
        const first = await started(place);
        for (let i = 0; i < MANY; i += 2000) {
          await place.send(lines.slice(i, i + 2000));
          await first.sink.untilLines(i + 2000);
        }
        await first.source.stop();
        const { batches } = first.sink;
        const places = [0, 1, Math.floor(batches.length / 2), batches.length - 1];
        for (const at of new Set(places.filter((index) => index < batches.length))) {
          const taken = batches.slice(0, at + 1);
          const count = taken.reduce((all, batch) => all + batch.count, 0);
          const next = await started(place, resumeOf(taken));
          await next.sink.untilLines(MANY - count);
          await sleep(100);
          await next.source.stop();
          same(sentOf(place, [...taken.flatMap(textOf), ...next.sink.text]), lines);
          const again = batches.slice(at + 1);
          const positions = (of: typeof batches) =>
            of.flatMap((batch) =>
              Array.from({ length: batch.count }, (_, i) => batch.offset + batch.starts[i]!),
            );
          same(positions(next.sink.batches), positions(again));
        }
        await place.close();
      },
    },
    {
      name: 'what came while nobody read comes afterwards, once',
      async run() {
        const place = await harness.prepare();
        const lines = numbered(0, 900);
        const got: string[] = [];
        let resume = new Map<string, string>();
        for (let i = 0; i < 900; i += 300) {
          const { source, sink } = await started(place, resume);
          if (i > 0) await sink.untilLines(100);
          await place.send(lines.slice(i, i + 200));
          await sink.untilLines(i > 0 ? 300 : 200);
          await source.stop();
          got.push(...sentOf(place, sink.text));
          resume = new Map([...resume, ...sink.resume]);
          await place.send(lines.slice(i + 200, i + 300));
        }
        const { source, sink } = await started(place, resume);
        await sink.untilLines(100);
        await source.stop();
        got.push(...sentOf(place, sink.text));
        same(got, lines);
        await place.close();
      },
    },
  ];
}

interface Running {
  readonly place: LivePlace;
  readonly source: LiveSource;
  readonly sink: RecordingSink;
}

async function running(harness: LiveSourceHarness, work: (running: Running) => Promise<void>): Promise<void> {
  const place = await harness.prepare();
  const { source, sink } = await started(place);
  try {
    await work({ place, source, sink });
  } finally {
    sink.release();
    await within(20_000, 'stopping', source.stop());
    await place.close();
  }
}

async function started(place: LivePlace, resume: ReadonlyMap<string, string> = new Map()) {
  const source = place.open();
  const sink = new RecordingSink();
  await within(20_000, 'starting', source.start(sink, resume));
  return { source, sink };
}

async function sendAll(place: LivePlace, lines: readonly string[]): Promise<void> {
  for (let i = 0; i < lines.length; i += 500) await place.send(lines.slice(i, i + 500));
}

async function releases(before: ReadonlyMap<string, number>): Promise<void> {
  // The test runner has timers of its own, which come and go.
  for (let i = 0; i < 500 && heldSince(before).length > 0; i++) await sleep(10);
  assert.deepEqual(heldSince(before), []);
}

function numbered(from: number, to: number): string[] {
  return Array.from(
    { length: to - from },
    (_, i) => `line ${from + i}.${'x'.repeat(((from + i) * 7919) % 120)}`,
  );
}

function sentOf(place: LivePlace, lines: readonly string[]): readonly string[] {
  return place.sent === undefined ? lines : lines.map((line) => place.sent!(line));
}

function droppedOf(input: { readonly dropped: { readonly [reason: string]: number } }): number {
  return Object.values(input.dropped).reduce((a, b) => a + b, 0);
}

/** Says where two lists first differ; a difference of megabytes helps nobody. */
function same(got: readonly unknown[], wanted: readonly unknown[]): void {
  for (let i = 0; i < Math.max(got.length, wanted.length); i++) {
    if (got[i] === wanted[i]) continue;
    const shown = (value: unknown) => JSON.stringify(value ?? null).slice(0, 200);
    assert.fail(
      `${i + 1} of ${got.length} is ${shown(got[i])}, of ${wanted.length} should be ${shown(wanted[i])}`,
    );
  }
}
