import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Origin } from '../../src/core/origin.ts';
import type { LineBatch } from '../../src/core/source.ts';
import { EventReader } from '../../src/formats/reader.ts';
import file from '../../src/sources/file.ts';
import { Follower } from './follower.ts';
import { scratch } from './scratch.ts';

const at = scratch();
let made = 0;
let follower: Follower | null = null;

afterEach(async () => {
  await follower?.stop();
  follower = null;
});

function folder(): (name: string) => string {
  const path = at(`ids-${made++}`);
  mkdirSync(path);
  return (name) => join(path, name);
}

async function following(paths: readonly string[]): Promise<Follower> {
  follower = new Follower({ paths });
  await follower.start();
  return follower;
}

describe('ids of events', () => {
  const ids = (
    origin: Origin,
    batches: readonly LineBatch[],
    reader = new EventReader(origin, { fold: false }),
  ) => {
    const found: string[] = [];
    for (const batch of batches) {
      reader.feed(batch);
      for (let event = reader.next(); event !== null; event = reader.next()) found.push(event.id);
    }
    return found;
  };
  const scanned = async (path: string) => {
    const source = file.open({ path });
    const batches: LineBatch[] = [];
    for await (const batch of source.batches()) batches.push(batch);
    return ids(source.origin, batches);
  };

  it('are the same live, line by line from an empty file on, and in a scan of the file, rotated and compressed too', async () => {
    const at = folder();
    const path = at('a.log');
    writeFileSync(path, '');
    const follower = await following([path]);
    for (let i = 0; i < 40; i++) {
      appendFileSync(path, `2026-03-14T08:00:${i + 10}Z web1 app: message ${i} of some length\n`);
      await follower.untilLines(i + 1);
    }
    const live = follower.sink.batches.flatMap((batch) => ids(batch.origin, [batch]));
    expect(new Set(live).size).toBe(40);
    expect(live).toEqual(await scanned(path));
    renameSync(path, `${path}.1`);
    execFileSync('gzip', [`${path}.1`]);
    expect(live).toEqual(await scanned(`${path}.1.gz`));
  });
});
