import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
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
  const path = at(`rotation-${made++}`);
  mkdirSync(path);
  return (name) => join(path, name);
}

function following(paths: readonly string[], options: Record<string, unknown> = {}): Follower {
  const follower = new Follower({ paths, ...options });
  followers.push(follower);
  return follower;
}

/** Numbered lines, so that what is lost or comes twice shows. */
class Writer {
  #number = 0;
  readonly written: string[] = [];

  text(count: number): string {
    const lines = Array.from(
      { length: count },
      () => `2026-03-14T08:00:00Z web1 app: message ${this.#number++}`,
    );
    this.written.push(...lines);
    return lines.map((line) => `${line}\n`).join('');
  }

  append(path: string, count: number): void {
    appendFileSync(path, this.text(count));
  }
}

interface Rotation {
  readonly name: string;
  /** Rotates `log`, and goes on writing where its writer would. */
  rotate(log: string, writer: Writer): void;
}

const ROTATIONS: readonly Rotation[] = [
  {
    name: 'rename and create',
    rotate(log, writer) {
      renameSync(log, `${log}.1`);
      writer.append(log, 30);
    },
  },
  {
    name: 'rename, with lines to the old file before its writer notices',
    rotate(log, writer) {
      const old = openSync(log, 'a');
      renameSync(log, `${log}.1`);
      writeFileSync(log, '');
      writeSync(old, writer.text(30));
      closeSync(old);
      writer.append(log, 30);
    },
  },
  {
    name: 'rename to a name with a date',
    rotate(log, writer) {
      renameSync(log, `${log}-20260314`);
      writer.append(log, 30);
    },
  },
  {
    name: 'two renames in one go',
    rotate(log, writer) {
      renameSync(log, `${log}.1`);
      writer.append(log, 30);
      renameSync(`${log}.1`, `${log}.2`);
      renameSync(log, `${log}.1`);
      writer.append(log, 30);
    },
  },
  {
    name: 'rename and compress at once',
    rotate(log, writer) {
      writer.append(log, 10);
      renameSync(log, `${log}.1`);
      execFileSync('gzip', [`${log}.1`]);
      writer.append(log, 30);
    },
  },
  {
    name: 'two rotations, the older one compressed',
    rotate(log, writer) {
      writer.append(log, 10);
      renameSync(log, `${log}.2`);
      execFileSync('gzip', [`${log}.2`]);
      writer.append(log, 30);
      renameSync(log, `${log}.1`);
      writer.append(log, 30);
    },
  },
  {
    name: 'copytruncate',
    rotate(log, writer) {
      writer.append(log, 10);
      copyFileSync(log, `${log}.1`);
      truncateSync(log);
      writer.append(log, 30);
    },
  },
  {
    name: 'copytruncate, and quickly longer than before',
    rotate(log, writer) {
      writer.append(log, 10);
      copyFileSync(log, `${log}.1`);
      truncateSync(log);
      writer.append(log, 3000);
    },
  },
  {
    name: 'copytruncate and compress at once',
    rotate(log, writer) {
      writer.append(log, 10);
      copyFileSync(log, `${log}.1`);
      truncateSync(log);
      execFileSync('gzip', [`${log}.1`]);
      writer.append(log, 30);
    },
  },
  {
    name: 'copytruncate with a writer that keeps its place (a hole of NULs)',
    rotate(log, writer) {
      const { size } = statSync(log);
      copyFileSync(log, `${log}.1`);
      truncateSync(log);
      const file = openSync(log, 'r+');
      writeSync(file, writer.text(30), size);
      closeSync(file);
    },
  },
  {
    name: 'rename of a hard link and create (link, unlink)',
    rotate(log, writer) {
      linkSync(log, `${log}.1`);
      unlinkSync(log);
      writer.append(log, 30);
    },
  },
  {
    name: 'a symbolic link that is set to another file',
    rotate(log, writer) {
      // The first time the log itself becomes what the link leads to.
      const target = `${log}.${made++}`;
      if (!isLink(log)) {
        renameSync(log, target);
        symlinkSync(target, log);
      }
      const next = `${log}.${made++}`;
      writer.append(next, 30);
      unlinkSync(log);
      symlinkSync(next, log);
    },
  },
];

function isLink(path: string): boolean {
  try {
    readlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

describe.each([
  ['while it is followed', false, 'app.log'],
  ['while nobody follows', true, 'app.log'],
  ['while it is followed, by a pattern that finds rotated files too', false, 'app.log*'],
  ['while nobody follows, by a pattern that finds rotated files too', true, 'app.log*'],
])('rotation %s', (_, stopped, pattern) => {
  it.each(ROTATIONS)('$name: every line comes once', async ({ rotate }) => {
    const at = folder();
    const log = at('app.log');
    const writer = new Writer();
    writer.append(log, 50);
    const follower = following([at(pattern)]);
    await follower.start();
    await follower.untilLines(50);
    for (let round = 0; round < 3; round++) {
      if (stopped) await follower.stop();
      rotate(log, writer);
      if (stopped) await follower.start();
      await follower.untilLines(writer.written.length);
      // What was rotated away is let go of, and may now be moved out of the way.
      await until(
        () => openLogs(at('')).length <= 1,
        () => `files to be closed: ${openLogs(at(''))}`,
      );
      for (const name of readdirSync(at(''))) {
        if (name !== 'app.log' && !(isLink(log) && readlinkSync(log).endsWith(name))) rmSync(at(name));
      }
    }
    writer.append(log, 5);
    await follower.untilLines(writer.written.length);
    await follower.stop();
    await follower.start();
    writer.append(log, 5);
    await follower.untilLines(writer.written.length);
    await follower.stop();
    const twice = follower.all.filter((line, i, all) => all.indexOf(line) !== i);
    expect(twice).toEqual([]);
    expect([...follower.all].sort()).toEqual([...writer.written].sort());
    expect(follower.all.length).toBe(writer.written.length);
  });
});

/** Files of a folder that this process holds open. */
function openLogs(folder: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      const target = readlinkSync(`/proc/self/fd/${fd}`);
      return target.startsWith(folder) && target !== folder.replace(/\/$/, '') ? [basename(target)] : [];
    } catch {
      return [];
    }
  });
}
