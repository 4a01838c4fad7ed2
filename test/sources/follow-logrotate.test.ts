import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Follower } from './follower.ts';
import { have, scratch } from './scratch.ts';

const at = scratch();
let made = 0;
let follower: Follower | null = null;

afterEach(async () => {
  await follower?.stop();
  follower = null;
});

function folder(): (name: string) => string {
  const path = at(`logrotate-${made++}`);
  mkdirSync(path);
  return (name) => join(path, name);
}

async function following(paths: readonly string[]): Promise<Follower> {
  follower = new Follower({ paths });
  await follower.start();
  return follower;
}

const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `line ${from + i}`);
const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join('');

describe.skipIf(!have('logrotate'))(
  `logrotate${have('logrotate') ? '' : ' (skipped: needs the package logrotate)'}`,
  () => {
    it.each([
      ['rename', 'create'],
      ['copytruncate', 'copytruncate'],
      ['compress', 'create\ncompress'],
      ['compress with a date', 'create\ncompress\ndateext\ndateformat -%Y%m%d-%s'],
      ['copytruncate and compress', 'copytruncate\ncompress'],
    ])('with %s loses no line, while followed and while not', async (_, how) => {
      const at = folder();
      const path = at('app.log');
      chmodSync(at(''), 0o755);
      writeFileSync(at('conf'), `${path} {\nsu root root\nrotate 5\nmissingok\n${how}\n}\n`, { mode: 0o644 });
      let count = 0;
      const write = () => {
        appendFileSync(path, text(lines(count, count + 100)));
        count += 100;
      };
      write();
      const follower = await following([at('app.log')]);
      for (let round = 0; round < 6; round++) {
        if (round >= 3) await follower.stop();
        // The date has seconds, and logrotate rotates once for each name.
        if (how.includes('dateext')) await sleep(1100);
        const { status, stderr } = spawnSync('logrotate', ['--force', '--state', at('state'), at('conf')], {
          encoding: 'utf8',
        });
        expect([status, stderr]).toEqual([0, '']);
        write();
        if (round >= 3) await follower.start();
        else await follower.untilLines(count);
      }
      await follower.untilLines(count);
      expect([...follower.all].sort()).toEqual(lines(0, count).sort());
    });
  },
);
