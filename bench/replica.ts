import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbox } from '../src/store/outbox.ts';
import { Replica } from '../src/store/replica.ts';
import { Replicator } from '../src/store/replicator.ts';
import { Store } from '../src/store/store.ts';
import { madeEvent } from '../src/testing/made-events.ts';
import { madeFinding, madeMessage } from '../src/testing/made-messages.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const ROUNDS = 15;
/** A busy minute: so many seconds in which something is found, of so many findings each, and a snapshot. */
const SECONDS = 60;
const FINDINGS = 20;
const HOSTS = 2000;
const MANY = 20_000;

/** What it costs to note what changes, and how fast rows travel from one folder to another. */
export default async function replica(): Promise<Result[]> {
  const home = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  try {
    const minutes = await costOfNoting(home);
    return [...minutes, ...travelled(home)];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function costOfNoting(home: string): Promise<Result[]> {
  const plain = opened(join(home, 'plain'));
  const noted = opened(join(home, 'noted'));
  const out = replicatorOf(noted, 'a');
  const shares: { noting: number; taking: number; without: number }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const first = round % 2 === 0;
    const before = first ? await minute(plain, round) : 0;
    const withNotes = await minute(noted, round);
    const without = first ? before : await minute(plain, round);
    const began = process.cpuUsage();
    for (let taken = out.take(); taken !== null; taken = out.take()) out.published(taken.token);
    shares.push({ noting: withNotes - without, taking: msOf(process.cpuUsage(began)), without });
  }
  for (const store of [plain, noted]) store.close();
  const [noting, taking, without] = (['noting', 'taking', 'without'] as const).map((what) =>
    median(shares.map((share) => share[what])),
  );
  const name = 'replica: a busy minute of writes,';
  return [
    { name: `${name} of the processor`, value: without!, unit: 'ms', better: 'lower' },
    {
      ...{ name: `${name} more of it as changes are noted`, unit: '%', better: 'lower', bar: 10 },
      value: (100 * noting!) / without!,
    },
    { name: `${name} to take what was noted`, value: taking!, unit: 'ms', better: 'lower' },
  ];
}

/** Ms of the processor that a minute of writes takes: of the clock it is mostly the disk's, and others'. */
async function minute(store: Store, round: number): Promise<number> {
  const outbox = new Outbox(store);
  for (let i = 0; i < HOSTS; i++) {
    const time = NOW + round * 60_000 + i * 20;
    store.rollups.add(madeEvent({ line: i, time, message: 'x', host: `h${i}` }));
  }
  const chunks = new Map([
    ['engine', randomBytes(500_000).toString('hex')],
    ['same', 'x'.repeat(1_000_000)],
  ]);
  const before = process.cpuUsage();
  for (let second = 0; second < SECONDS; second++) {
    const at = NOW + round * 60_000 + second * 1000;
    store.write('findings', () => {
      const found = Array.from({ length: FINDINGS }, (_, i) => ({
        ...madeFinding(i),
        id: `${round} ${second} ${i}`,
      }));
      store.findings.put(found, at);
    });
    const message = { ...madeMessage(), key: `${round} ${second}` };
    outbox.put([{ message, version: 0, critical: false }], {
      ...{ channels: ['slack'], now: at, memo: { name: 'lanes', state: { second } } },
    });
  }
  await store.snapshotsOf('detect', { counts: true }).save({ taken: NOW + round, chunks, resume: new Map() });
  return msOf(process.cpuUsage(before));
}

function msOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

function travelled(home: string): Result[] {
  const rates: { take: number; apply: number; image: number; bytes: number }[] = [];
  for (let round = 0; round < 3; round++) {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => opened(join(home, `${name}${round}`)));
    const out = replicatorOf(a!, 'a');
    for (const [store, node] of [
      [b!, 'b'],
      [c!, 'c'],
    ] as const) {
      replicatorOf(store, node);
    }
    a!.write('findings', () => {
      const found = Array.from({ length: MANY }, (_, i) => ({ ...madeFinding(i), id: `f${i}` }));
      a!.findings.put(found, NOW);
    });
    const entries: Buffer[] = [];
    const take = seconds(() => {
      for (let taken = out.take(); taken !== null; taken = out.take()) {
        entries.push(...taken.entries);
        out.published(taken.token);
      }
    });
    const bytes = entries.reduce((sum, entry) => sum + entry.length, 0) / MANY;
    const apply = seconds(() => applyAll(b!, entries));
    const image = seconds(() => applyAll(c!, out.image()));
    rates.push({ take: MANY / take, apply: MANY / apply, image: MANY / image, bytes });
    for (const store of [a!, b!, c!]) store.close();
  }
  const of = (what: keyof (typeof rates)[number]) => median(rates.map((rate) => rate[what]));
  const rows = { unit: 'rows/s', better: 'higher' as const };
  return [
    { name: `replica: ${MANY} findings, taken`, value: of('take'), ...rows },
    { name: `replica: ${MANY} findings, put in place`, value: of('apply'), ...rows },
    { name: `replica: ${MANY} findings, as an image, made and put in place`, value: of('image'), ...rows },
    { name: 'replica: a finding on its way', value: of('bytes'), unit: 'bytes', better: 'lower' },
  ];
}

function applyAll(store: Store, entries: Iterable<Buffer>): void {
  const into = new Replica(store);
  let at = 0;
  for (const entry of entries) into.apply(entry, { node: 'a', position: String(at++) });
}

function replicatorOf(store: Store, node: string): Replicator {
  const out = new Replicator({ store, node, life: '1' });
  if (node === 'a') for (const unit of ['detect', 'decide']) out.own(unit, 1);
  return out;
}

function opened(folder: string): Store {
  return Store.open({ folder, now: () => NOW, notice: () => {} });
}

function seconds(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}
