import { closeSync, openSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import type { LineBatch, Source } from '../../src/core/source.ts';
import { LineSource, type LineSourceOptions, type Pass } from '../../src/sources/line-source.ts';
import { type SourceHarness, sourceChecks } from '../../src/testing/source-checks.ts';

const definition = { name: 'memory', describe: 'bytes that are in memory' };

type Open = (chunks: Iterable<Uint8Array>, options?: { maxLineBytes?: number }) => Source;

const settings = (
  chunks: Iterable<Uint8Array>,
  options: { maxLineBytes?: number } = {},
): LineSourceOptions => ({
  origin: { source: 'memory', file: null, identity: 'memory', referenceTime: 1 },
  rereadable: true,
  maxLineBytes: options.maxLineBytes,
  size: () => null,
  read: (pass) => slices(chunks, pass),
});

/** An honest source; saboteurs are it with one thing broken. */
const honest: Open = (chunks, options) => new LineSource(settings(chunks, options));

async function* slices(chunks: Iterable<Uint8Array>, pass: Pass): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += 10_007) {
      if (pass.signal.aborted) return;
      const piece = chunk.subarray(at, at + 10_007);
      pass.counters.inputBytes += piece.length;
      yield piece;
    }
  }
}

function harness(open: Open, more: Partial<SourceHarness> = {}): SourceHarness {
  return {
    fileName: 'memory',
    async prepare(chunks) {
      // A generator can be gone through once, a pass comes more than once; big inputs are one piece many times.
      const kept = [...chunks];
      return (options) => open(kept, options);
    },
    missing: () =>
      new LineSource({
        ...settings([]),
        // biome-ignore lint/correctness/useYield: it fails before there is anything to yield
        async *read() {
          throw new LogsiftError('INPUT_NOT_FOUND', 'there is no such input in memory');
        },
      }),
    ...more,
  };
}

/** The honest source with its batches changed on their way out. */
function changed(change: (batch: LineBatch, index: number) => LineBatch | null, open: Open = honest): Open {
  return (chunks, options) => {
    const source = open(chunks, options);
    const batches = source.batches.bind(source);
    source.batches = async function* (signal) {
      let index = 0;
      for await (const batch of batches(signal)) {
        const made = change(batch, index++);
        if (made !== null) yield made;
      }
    };
    return source;
  };
}

/** The honest source over changed content. */
const content =
  (change: (chunk: Uint8Array, index: number) => Uint8Array | null): Open =>
  (chunks, options) => {
    const made = settings(chunks, options);
    return new LineSource({
      ...made,
      async *read(pass) {
        let index = 0;
        for await (const chunk of made.read(pass)) yield change(chunk, index++) ?? new Uint8Array(0);
      },
    });
  };

const text = (change: (text: string) => string, encoding: BufferEncoding = 'latin1') =>
  content((chunk) => Buffer.from(change(Buffer.from(chunk).toString(encoding)), encoding));

function method<K extends 'peek' | 'close' | 'batches'>(name: K, make: (source: Source) => Source[K]): Open {
  return (chunks, options) => {
    const source = honest(chunks, options);
    source[name] = make(source);
    return source;
  };
}

const leaked: number[] = [];
afterAll(() => {
  for (const descriptor of leaked) closeSync(descriptor);
});

const SABOTEURS: readonly [string, Open, string][] = [
  ['loses a batch', changed((b, i) => (i === 3 ? null : b)), 'all lines come once'],
  [
    'gives lines a wrong number',
    changed((b) => ({ ...b, firstLine: b.firstLine + 1 })),
    'all lines come once',
  ],
  ['forgets its position', changed((b) => ({ ...b, offset: 0 })), 'all lines come once'],
  [
    'drops the last line without an end',
    changed((b) => ({ ...b, count: endsOpen(b) ? 0 : b.count })),
    'a last line without',
  ],
  [
    'leaves CR at the end',
    changed((b) => ({ ...b, ends: b.ends.map((e) => (b.buffer[e] === 13 ? e + 1 : e)) })),
    'CRLF ends',
  ],
  ['swallows empty lines', text((t) => t.replace(/\n\n+/g, '\n')), 'empty lines'],
  ['drops NUL', text((t) => t.replaceAll('\0', '')), 'a NUL'],
  ['decodes and encodes again', text((t) => t, 'utf8'), 'bytes that are not UTF-8'],
  ['decodes each chunk by itself', text((t) => t, 'utf8'), 'characters are whole'],
  ['cuts long lines too early', (c) => honest(c, { maxLineBytes: 65_536 }), 'a line of a megabyte'],
  ['ignores the line limit', (c) => honest(c), 'a line over the limit'],
  ['hides that a line was cut', changed((b) => ({ ...b, truncated: [] })), 'a line over the limit'],
  ['holds an endless line in memory', (c) => honest(c, { maxLineBytes: 2 ** 27 }), 'a line without an end'],
  [
    'writes to a batch again',
    (() => {
      let last: Buffer | null = null;
      return changed((b) => {
        last?.fill(0);
        last = b.buffer;
        return b;
      });
    })(),
    'all lines come once',
  ],
  ['peeks at nothing', method('peek', () => async () => null), 'a peek gives'],
  ['counts nothing', method('batches', (s) => uncounted(s)), 'all lines come once'],
  [
    'is deaf to an abort',
    method('batches', (s) => {
      const b = s.batches.bind(s);
      return () => b();
    }),
    'an abort ends',
  ],
  ['is deaf to close', method('close', () => async () => {}), 'close may come'],
  ['throws when closed twice', method('close', (s) => closedOnce(s)), 'close may come'],
  [
    'starts a timer when it is opened',
    (chunks, options) => {
      setTimeout(() => {}, 300);
      return honest(chunks, options);
    },
    'opening does no',
  ],
  [
    'leaves a file open',
    (chunks, options) => {
      const made = settings(chunks, options);
      return new LineSource({
        ...made,
        read(pass) {
          leaked.push(openSync('/dev/null', 'r'));
          return made.read(pass);
        },
      });
    },
    'nothing is held',
  ],
  [
    'reads other things the second time',
    (() => {
      const reads = new WeakMap<object, number>();
      return (chunks, options) => {
        const made = settings(chunks, options);
        return new LineSource({
          ...made,
          async *read(pass) {
            reads.set(made, (reads.get(made) ?? 0) + 1);
            if (reads.get(made)! > 1) yield Buffer.from('more\n');
            yield* made.read(pass);
          },
        });
      };
    })(),
    'read again',
  ],
  [
    'knows no time to go by',
    (chunks, options) => {
      const made = settings(chunks, options);
      return new LineSource({ ...made, origin: { ...made.origin, referenceTime: 0 } });
    },
    'its origin bears',
  ],
];

function endsOpen(batch: LineBatch): boolean {
  return batch.buffer.at(-1) !== 10;
}

function uncounted(source: Source): Source['batches'] {
  const batches = source.batches.bind(source);
  return async function* (signal) {
    for await (const batch of batches(signal)) {
      yield batch;
      Object.assign(source.counters, { lines: 0, bytes: 0 });
    }
  };
}

function closedOnce(source: Source): Source['close'] {
  const close = source.close.bind(source);
  let closed = false;
  return async () => {
    if (closed) throw new Error('closed already');
    closed = true;
    await close();
  };
}

describe('the contract of sources', () => {
  describe('is kept by an honest source', () => {
    for (const check of sourceChecks(definition, harness(honest))) it(check.name, () => check.run());
  });

  it.each(SABOTEURS)('catches a source that %s', async (_, open, name) => {
    const checks = sourceChecks(definition, harness(open));
    const check = checks.find((candidate) => candidate.name.startsWith(name))!;
    await expect(Promise.resolve().then(() => check.run())).rejects.toThrow();
  });

  it('catches a source that takes a failure for the end', async () => {
    const checks = sourceChecks(definition, harness(honest, { missing: () => honest([]) }));
    const check = checks.find(({ name }) => name.startsWith('an input that cannot be read'))!;
    await expect(check.run()).rejects.toThrow('no error was thrown');
  });

  it('catches a source that does not hear an abort while it waits', async () => {
    const stalled: () => Source = () =>
      new LineSource({
        ...settings([]),
        async *read() {
          yield Buffer.from('a\n');
          await new Promise((resolve) => setTimeout(resolve, 5000).unref());
        },
      });
    const checks = sourceChecks(definition, harness(honest, { stalled }));
    await expect(checks.at(-1)!.run()).rejects.toThrow('hearing an abort');
  });

  it('runs a skipped check and fails when the promise is kept after all', async () => {
    const name = 'empty lines are lines';
    const skipping = (open: Open) =>
      sourceChecks(definition, harness(open, { skip: { [name]: 'for a test' } })).find((c) =>
        c.name.includes(name),
      )!;
    await expect(Promise.resolve(skipping(honest).run())).rejects.toThrow('take it out');
    await skipping(text((t) => t.replace(/\n\n+/g, '\n'))).run();
    expect(() => sourceChecks(definition, harness(honest, { skip: { nonsense: '' } }))).toThrow('no check');
  });
});
