import { closeSync, existsSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Notice } from '../../src/core/notice.ts';
import { RawRing } from '../../src/store/raw-ring.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { linesOf, numbered } from './made-lines.ts';
import { NOW, openStore, smallDisk, whyNoMount } from './places.ts';

const MIB = 1 << 20;
const why = whyNoMount();

/** Somebody else's file, as large as it can be but for so many bytes. */
function fillUp(folder: string, leave = 0): { empty(): void } {
  const path = join(folder, 'somebody else');
  const file = openSync(path, 'w');
  const piece = Buffer.alloc(4096, 1);
  let size = 0;
  try {
    for (;;) size += writeSync(file, piece);
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toBe('ENOSPC');
  }
  closeSync(file);
  if (leave > 0) {
    rmSync(path);
    const shorter = openSync(path, 'w');
    for (let done = 0; done < size - leave; ) done += writeSync(shorter, piece);
    closeSync(shorter);
  }
  return { empty: () => rmSync(path) };
}

function place() {
  const folder = smallDisk(32 * MIB);
  const opened = openStore(folder);
  const notices: Notice[] = [];
  const ring = new RawRing({
    folder: join(folder, 'ring'),
    now: () => opened.clock.now,
    notice: (notice) => notices.push(notice),
  });
  onTestFinished(() => ring.close());
  let n = 0;
  return {
    ...opened,
    ring,
    folder,
    ringNotices: notices,
    /** One of everything that is written while lines come. */
    async live(events = 100) {
      opened.clock.now += 2000;
      ring.append(numbered(n, events));
      ring.sync();
      for (let i = 0; i < events; i++) {
        const event = madeEvent({ line: n + i + 1, time: NOW + n + i });
        opened.store.events.add(event);
        opened.store.rollups.add(event);
      }
      opened.store.events.flush();
      n += events;
      const { store } = opened;
      const finding = store.write('findings', () =>
        store.findings.put([{ ...madeFinding(n), id: `f${n}` }], NOW),
      );
      const saved = await store.snapshots.save({
        taken: n,
        chunks: new Map([['n', `${n}`]]),
        resume: new Map(),
      });
      return { finding: finding.ok, snapshot: saved.ok };
    },
  };
}

async function kept(ring: RawRing): Promise<number> {
  let lines = 0;
  for await (const record of ring.read(0)) lines += linesOf(record).length;
  return lines;
}

describe.skipIf(why !== null)(`a full disk${why === null ? '' : ` (cannot mount here: ${why})`}`, () => {
  it('stops what can be missed, counts it, keeps findings, and everything goes on by itself afterwards', async () => {
    const { store, ring, folder, notices, ringNotices, live } = place();
    expect(await live()).toEqual({ finding: true, snapshot: true });
    expect(existsSync(join(folder, 'ballast'))).toBe(true);
    const filler = fillUp(folder);
    const before = { ...store.events.counters };
    for (let i = 0; i < 20; i++) expect((await live()).finding).toBe(true);
    // The ballast went for them.
    expect(existsSync(join(folder, 'ballast'))).toBe(false);
    expect(store.events.counters).toEqual({ ...before, added: 2100, dropped: 2000 });
    expect(store.shed.get('events')).toBe(20);
    expect(ring.counters).toMatchObject({ lines: 2100, storedLines: 100, droppedLines: 2000 });
    expect(ring.keeping).toBe(false);
    expect(notices).toMatchObject([{ kind: 'trouble', about: 'store:disk' }]);
    expect(ringNotices).toMatchObject([{ kind: 'trouble', about: 'store:ring' }]);

    filler.empty();
    expect(await live()).toEqual({ finding: true, snapshot: true });
    expect(await live()).toEqual({ finding: true, snapshot: true });
    expect(existsSync(join(folder, 'ballast'))).toBe(true);
    expect(notices.at(-1)).toMatchObject({ kind: 'recovered', about: 'store:disk' });
    expect(ringNotices.at(-1)).toMatchObject({ kind: 'recovered', about: 'store:ring' });
    expect(store.events.counters.stored).toBeGreaterThanOrEqual(200);
    expect(await kept(ring)).toBe(ring.counters.storedLines);
    expect(ring.counters.storedLines).toBeGreaterThanOrEqual(200);
    expect(store.findings.count).toBe(23);
    expect(store.snapshots.latest()!.chunks.get('n')).toBe('2300');
    // Counts wait for a snapshot that can be written.
    const range = { kind: 'all', width: 3_600_000, from: NOW, to: NOW + 3_600_000 } as const;
    expect(store.rollups.query(range).counts).toEqual([2300]);
  });

  it('met in the middle of a write leaves everything whole', async () => {
    const { store, ring, folder, clock, live } = place();
    await live();
    const filler = fillUp(folder, MIB / 4);
    // Nobody has looked at the disk since.
    const noise = (i: number) => `${Math.sin(i)} ${Math.cos(i)} `.repeat(20);
    for (let i = 0; i < 5000; i++) {
      store.events.add(madeEvent({ line: 10_000 + i, time: NOW + i, message: noise(i) }));
    }
    store.events.flush();
    expect(store.events.counters).toMatchObject({ added: 5100, stored: 100, dropped: 5000 });
    const buffer = Buffer.from(Array.from({ length: 3000 }, (_, i) => noise(i)).join(''));
    ring.append(numbered(0, 1, { buffer, ends: Int32Array.of(buffer.length) }));
    ring.sync();
    expect(ring.counters).toMatchObject({ storedLines: 100, droppedLines: 1 });
    expect(await kept(ring)).toBe(100);
    // Half a block takes no room from others.
    expect(statSync(join(folder, 'ring', '00000000.ring')).size).toBe(ring.held.bytes);
    filler.empty();
    clock.now += 10_000;
    expect(await live()).toEqual({ finding: true, snapshot: true });
    expect(await kept(ring)).toBe(ring.counters.storedLines);
    expect(store.state.pragma('integrity_check', { simple: true })).toBe('ok');
    store.close();
    const { store: next, notices } = openStore(folder);
    expect(notices).toEqual([]);
    expect(next.findings.count).toBe(2);
  });

  it('is no reason not to start', () => {
    const { store, folder } = place();
    store.findings.put([{ ...madeFinding(0), id: 'a' }], NOW);
    store.close();
    fillUp(folder);
    const { store: next, notices } = openStore(folder);
    expect(notices).toMatchObject([{ kind: 'trouble', about: 'store:disk' }]);
    expect(next.findings.get('a')).not.toBeNull();
    expect(next.write('findings', () => next.findings.put([{ ...madeFinding(1), id: 'b' }], NOW)).ok).toBe(
      true,
    );
  });
});
