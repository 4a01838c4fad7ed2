import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../src/testing/live-sink.ts';
import { Follower } from './follower.ts';
import { scratch } from './scratch.ts';

const at = scratch();
let made = 0;
let followers: Follower[] = [];

afterEach(async () => {
  for (const follower of followers) await follower.stop();
  followers = [];
});

function folder(): (name: string) => string {
  const path = at(`odd-${made++}`);
  mkdirSync(path);
  return (name) => join(path, name);
}

async function following(paths: readonly string[], options: Record<string, unknown> = {}): Promise<Follower> {
  const follower = new Follower({ paths, ...options });
  followers.push(follower);
  await follower.start();
  return follower;
}

const lines = (from: number, to: number, what = 'line') =>
  Array.from({ length: to - from }, (_, i) => `${what} ${from + i}`);
const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');
const openFiles = (under: string) =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(under);
    } catch {
      return false;
    }
  }).length;

describe('a followed file', () => {
  it('that is there when it is first looked for begins at its end, and one that comes later at its beginning', async () => {
    const at = folder();
    writeFileSync(at('old.log'), 'one\ntwo\nhal');
    const follower = await following([at('*.log')], { start: 'end' });
    appendFileSync(at('old.log'), 'f\nthree\n');
    writeFileSync(at('new.log'), 'first\n');
    await follower.untilLines(3);
    expect([...follower.all].sort()).toEqual(['first', 'half', 'three']);
    const batch = follower.sink.batches.find(({ count }) => count > 0)!;
    expect([batch.offset, batch.firstLine]).toEqual(batch.origin.file!.endsWith('old.log') ? [8, 3] : [0, 1]);
    await follower.stop();
    writeFileSync(at('later.log'), 'while nobody looked\n');
    await follower.start();
    await follower.untilLines(4);
    expect(follower.all[3]).toBe('while nobody looked');
  });

  it('that is at its end and silent keeps its place over a restart', async () => {
    const at = folder();
    writeFileSync(at('a.log'), 'one\n');
    const follower = await following([at('a.log')], { start: 'end' });
    await until(
      () => follower.sink.batches.length > 0,
      () => 'a place',
    );
    await follower.stop();
    appendFileSync(at('a.log'), 'two\n');
    await follower.start();
    await follower.untilLines(1);
    expect(follower.all).toEqual(['two']);
  });

  it('has its half last line once, when it is whole, also over a restart', async () => {
    const at = folder();
    writeFileSync(at('a.log'), 'one\ntw');
    const follower = await following([at('a.log')]);
    await follower.untilLines(1);
    await follower.stop();
    await follower.start();
    appendFileSync(at('a.log'), 'o\nthree\n');
    await follower.untilLines(3);
    expect(follower.all).toEqual(['one', 'two', 'three']);
  });

  it('that is rotated in the middle of a line gives that line as it is', async () => {
    const at = folder();
    writeFileSync(at('a.log'), 'one\nlast words');
    const follower = await following([at('a.log')]);
    await follower.untilLines(1);
    renameSync(at('a.log'), at('a.log.1'));
    writeFileSync(at('a.log'), 'next\n');
    await follower.untilLines(3);
    expect([...follower.all].sort()).toEqual(['last words', 'next', 'one']);
  });

  it('that was replaced by another with the same inode is read from its beginning', async () => {
    const at = folder();
    writeFileSync(at('a.log'), text(lines(0, 100)));
    const { ino } = statSync(at('a.log'));
    const follower = await following([at('a.log')]);
    await follower.untilLines(100);
    await follower.stop();
    // The file system may give the inode to the next file; overwriting in place always does.
    truncateSync(at('a.log'));
    appendFileSync(at('a.log'), text(lines(0, 300, 'other')));
    expect(statSync(at('a.log')).ino).toBe(ino);
    await follower.start();
    await follower.untilLines(400);
    expect(follower.all.slice(100)).toEqual(lines(0, 300, 'other'));
  });

  it('that was deleted and made anew is read to its end, let go of, and followed', async () => {
    const at = folder();
    const path = at('a.log');
    writeFileSync(path, 'one\n');
    const follower = await following([path]);
    await follower.untilLines(1);
    unlinkSync(path);
    await until(
      () => openFiles(path) === 0,
      () => 'the deleted file to be let go of',
    );
    writeFileSync(path, 'two\n');
    await follower.untilLines(2);
    expect(follower.all).toEqual(['one', 'two']);
  });

  it('with two names is read once', async () => {
    const at = folder();
    writeFileSync(at('a.log'), 'one\n');
    linkSync(at('a.log'), at('b.log'));
    symlinkSync(at('a.log'), at('c.log'));
    const follower = await following([at('*.log'), at('a.log')]);
    await follower.untilLines(1);
    appendFileSync(at('b.log'), 'two\n');
    await follower.untilLines(2);
    await follower.stop();
    await follower.start();
    appendFileSync(at('c.log'), 'three\n');
    await follower.untilLines(3);
    expect(follower.all).toEqual(['one', 'two', 'three']);
  });

  it('is not mixed up with one that begins alike', async () => {
    const at = folder();
    const head = text(lines(0, 100, 'the same beginning of more than a KiB'));
    writeFileSync(at('a.log'), `${head}a\n`);
    writeFileSync(at('b.log'), `${head}b\n`);
    writeFileSync(at('c.log'), 'short\n');
    writeFileSync(at('d.log'), 'short\n');
    const follower = await following([at('*.log')]);
    await follower.untilLines(204);
    expect(new Set(follower.sink.batches.map(({ origin }) => origin.identity)).size).toBeGreaterThanOrEqual(
      3,
    );
    await follower.stop();
    for (const name of ['a', 'b', 'c', 'd']) appendFileSync(at(`${name}.log`), `more of ${name}\n`);
    await follower.start();
    await follower.untilLines(208);
    expect([...follower.all.slice(204)].sort()).toEqual(['more of a', 'more of b', 'more of c', 'more of d']);
  });

  it('in a folder that comes later is found', async () => {
    const at = folder();
    const follower = await following([at('apps/*/log/*.log'), at('later/one.log')]);
    mkdirSync(at('apps/web/log'), { recursive: true });
    writeFileSync(at('apps/web/log/a.log'), 'one\n');
    await follower.untilLines(1);
    mkdirSync(at('later'));
    writeFileSync(at('later/one.log'), 'two\n');
    await follower.untilLines(2);
    expect(follower.all).toEqual(['one', 'two']);
  });

  it('compressed, is read once, and not at all when it is a rotated one of which everything came', async () => {
    const at = folder();
    writeFileSync(at('a.log'), text(lines(0, 50)));
    const follower = await following([at('*')]);
    await follower.untilLines(50);
    renameSync(at('a.log'), at('a.log.1'));
    writeFileSync(at('a.log'), text(lines(50, 60)));
    execFileSync('gzip', [at('a.log.1')]);
    writeFileSync(at('foreign.log.gz'), gzipSync(text(lines(0, 20, 'foreign'))));
    await follower.untilLines(80);
    await follower.stop();
    renameSync(at('a.log.1.gz'), at('a.log.2.gz'));
    renameSync(at('a.log'), at('a.log.1'));
    writeFileSync(at('a.log'), text(lines(60, 70)));
    await follower.start();
    await follower.untilLines(90);
    appendFileSync(at('a.log'), 'end\n');
    await follower.untilLines(91);
    expect([...follower.all].sort()).toEqual([...lines(0, 70), ...lines(0, 20, 'foreign'), 'end'].sort());
  });

  it('in UTF-16, with CRLF or a byte order mark comes as UTF-8', async () => {
    const at = folder();
    writeFileSync(at('le.log'), Buffer.from('\ufeffeins é\r\nzwei', 'utf16le'));
    writeFileSync(at('bom.log'), '\ufeffdrei\r\n');
    const follower = await following([at('*.log')]);
    await follower.untilLines(2);
    appendFileSync(at('le.log'), Buffer.from(' 漢\r\n', 'utf16le'));
    await follower.untilLines(3);
    const got = follower.all.map((line) => Buffer.from(line, 'latin1').toString());
    expect(got.sort()).toEqual(['drei', 'eins é', 'zwei 漢']);
  });

  it('that is no text is said so, not read, and followed when it becomes text', async () => {
    const at = folder();
    writeFileSync(at('a.log'), Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)));
    const follower = await following([at('a.log')]);
    await until(
      () => follower.source!.inputs()[0]?.trouble?.includes('not a text log') === true,
      () => 'trouble',
    );
    rmSync(at('a.log'));
    writeFileSync(at('a.log'), 'one\n');
    await follower.untilLines(1);
    await until(
      () => follower.source!.inputs()[0]!.trouble === null,
      () => 'recovery',
    );
    expect(follower.all).toEqual(['one']);
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path), /directory/],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), /pipe/],
    ['missing', () => {}, /does not exist/],
  ] as const)('whose path is %s is said to be, and followed when it is a file', async (_, make, words) => {
    const at = folder();
    make(at('a.log'));
    const follower = await following([at('a.log')]);
    await until(
      () => words.test(follower.source!.inputs()[0]?.trouble ?? ''),
      () => 'trouble',
    );
    rmSync(at('a.log'), { recursive: true, force: true });
    writeFileSync(at('a.log'), 'one\n');
    await follower.untilLines(1);
    expect(follower.sink.notices.map(({ kind }) => kind)).toEqual(['trouble', 'recovered']);
  });

  const root = process.geteuid?.() === 0;
  it.skipIf(root)(
    `that may not be read is said to be, and read when it may${root ? ' (not as root)' : ''}`,
    async () => {
      const at = folder();
      writeFileSync(at('a.log'), 'one\n', { mode: 0 });
      const follower = await following([at('a.log')]);
      await until(
        () => follower.source!.inputs()[0]!.trouble?.includes('permission') === true,
        () => 'trouble',
      );
      chmodSync(at('a.log'), 0o644);
      await follower.untilLines(1);
      expect(follower.sink.notices.map(({ kind }) => kind)).toEqual(['trouble', 'recovered']);
    },
  );

  it('with a place that is garbage is begun with anew, and that is said', async () => {
    const at = folder();
    writeFileSync(at('a.log'), 'one\n');
    const follower = new Follower({ paths: [at('a.log')] });
    followers.push(follower);
    follower.resume.set(`file:${at('a.log')}`, '{"v":9}');
    await follower.start();
    await follower.untilLines(1);
    expect(follower.sink.notices[0]).toMatchObject({ kind: 'gap', about: `file:${at('a.log')}` });
  });

  it('cut in place loses what logrotate loses, and says so once', async () => {
    const at = folder();
    writeFileSync(at('a.log'), text(lines(0, 10)));
    const follower = await following([at('a.log')]);
    await follower.untilLines(10);
    for (let i = 1; i < 4; i++) {
      truncateSync(at('a.log'));
      appendFileSync(at('a.log'), `after ${i}\n`);
      await follower.untilLines(10 + i);
    }
    expect(follower.all.slice(10)).toEqual(['after 1', 'after 2', 'after 3']);
    expect(follower.sink.notices.filter(({ kind }) => kind === 'gap').length).toBe(1);
  });

  it('is one of 2,000 of which few may be open, and each line comes', async () => {
    const at = folder();
    for (let i = 0; i < 2000; i++) writeFileSync(at(`${i}.log`), `first of ${i}\n`);
    const follower = await following([at('*.log')], { max_open: 20 });
    await follower.untilLines(2000);
    for (let i = 0; i < 2000; i += 3) appendFileSync(at(`${i}.log`), `second of ${i}\n`);
    await follower.untilLines(2667);
    expect(new Set(follower.all).size).toBe(2667);
    await until(
      () => openFiles(at('')) <= 21,
      () => `files to be closed: ${openFiles(at(''))} are open`,
    );
    expect(follower.source!.inputs().reduce((all, { lines }) => all + lines, 0)).toBe(2667);
  });

  it('over max_files is not followed, which is said', async () => {
    const at = folder();
    for (let i = 0; i < 5; i++) writeFileSync(at(`${i}.log`), 'one\n');
    const follower = await following([at('*.log')], { max_files: 3 });
    await follower.untilLines(3);
    await until(
      () => follower.sink.notices.some(({ kind }) => kind === 'overload'),
      () => 'a word',
    );
    expect(follower.source!.inputs().length).toBe(3);
  });
});
