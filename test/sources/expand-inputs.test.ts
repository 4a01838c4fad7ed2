import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expandInputs, machineInputs } from '../../src/sources/expand-inputs.ts';
import { readAll } from '../../src/testing/source-read.ts';
import { scratch } from './scratch.ts';

const at = scratch();

/** A folder of files with these contents; names may have folders in them. */
function folder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(at('folder-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

async function expand(paths: readonly string[], options: Parameters<typeof expandInputs>[1] = {}) {
  const { sources, unread } = await expandInputs(paths, options);
  const short = (name: string) => name.replace(/^.*\/folder-\w+\//, '');
  return {
    names: sources.map(({ origin }) => (origin.file === null ? origin.source : short(origin.file))),
    unread: unread.map(({ name, code, reason }) => ({ name: short(name), code, reason })),
    sources,
  };
}

const log = (word: string) => `Mar 14 10:00:00 web ${word}: started\n`.repeat(3);

describe('expandInputs', () => {
  it('finds files in directories all the way down, rotated and compressed ones too, in order', async () => {
    const root = folder({
      'b.log': log('b'),
      'b.log.1': log('b1'),
      'b.log.2.gz': gzipSync(log('b2')),
      'a/deep/er/x.log': log('x'),
      'c.txt': log('c'),
      '.hidden': log('h'),
      '.git/config': log('g'),
    });
    const { names, unread } = await expand([root]);
    expect(names).toEqual(['a/deep/er/x.log', 'b.log', 'b.log.1', 'b.log.2.gz', 'c.txt']);
    expect(unread).toEqual([]);
  });

  it('keeps the order in which things were named', async () => {
    const root = folder({ 'b.log': log('b'), 'a.log': log('a') });
    const { names } = await expand([join(root, 'b.log'), '-', join(root, 'a.log'), 'journal'], {
      stdin: Readable.from([]),
    });
    expect(names).toEqual(['b.log', 'stdin', 'a.log', 'journal']);
  });

  it('finds what globs mean, ** too', async () => {
    const root = folder({ 'x.log': log('x'), 'y.txt': log('y'), 'd/z.log': log('z'), '.h.log': log('h') });
    expect((await expand([join(root, '*.log')])).names).toEqual(['x.log']);
    expect((await expand([join(root, '**/*.log')])).names).toEqual(['d/z.log', 'x.log']);
    expect((await expand([join(root, '*.nope')])).unread).toMatchObject([{ code: 'INPUT_NOT_FOUND' }]);
  });

  it('takes a file whose name looks like a glob by its name', async () => {
    const root = folder({ 'app[1].log': log('a'), 'app1.log': log('b') });
    expect((await expand([join(root, 'app[1].log')])).names).toEqual(['app[1].log']);
  });

  it('passes names that a shell would run on as they are', async () => {
    const root = folder({ '$(touch pwned);`id` -rf.log': log('a'), '-n': log('b'), 'a\nb.xz.log': log('c') });
    const { sources } = await expand([root]);
    for (const source of sources) expect((await readAll(source)).lines).toHaveLength(3);
    expect(sources).toHaveLength(3);
  });

  it('reads a file once, however many names lead to it', async () => {
    const root = folder({ 'a.log': log('a'), 'sub/b.log': log('b') });
    linkSync(join(root, 'a.log'), join(root, 'hard.log'));
    symlinkSync(join(root, 'a.log'), join(root, 'soft.log'));
    symlinkSync(root, join(root, 'sub/loop'));
    const { names } = await expand([root, join(root, 'a.log'), root, join(root, '*.log')]);
    expect(names).toEqual(['a.log', 'sub/b.log']);
  });

  it('lists what it cannot read with the reason, and goes on', async () => {
    const root = folder({
      'a.log': log('a'),
      wtmp: Buffer.alloc(3000, '\x07\0\0\0ttyS0\0\0\0\0\0\0', 'latin1'),
      'broken.gz': gzipSync(log('a')).subarray(0, 6),
      'j/system.journal': 'x',
      'j/user-1000.journal~': 'x',
    });
    symlinkSync('/nowhere', join(root, 'dangling'));
    execFileSync('mkfifo', [join(root, 'fifo')]);
    const { names, unread } = await expand([root]);
    expect(names).toEqual(['a.log']);
    expect(unread.map(({ name, code }) => [name, code]).sort()).toEqual([
      ['broken.gz', 'INPUT_CORRUPT'],
      ['dangling', 'INPUT_NOT_FOUND'],
      ['j', 'INPUT_BINARY'],
      ['wtmp', 'INPUT_BINARY'],
    ]);
    expect(unread.find(({ name }) => name === 'j')?.reason).toContain('2 systemd journal files');
  });

  it('refuses a FIFO that was named, without waiting for it', async () => {
    execFileSync('mkfifo', [at('named-fifo')]);
    expect((await expand([at('named-fifo')])).unread).toMatchObject([{ code: 'INPUT_UNREADABLE' }]);
  });

  it('says how far a missing path exists, or what is there by a like name', async () => {
    const root = folder({ 'syslog.1': log('a') });
    const far = await expand([join(root, 'no/where/x.log')]);
    expect(far.unread).toMatchObject([{ code: 'INPUT_NOT_FOUND' }]);
    expect(far.unread[0]!.reason).toContain(`(${root} does)`);
    expect((await expand([join(root, 'syslog')])).unread[0]!.reason).toContain('there is syslog.1');
  });

  it('says that a directory holds no file to read', async () => {
    const { unread } = await expand([folder({ '.hidden': 'x' })]);
    expect(unread).toMatchObject([
      { code: 'INPUT_NOT_FOUND', reason: expect.stringContaining('without a file') },
    ]);
  });

  it('stops at the cap of files and says so', async () => {
    const root = folder(
      Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`${i + 10}.log`, log(`${i}`)])),
    );
    const { names, unread } = await expand([root], { maxFiles: 5 });
    expect(names).toHaveLength(5);
    expect(unread).toMatchObject([{ name: '15.log', reason: expect.stringContaining('more than 5 files') }]);
  });

  it('stops where directories are nested too deep and says so', async () => {
    const deep = `${'d/'.repeat(20)}x.log`;
    const { names, unread } = await expand([folder({ [deep]: log('x'), 'a.log': log('a') })]);
    expect(names).toEqual(['a.log']);
    expect(unread).toMatchObject([{ reason: expect.stringContaining('directories deep') }]);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'says of a closed directory how to get in (needs root to become another user)',
    async () => {
      const root = folder({ 'closed/a.log': log('a'), 'b.log': log('b') });
      for (const path of [dirname(root), root]) chmodSync(path, 0o755);
      chmodSync(join(root, 'closed'), 0o700);
      process.seteuid!(65534);
      try {
        const { names, unread } = await expand([root]);
        expect(names).toEqual(['b.log']);
        expect(unread).toMatchObject([
          { name: 'closed', code: 'INPUT_UNREADABLE', reason: expect.stringContaining('sudo') },
        ]);
      } finally {
        process.seteuid!(0);
      }
    },
  );
});

describe('origins of what was found', () => {
  const same = 'the same banner in each file\n'.repeat(60);

  it('are final before anything is read', async () => {
    const { sources } = await expand([folder({ 'log-20260314': log('a') })]);
    const before = { ...sources[0]!.origin };
    expect(before.referenceTime).toBe(Date.UTC(2026, 2, 15));
    await readAll(sources[0]!);
    expect(sources[0]!.origin).toEqual(before);
  });

  it('tell files apart that begin with the same KiB', async () => {
    const root = folder({
      'a.log': `${same}a`,
      'b.log': `${same}b\n`,
      'c.log': `${same}a`,
      'd.log': 'other\n',
    });
    const { sources, names } = await expand([root]);
    expect(names).toEqual(['a.log', 'b.log', 'c.log', 'd.log']);
    expect(new Set(sources.map((source) => source.origin.identity)).size).toBe(4);
  });

  it('stay when files that begin alike are rotated and compressed', async () => {
    const before = await expand([folder({ 'x.log': `${same}two\n`, 'x.log.1': `${same}one\n` })]);
    const after = await expand([
      folder({ 'x.log': 'new\n', 'x.log.1': `${same}two\n`, 'x.log.2.gz': gzipSync(`${same}one\n`) }),
    ]);
    const identities = (of: typeof before) => of.sources.map((source) => source.origin.identity);
    expect(identities(after).slice(1)).toEqual(identities(before));
  });

  it('a compressed copy beside its original is not read twice', async () => {
    const content = log('a');
    const { names, unread } = await expand([folder({ 'x.log.1': content, 'x.log.1.gz': gzipSync(content) })]);
    expect(names).toEqual(['x.log.1']);
    expect(unread).toMatchObject([
      { name: 'x.log.1.gz', reason: expect.stringContaining('compressed copy') },
    ]);
  });
});

it('machineInputs names the journal, or else the folder of logs', async () => {
  const before = process.env.PATH;
  process.env.PATH = at('no-programs');
  try {
    expect(await machineInputs()).toEqual(['/var/log']);
  } finally {
    process.env.PATH = before;
  }
  expect(['journal', '/var/log']).toContain((await machineInputs())[0]);
});
