import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Receiver } from '../../src/testing/receiver.ts';
import { smallDisk, whyNoMount } from '../store/places.ts';
import { lineOf, listeningDaemon, PATIENCE, SOAK } from './run-fixture.ts';

const ROUNDS = SOAK ? 20 : 2;
const LINES = 3000;
const DISK = 96 << 20;
const why = whyNoMount();

/** Somebody else's file that takes all there is. */
function fillUp(folder: string): { empty(): void } {
  const path = join(folder, 'somebody else');
  const file = openSync(path, 'w');
  const piece = Buffer.alloc(65_536, 1);
  try {
    for (let step = piece.length; step >= 1; ) {
      try {
        if (writeSync(file, piece, 0, step) < step) step >>= 1;
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
        step >>= 1;
      }
    }
  } finally {
    closeSync(file);
  }
  return { empty: () => rmSync(path) };
}

describe.skipIf(why !== null)(
  `a disk that is full${why === null ? '' : ` (cannot mount here: ${why})`}`,
  () => {
    test('the daemon goes on, what people are to be told leaves, and all is as before when there is room', async () => {
      const receiver = await Receiver.start();
      onTestFinished(() => receiver.stop());
      const folder = smallDisk(DISK);
      const daemon = await listeningDaemon({
        folder,
        yaml: `notifiers: [{ type: webhook, url: '${receiver.url()}', allow_private: true }]\nbudget: 1000/day\n`,
      });
      const { run, status, say } = daemon;
      const told = (word: string) => receiver.requests.filter(({ body }) => body.includes(word)).length;
      let lines = 0;
      const more = async (what: string) => {
        await say(Array.from({ length: LINES }, (_, i) => lineOf('web01', 'app', `${what} number ${i}`)));
        lines += LINES;
        await vi.waitFor(async () => expect((await status()).pipeline.lines).toBe(lines), PATIENCE);
      };
      await run.start();
      await more('usual');
      for (let round = 0; round < ROUNDS; round++) {
        const other = fillUp(folder);
        await more('with a full disk');
        // What comes soon after a message is told in the same one, some time; so only the first says something.
        if (round === 0) {
          await say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
          lines++;
        }
        await vi.waitFor(() => expect(told('alpha')).toBe(1), PATIENCE);
        expect(run.alive).toBe(true);
        expect(await daemon.page('/healthz')).toBe(200);
        await vi.waitFor(async () => {
          expect((await status()).troubles.map(({ text }) => text).join()).toMatch(/disk/);
        }, PATIENCE);
        other.empty();
        const before = run.kept().length;
        await vi.waitFor(async () => {
          await more('with room again');
          expect(run.kept().length).toBeGreaterThan(before);
          const { storage, troubles } = await status();
          expect(storage.ring?.keeping).toBe(true);
          expect(troubles.filter(({ about }) => about.startsWith('store'))).toEqual([]);
        }, PATIENCE);
        expect(told('alpha')).toBe(1);
      }
      expect(await run.end('SIGTERM')).toBe(0);
      await run.start();
      expect(await run.end('SIGTERM')).toBe(0);
    }, 400_000);
  },
);
