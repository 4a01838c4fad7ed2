import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LogsiftError } from '../../src/core/errors.ts';
import file, { type FileOptions } from '../../src/sources/file.ts';
import { sourceChecks } from '../../src/testing/source-checks.ts';
import { linesOf, readAll } from '../../src/testing/source-read.ts';
import { have, scratch, writeChunks } from './scratch.ts';

const at = scratch();
let made = 0;

function prepared(name: string, content: string | Uint8Array): string {
  const path = at(name);
  writeFileSync(path, content);
  return path;
}

async function read(path: string, options: Partial<FileOptions> = {}) {
  const source = file.open({ path, ...options });
  const { lines, error } = await readAll(source);
  await source.close();
  return { texts: lines.map((line) => Buffer.from(line.bytes, 'latin1').toString()), error, source };
}

async function refusal(path: string): Promise<LogsiftError> {
  const { texts, error } = await read(path);
  expect(texts).toEqual([]);
  return error!;
}

describe('the file source keeps the contract of sources', () => {
  const checks = sourceChecks(file, {
    fileName: 'file',
    async prepare(chunks) {
      const path = at(`contract-${made++}`);
      writeChunks(path, chunks);
      return (options) => file.open({ path, ...options });
    },
    missing: () => file.open({ path: at('missing') }),
  });
  for (const check of checks) it(check.name, () => check.run());
});

const log = Array.from(
  { length: 5000 },
  (_, i) => `Mar 14 10:00:00 web sshd[${i}]: session ${i * 7919} opened`,
);
const text = `${log.join('\n')}\n`;

describe('compressed files', () => {
  const kinds: [string, (input: string) => Uint8Array, boolean][] = [
    ['gzip', (input) => gzipSync(input), true],
    ['zstd', (input) => zstdCompressSync(input), true],
    ['xz', (input) => execFileSync('xz', ['-c'], { input }), have('xz')],
    ['bzip2', (input) => execFileSync('bzip2', ['-c'], { input }), have('bzip2')],
  ];
  for (const [kind, compress, can] of kinds) {
    describe.skipIf(!can)(`${kind}${can ? '' : ' (skipped: the program is not installed)'}`, () => {
      it('are told by their first bytes and read like the original, with its identity and positions', async () => {
        const plain = file.open({ path: prepared('plain', text) });
        const packed = file.open({ path: prepared(`packed-${kind}.log`, compress(text)) });
        expect(await readAll(packed)).toEqual(await readAll(plain));
        expect(packed.origin.identity).toBe(plain.origin.identity);
        expect(packed.counters.bytes).toBe(text.length);
        expect(packed.counters.inputBytes).toBe(packed.size);
        expect(linesOf((await packed.peek())!)).toEqual(linesOf((await plain.peek())!));
      });

      it('may be of several parts, one after the other', async () => {
        const parts = Buffer.concat([compress(text), compress('two\n'), compress(''), compress('three\n')]);
        expect((await read(prepared(`parts-${kind}`, parts))).texts).toEqual([...log, 'two', 'three']);
      });

      it('cut off, give what can be unpacked and then INPUT_CORRUPT', async () => {
        const whole = compress(text);
        const { texts, error } = await read(prepared(`cut-${kind}`, whole.subarray(0, whole.length - 20)));
        expect(error).toMatchObject({ code: 'INPUT_CORRUPT' });
        expect(error!.message).toContain('what came before was read');
        // bzip2 unpacks whole blocks only, and this is one.
        if (kind !== 'bzip2' && kind !== 'zstd') expect(texts.length).toBeGreaterThan(4000);
        expect(text.startsWith(texts.join('\n'))).toBe(true);
      });

      it('followed by something else, are read and then INPUT_CORRUPT', async () => {
        const { texts, error } = await read(
          prepared(`tail-${kind}`, Buffer.concat([compress(text), Buffer.from('garbage!')])),
        );
        // What zlib unpacks in the call that fails is lost: 64 KiB at most.
        expect(texts.length).toBeGreaterThan(kind === 'gzip' ? log.length - 1500 : log.length - 1);
        expect(text.startsWith(texts.slice(0, -1).join('\n'))).toBe(true);
        // bzip2 itself takes this for padding and only warns.
        if (kind !== 'bzip2') expect(error).toMatchObject({ code: 'INPUT_CORRUPT' });
      });

      it('of something that is no text are INPUT_BINARY', async () => {
        const tar = Buffer.alloc(10_240);
        tar.write('ustar', 257);
        const packed = compress(tar.toString('latin1'));
        expect(await refusal(prepared(`tar-${kind}`, packed))).toMatchObject({ code: 'INPUT_BINARY' });
      });
    });
  }

  it('cut off anywhere, gzip gives a beginning of the text', async () => {
    const whole = gzipSync(text);
    for (let cut = 10; cut < whole.length; cut += 997) {
      const { texts, error } = await read(prepared('cut.gz', whole.subarray(0, cut)));
      expect(error).toMatchObject({ code: 'INPUT_CORRUPT' });
      expect(text.startsWith(texts.join('\n'))).toBe(true);
    }
  });

  it('padded with zeros, as on tapes, are whole', async () => {
    const padded = Buffer.concat([gzipSync(text), Buffer.alloc(100_000)]);
    const { texts, error } = await read(prepared('padded.gz', padded));
    expect([texts.length, error]).toEqual([log.length, null]);
  });

  it('that unpack to far more than a log does end with INPUT_BOMB, and what was read stays', async () => {
    const line = 'all work and no play\n';
    for (const bomb of [gzipSync(line.repeat(500_000)), zstdCompressSync(line.repeat(500_000))]) {
      const limits = { bytes: 1_000_000, ratio: 100 };
      const { texts, error, source } = await read(prepared('bomb', bomb), { bomb: limits });
      expect(error).toMatchObject({ code: 'INPUT_BOMB' });
      expect(texts.length).toBeGreaterThan(40_000);
      expect(texts.length).toBeLessThan(200_000);
      expect(source.counters.lines).toBe(texts.length);
      expect(source.counters.bytes).toBeGreaterThan(1_000_000);
    }
  });

  it('of a small bomb, a MiB of zeros in 1,051 bytes, cost nothing', async () => {
    const zeros = gzipSync(Buffer.alloc(1_048_576), { level: 9 });
    expect(await refusal(prepared('zeros.gz', zeros))).toMatchObject({ code: 'INPUT_BINARY' });
  });

  it('whose program is missing say which package to install', async () => {
    const path = prepared('needs-xz', Buffer.from('fd377a585a000004e6d6b4460200210116000000742fe5a3', 'hex'));
    const before = process.env.PATH;
    process.env.PATH = at('no-programs');
    try {
      const error = await refusal(path);
      expect(error).toMatchObject({ code: 'INPUT_TOOL_MISSING' });
      expect(error.message).toContain('apt-get install xz-utils');
    } finally {
      process.env.PATH = before;
    }
  });
});

describe('encodings', () => {
  const words = ['Grüße aus Köln', '漢字 and 😀', 'plain'];
  it('takes a UTF-8 byte order mark off', async () => {
    expect((await read(prepared('bom', `\ufeff${words.join('\n')}`))).texts).toEqual(words);
  });

  it('turns UTF-16 of both byte orders into UTF-8', async () => {
    const little = Buffer.from(`\ufeff${words.join('\r\n')}\r\n`.repeat(1), 'utf16le');
    expect((await read(prepared('le', little))).texts).toEqual(words);
    expect((await read(prepared('be', Buffer.from(little).swap16()))).texts).toEqual(words);
    const long = Array.from({ length: 40_000 }, (_, i) => `${i}${'a'.repeat(i % 3)} 😀漢`);
    const big = Buffer.from(`\ufeff${long.join('\n')}`, 'utf16le');
    expect((await read(prepared('le-long.gz', gzipSync(big)))).texts).toEqual(long);
  });
});

describe('what is not a log', () => {
  it.each([
    ['wtmp', Buffer.alloc(3840, '\x07\0\0\0ttyS0\0\0\0\0\0\0', 'latin1'), 'last -f'],
    ['btmp-20260314', Buffer.alloc(3840, '\x06\0\0\0ssh:notty\0\0\0\0', 'latin1'), 'lastb -f'],
    ['lastlog', Buffer.alloc(2920), 'lastlog'],
    ['system.journal', Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.alloc(900)]), 'logsift journal'],
    ['logs.zip', Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(900)]), 'zip archive'],
    [
      'noise',
      Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * i * 31 + (i >> 3)) & 255)),
      'control characters',
    ],
  ])('%s is INPUT_BINARY and says what to do', async (name, content, says) => {
    const error = await refusal(prepared(name, content));
    expect(error).toMatchObject({ code: 'INPUT_BINARY' });
    expect(error.message).toContain(says);
  });

  it('a log with a NUL here and there, colours and Latin-1 is one', async () => {
    const odd = Buffer.from(
      `${'caf\xe9 \x1b[31mred\x1b[0m, a line of usual length\0and more of it\n'.repeat(50)}`,
      'latin1',
    );
    expect((await read(prepared('odd', odd))).texts).toHaveLength(50);
  });

  it('a directory, a FIFO and a device are refused at once', async () => {
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('fifo')]);
    for (const [path, says] of [
      [at('folder'), 'directory'],
      [at('fifo'), 'standard input'],
      ['/dev/null', 'device'],
    ] as const) {
      const error = await refusal(path);
      expect(error).toMatchObject({ code: 'INPUT_UNREADABLE' });
      expect(error.message).toContain(says);
    }
  });

  it('a socket is refused as what it is', async () => {
    const server = createServer().listen(at('socket'));
    await once(server, 'listening');
    expect((await refusal(at('socket'))).message).toContain('a socket');
    server.close();
  });

  it('a link that leads to itself is said to be one', async () => {
    symlinkSync(at('loop'), at('loop'));
    expect((await refusal(at('loop'))).message).toContain('symbolic link');
  });
});

describe('permission', () => {
  const canBecome = process.getuid?.() === 0;
  it.skipIf(!canBecome)(
    'says which group to join, or that only root may (needs root to become another user)',
    async () => {
      const adm = Number(spawnSync('getent', ['group', 'adm']).stdout.toString().split(':')[2]);
      const path = prepared('closed', text);
      execFileSync('chown', [`0:${adm}`, path]);
      execFileSync('chmod', ['711', at('.')]);
      chmodSync(path, 0o640);
      const closed = prepared('root-only', text);
      chmodSync(closed, 0o600);
      process.seteuid!(65534);
      try {
        const error = await refusal(path);
        expect(error).toMatchObject({ code: 'INPUT_UNREADABLE' });
        expect(error.message).toContain('sudo usermod -aG adm $USER');
        expect((await refusal(closed)).message).toContain('sudo');
        expect((await refusal(closed)).message).not.toContain('usermod');
      } finally {
        process.seteuid!(0);
      }
    },
  );
});

describe('a file that changes', () => {
  it('ends where it ended when it was first opened, in the second pass too', async () => {
    const path = prepared('growing', 'one\ntwo\n');
    const source = file.open({ path });
    await source.peek();
    appendFileSync(path, 'three\n');
    expect((await readAll(source)).lines).toHaveLength(2);
    appendFileSync(path, 'four\n');
    expect((await readAll(source)).lines).toHaveLength(2);
  });

  it('truncated meanwhile, ends where it ends now', async () => {
    const path = prepared('shrinking', 'one\ntwo\n');
    const source = file.open({ path });
    await source.peek();
    truncateSync(path, 4);
    expect(await readAll(source)).toMatchObject({ error: null, lines: [{ bytes: 'one' }] });
  });

  it('replaced by another between two passes, is not taken for it', async () => {
    const path = prepared('rotating', 'one\n');
    const source = file.open({ path });
    await readAll(source);
    writeFileSync(at('rotating.new'), 'one\n');
    renameSync(at('rotating.new'), path);
    expect((await readAll(source)).error).toMatchObject({ code: 'INPUT_UNREADABLE' });
  });
});

describe('origin', () => {
  it('has the identity of the first KiB, whatever the name and what follows', async () => {
    const one = await read(prepared('app.log', text));
    const two = await read(prepared('app.log.1', `${text}more\n`));
    const other = await read(prepared('other.log', `x${text}`));
    expect(two.source.origin.identity).toBe(one.source.origin.identity);
    expect(other.source.origin.identity).not.toBe(one.source.origin.identity);
  });

  it('refers to the end of the day in the name, else to the last change', async () => {
    const path = prepared('log-20260314', 'a\n');
    expect((await read(path)).source.origin.referenceTime).toBe(Date.UTC(2026, 2, 15));
    const plain = prepared('undated', 'a\n');
    utimesSync(plain, 1e9, 1e9);
    expect((await read(plain)).source.origin.referenceTime).toBe(1e12);
    expect(statSync(plain).size).toBe(readFileSync(plain).length);
  });
});
