import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Follower } from './follower.ts';
import { scratch } from './scratch.ts';

const at = scratch();
const WRITER = fileURLToPath(new URL('./number-writer.ts', import.meta.url));
/** The quick form takes seconds; LOGSIFT_SOAK_SECONDS makes it as long as one likes. */
const SECONDS = Number(process.env.LOGSIFT_SOAK_SECONDS ?? 8);

describe('a writer of 2,000 numbered lines a second that rotates every second', () => {
  it.each(['rename', 'date'])(
    'loses no line to a follower that is stopped and started again and again (%s)',
    async (how) => {
      const folder = at(`soak-${how}`);
      mkdirSync(folder);
      const log = `${folder}/app.log`;
      const child = spawn(process.execPath, [WRITER, log, String(SECONDS), '2000', how], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let written = Number.NaN;
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        written = Number(text);
      });
      const seen = new Map<string, number>();
      const gaps: string[] = [];
      const follower = new Follower({ paths: [log], rotate_wait: '1s' });
      // Every second time what came last is thrown away, as a crash does: reading goes on at the last known place.
      for (let round = 0; Number.isNaN(written); round++) {
        await follower.start();
        await sleep(100 + ((round * 137) % 500));
        await follower.source!.stop();
        const { sink } = follower;
        const kept =
          round % 2 === 0 ? sink.batches : sink.batches.slice(0, Math.floor(sink.batches.length / 2));
        sink.batches.splice(kept.length);
        take(follower, seen);
        gaps.push(...follower.notices.filter((text) => text.startsWith('gap')));
        await sleep((round * 89) % 400);
      }
      await follower.start();
      for (let still = 0, last = -1; still < 20; last = follower.sink.lines) {
        await sleep(100);
        still = last === follower.sink.lines ? still + 1 : 0;
      }
      await follower.source!.stop();
      take(follower, seen);
      const missing = Array.from({ length: written }, (_, i) => i).filter(
        (i) => !seen.has(`line ${i} of many`),
      );
      const twice = [...seen].filter(([, count]) => count > 1).map(([line]) => line);
      expect({ missing: missing.slice(0, 10), twice: twice.slice(0, 10), gaps }).toEqual({
        missing: [],
        twice: [],
        gaps: [],
      });
      expect(seen.size).toBe(written);
    },
    1000 * (SECONDS + 60),
  );
});

/** Counts the lines of this run, and remembers where they end. */
function take(follower: Follower, seen: Map<string, number>): void {
  for (const line of follower.sink.text) {
    const text = line.slice(line.indexOf('line '));
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  for (const [key, token] of follower.sink.resume) follower.resume.set(key, token);
}
