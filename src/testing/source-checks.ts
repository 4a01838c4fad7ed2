import assert from 'node:assert/strict';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Source } from '../core/source.ts';
import type { Check } from './check.ts';
import { growth, held, heldSince, linesOf, type ReadLine, readAll, within } from './source-read.ts';

const LIMIT = 1_048_576;

/** What the contract must know of a source to put it to the test. */
export interface SourceHarness {
  /** Name of its file, without the extension. */
  readonly fileName: string;
  /** Makes an input of these bytes, to be opened (again) by the function returned; opening must be the source's own. */
  prepare(chunks: Iterable<Uint8Array>): Promise<(options?: { maxLineBytes?: number }) => Source>;
  /** A source whose input cannot be read at all. */
  missing(): Source;
  /** A source whose input begins with a line and then stalls; absent where that cannot happen (files). */
  stalled?(): Source;
  /** Promises this source does not make, by the name of the check, and why. They are run and must fail. */
  readonly skip?: Readonly<Record<string, string>>;
}

/**
 * The contract of a source that is read to its end (see `src/core/source.ts`) as checks. A skipped one is run too,
 * and must fail: a stale skip is a failure.
 */
export function sourceChecks(
  definition: { readonly name: string; readonly describe: string },
  harness: SourceHarness,
): Check[] {
  const made = [...identityChecks(definition, harness), ...lineChecks(harness), ...lifeChecks(harness)];
  const { skip = {} } = harness;
  for (const name of Object.keys(skip)) {
    if (!made.some((check) => check.name === name)) throw new Error(`there is no check "${name}" to skip`);
  }
  return made.map((check) => (Object.hasOwn(skip, check.name) ? mustFail(check, skip[check.name]!) : check));
}

function mustFail(check: Check, reason: string): Check {
  return {
    name: `does not promise: ${check.name} (${reason})`,
    async run() {
      const kept = await Promise.resolve()
        .then(() => check.run())
        .then(
          () => true,
          () => false,
        );
      assert(!kept, `the source keeps this promise: take it out of "skip"`);
    },
  };
}

function identityChecks(definition: { name: string; describe: string }, harness: SourceHarness): Check[] {
  return [
    {
      name: 'is named like its file and says in one line what it is',
      run() {
        assert.equal(definition.name, harness.fileName);
        assert.match(definition.describe, /^\S.{3,98}\S$/);
      },
    },
    {
      name: 'opening does no input or output',
      async run() {
        const open = await harness.prepare([Buffer.from('a\n')]);
        await turn();
        const before = held();
        const sources = [open(), harness.missing()];
        assert.deepEqual(heldSince(before), []);
        for (const source of sources) await source.close();
      },
    },
    {
      name: 'its origin bears its name and is the same object for life',
      async run() {
        const source = (await harness.prepare([Buffer.from('a\n')]))();
        const { origin } = source;
        await readAll(source);
        assert.equal(source.origin, origin);
        assert.equal(origin.source, definition.name);
        assert(origin.identity.length > 0);
        assert(origin.referenceTime > 0, 'times without a year have nothing to go by');
      },
    },
    {
      name: 'an input that cannot be read is an error of the catalogue that names it, in every pass and peek',
      async run() {
        const source = harness.missing();
        const { lines, error } = await readAll(source);
        assert.equal(lines.length, 0);
        assert(error !== null, 'nothing was read and no error was thrown');
        assert.match(error.code, /^INPUT_/);
        assert(error.message.length > 20);
        assert.equal((await readAll(source)).error?.message, error.message);
        const peeked = harness.missing();
        await assert.rejects(() => peeked.peek(), { name: 'LogsiftError', code: error.code });
        assert.equal((await readAll(peeked)).error?.message, error.message);
        await source.close();
      },
    },
  ];
}

function lineChecks(harness: SourceHarness): Check[] {
  const read = async (content: string | Uint8Array) => {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const source = (await harness.prepare([bytes]))();
    const { lines, error } = await readAll(source);
    assert.equal(error, null);
    const { counters } = source;
    assert.equal(counters.lines, lines.length, 'counted lines');
    assert.equal(counters.bytes, bytes.length, 'counted bytes');
    assert.equal(counters.truncatedLines, lines.filter((line) => line.truncated).length, 'counted cut lines');
    await source.close();
    return lines;
  };
  const same = async (lines: readonly string[], content = `${lines.join('\n')}\n`) => {
    const got = await read(content);
    sameLines(
      got.map((line) => line.bytes),
      lines.map((line) => Buffer.from(line).toString('latin1')),
    );
  };
  return [
    {
      name: 'all lines come once, in order, with number and position',
      async run() {
        const lines = Array.from({ length: 20_000 }, (_, i) => `${i} ${'x'.repeat((i * 7919) % 300)}`);
        const got = await read(`${lines.join('\n')}\n`);
        let position = 0;
        const wanted = lines.map((bytes, i): ReadLine => {
          const line = { bytes, line: i + 1, position, truncated: false };
          position += bytes.length + 1;
          return line;
        });
        sameLines(got, wanted);
      },
    },
    { name: 'an empty input has no lines', run: () => same([], '') },
    { name: 'a last line without a line end comes', run: () => same(['one', 'two'], 'one\ntwo') },
    {
      name: 'CRLF ends a line as LF does',
      run: () => same(['one', 'two', 'th\rree'], 'one\r\ntwo\nth\rree\r\n'),
    },
    { name: 'empty lines are lines', run: () => same(['', 'one', '', '', 'two', '']) },
    {
      name: 'a NUL in a line is kept, and what follows it',
      run: () => same(['a line that goes on', 'a line that\0goes on', 'another line']),
    },
    {
      name: 'bytes that are not UTF-8 come unchanged',
      async run() {
        const line = Buffer.from('caf\xe9 \xff\xfe\xc3 \xed\xa0\x80 \xf5 is open', 'latin1');
        const got = await read(Buffer.concat([Buffer.from('one line\n'), line, Buffer.from('\n')]));
        assert.equal(got[1]?.bytes, line.toString('latin1'));
      },
    },
    {
      name: 'characters are whole wherever the chunks end',
      run: () => same(Array.from({ length: 4000 }, (_, i) => `${'a'.repeat(i % 4)}${'é漢😀'.repeat(30)}`)),
    },
    {
      name: 'a line of a megabyte comes whole',
      run: () => same(['before', 'y'.repeat(1_000_000), 'after']),
    },
    {
      name: 'a line over the limit is cut there, marked and counted, and the next one is whole',
      async run() {
        const open = await harness.prepare([Buffer.from(`ab\n${'z'.repeat(1000)}\r\ncd\n`)]);
        const source = open({ maxLineBytes: 100 });
        const { lines } = await readAll(source);
        assert.deepEqual(lines, [
          { bytes: 'ab', line: 1, position: 0, truncated: false },
          { bytes: 'z'.repeat(100), line: 2, position: 3, truncated: true },
          { bytes: 'cd', line: 3, position: 1005, truncated: false },
        ]);
        assert.equal(source.counters.truncatedLines, 1);
        assert.equal(source.counters.skippedBytes, 900);
        await source.close();
      },
    },
    {
      name: 'a line without an end is read in flat memory',
      async run() {
        const pieces = 1024;
        const piece = Buffer.alloc(262_144, 'x');
        const source = (await harness.prepare(repeat(piece, pieces)))();
        let lines: readonly ReadLine[] = [];
        const grown = await growth(async () => {
          lines = (await readAll(source)).lines;
        });
        assert.deepEqual(
          lines.map((line) => [line.bytes.length, line.truncated]),
          [[LIMIT, true]],
        );
        assert.equal(source.counters.skippedBytes, pieces * piece.length - LIMIT);
        assert(grown < 128e6, `memory grew by ${Math.round(grown / 1e6)} MB`);
        await source.close();
      },
    },
  ];
}

function lifeChecks(harness: SourceHarness): Check[] {
  const text = Array.from({ length: 30_000 }, (_, i) => `line ${i} of many, not too short\n`).join('');
  const many = async () => (await harness.prepare([Buffer.from(text)]))();
  const checks: Check[] = [
    {
      name: 'a peek gives the first lines and takes nothing away',
      async run() {
        const source = await many();
        const head = await source.peek();
        assert(head !== null);
        const peeked = linesOf(head);
        assert(peeked.length > 0);
        const { lines } = await readAll(source);
        sameLines(lines.slice(0, peeked.length), peeked);
        assert.equal(lines.length, 30_000);
        assert.equal(source.counters.lines, 30_000);
        assert.equal(source.counters.bytes, text.length);
        await source.close();
      },
    },
    {
      name: 'read again it gives the same, or says that it cannot be',
      async run() {
        const source = await many();
        const first = await readAll(source);
        const counters = { ...source.counters };
        const second = await readAll(source);
        if (source.rereadable) {
          sameLines(second.lines, first.lines);
          assert.equal(second.error, first.error);
          assert.deepEqual(source.counters, counters);
        } else {
          assert.equal(second.lines.length, 0);
          assert.equal(second.error?.code, 'INPUT_UNREADABLE');
        }
        await source.close();
      },
    },
    {
      name: 'an abort ends the reading, early and without an error',
      async run() {
        const source = await many();
        await givesNothing(source, AbortSignal.abort());
        await source.close();
        const other = await many();
        const stop = new AbortController();
        let batches = 0;
        const reading = (async () => {
          for await (const _ of other.batches(stop.signal)) if (++batches === 1) stop.abort();
        })();
        await within(500, 'hearing an abort', reading);
        assert(batches < 3, `${batches} batches came`);
        await other.close();
      },
    },
    {
      name: 'close may come early, twice, and in the middle of a read, which then ends',
      async run() {
        const early = await many();
        await early.close();
        await early.close();
        await givesNothing(early);
        assert.equal(await early.peek(), null);
        const source = await many();
        let batches = 0;
        const reading = (async () => {
          for await (const _ of source.batches()) if (++batches === 1) void source.close();
        })();
        await within(2000, 'ending after close', reading);
        await within(2000, 'closing again', source.close());
        assert(batches < 3, `${batches} batches came`);
      },
    },
    {
      name: 'nothing is held after a read, a read broken off, a peek, or an error',
      async run() {
        const [whole, broken, peeked] = [await many(), await many(), await many()];
        await turn();
        const before = held();
        await readAll(whole);
        for await (const _ of broken.batches()) break;
        await peeked.peek();
        const missing = harness.missing();
        await readAll(missing);
        for (const source of [whole, broken, peeked, missing]) await source.close();
        // The test runner has timers of its own, which come and go.
        for (let i = 0; i < 200 && heldSince(before).length > 0; i++) await sleep(10);
        assert.deepEqual(heldSince(before), []);
      },
    },
  ];
  if (harness.stalled === undefined) return checks;
  const { stalled } = harness;
  checks.push({
    name: 'an abort, or a close, is heard while it waits for input',
    async run() {
      for (const how of ['abort', 'close'] as const) {
        const source = stalled();
        const stop = new AbortController();
        const lines: ReadLine[] = [];
        const reading = (async () => {
          for await (const batch of source.batches(stop.signal)) {
            lines.push(...linesOf(batch));
            setTimeout(() => (how === 'abort' ? stop.abort() : void source.close()), 20);
          }
        })();
        await within(2000, `hearing ${how === 'abort' ? 'an abort' : 'a close'}`, reading);
        assert.equal(lines.length, 1);
        await source.close();
      }
    },
  });
  return checks;
}

async function givesNothing(source: Source, signal?: AbortSignal): Promise<void> {
  const { lines, error } = await readAll(source, signal);
  assert.equal(error, null);
  assert.equal(lines.length, 0);
}

/** Says where two lists of lines first differ; a library's difference of two megabytes of text takes gigabytes. */
function sameLines(got: readonly unknown[], wanted: readonly unknown[]): void {
  const shown = (lines: readonly unknown[], i: number) => JSON.stringify(lines[i] ?? null).slice(0, 200);
  for (let i = 0; i < Math.max(got.length, wanted.length); i++) {
    if (isDeepStrictEqual(got[i], wanted[i])) continue;
    assert.fail(
      `line ${i + 1} of ${got.length} is ${shown(got, i)}, of ${wanted.length} should be ${shown(wanted, i)}`,
    );
  }
}

function* repeat(piece: Uint8Array, times: number): Generator<Uint8Array> {
  for (let i = 0; i < times; i++) yield piece;
}
