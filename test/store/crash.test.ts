import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { RawRing } from '../../src/store/raw-ring.ts';
import { lineTime } from './crash-lines.ts';
import { linesOf } from './made-lines.ts';
import { newFolder, openStore, runBeside } from './places.ts';

const LINES = 30_000;
const KILLS = 20;

/** What the writer said in one life. */
interface Life {
  resumed: number;
  saved: number;
  kept: number;
  readonly findings: string[];
  readonly odd: string[];
  done: boolean;
}

async function live(folder: string, killAfter: number | null): Promise<Life> {
  const life: Life = { resumed: -1, saved: -1, kept: 0, findings: [], odd: [], done: false };
  let begun = () => {};
  const beginning = new Promise<void>((done) => {
    begun = done;
  });
  const { child, ended } = runBeside(
    new URL('./crash-writer.ts', import.meta.url),
    [folder, String(LINES)],
    (line) => {
      const [word, value, again] = line.split(' ');
      if (word === 'resumed') {
        life.resumed = Number(value);
        // Both are of one snapshot.
        if (value !== again) life.odd.push(line);
        begun();
      } else if (word === 'saved') life.saved = Number(value);
      else if (word === 'kept') life.kept = Number(value);
      else if (word === 'finding') life.findings.push(value!);
      else if (word === 'done') life.done = true;
      else if (!line.includes('torn by a crash')) life.odd.push(line);
    },
  );
  await Promise.race([beginning, ended]);
  if (killAfter !== null) {
    await Promise.race([sleep(killAfter), ended]);
    child.kill('SIGKILL');
  }
  const { code, signal, stderr } = await ended;
  if (signal !== 'SIGKILL' && (code !== 0 || stderr !== '')) life.odd.push(`${code} ${stderr}`);
  return life;
}

describe('a process killed at any moment', () => {
  it(`${KILLS} times loses nothing that it was told is kept, tears nothing, and counts nothing twice`, async () => {
    const folder = newFolder();
    const findings = new Set<string>();
    const kept: number[] = [];
    let saved = 0;
    for (let kill = 0; kill <= KILLS; kill++) {
      // Spread over a life: at once, in its first snapshots, in the midst of writing.
      const life = await live(folder, kill === KILLS ? null : (kill * 37) % 400);
      expect(life.odd).toEqual([]);
      if (life.resumed >= 0) {
        expect(life.resumed).toBeGreaterThanOrEqual(saved);
        kept.push(life.kept);
      }
      saved = Math.max(saved, life.resumed, life.saved);
      for (const id of life.findings) findings.add(id);
      if (kill === KILLS) expect(life.done).toBe(true);
    }

    const { store, notices } = openStore(folder);
    expect(notices).toEqual([]);
    expect(store.state.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(store.snapshots.latest()!.resume.get('lines')).toBe(String(LINES));
    // Every line once, though many were read again.
    const events = store.events.search({ limit: 2 * LINES });
    expect(events.map((event) => event.raw)).toEqual(
      Array.from({ length: LINES }, (_, i) => `line ${LINES - 1 - i}`),
    );
    const range = { width: 10_000, from: lineTime(0), to: lineTime(LINES) } as const;
    // 500 lines in ten seconds.
    expect(new Set(store.rollups.query({ kind: 'all', ...range }).counts)).toEqual(new Set([500]));
    const hosts = store.rollups.top({ kind: 'host', ...range }, 10);
    expect(hosts.map(({ count }) => count).reduce((a, b) => a + b)).toBe(LINES);
    for (const id of findings) expect(store.findings.get(id), id).not.toBeNull();

    // The ring has of every life all lines up to some place behind what was said to be kept.
    const ring = new RawRing({
      folder: join(folder, 'ring'),
      now: () => 0,
      notice: (notice) => notices.push(notice),
    });
    const lives = new Map<number, number[]>();
    for await (const record of ring.read(0)) {
      const life = Math.floor(record.position / 2 ** 32);
      const numbers = linesOf(record).map((line) => Number(line.split(' ')[1]));
      lives.set(life, [...(lives.get(life) ?? []), ...numbers]);
    }
    ring.close();
    expect(notices).toEqual([]);
    const lengths: number[] = [];
    for (const numbers of lives.values()) {
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => i));
      lengths.push(numbers.length);
    }
    // A life in which nothing was written has no segment.
    const said = kept.filter((n) => n > 0);
    let at = 0;
    for (const wanted of said) {
      while (at < lengths.length && lengths[at]! < wanted) at++;
      expect(at, `a life with ${wanted} lines`).toBeLessThan(lengths.length);
      at++;
    }
  });
});
