import assert from 'node:assert/strict';
import { setTimeout as later } from 'node:timers/promises';
import type {
  Bus,
  BusContext,
  BusEntry,
  Gap,
  GroupHandler,
  LeaderHandler,
  Member,
  Topic,
} from '../core/bus.ts';
import type { Notice } from '../core/notice.ts';
import { within } from './source-read.ts';

/** What the contract must know of a kind of bus to put it to the test. */
export interface BusHarness {
  /** Name of its file, without the extension. */
  readonly fileName: string;
  /** Options as a configuration has them, of a broker that need not be there. */
  readonly options: { readonly [key: string]: unknown };
  /** An empty place on a broker that runs. */
  place(): Promise<BusPlace>;
}

/** Part of a broker that belongs to one check. */
export interface BusPlace {
  /** A bus there that was not started. */
  open(context: BusContext): OpenBus;
  /** The broker goes away as if its machine had lost power; what it said it had is there when it is back. */
  stopBroker(): Promise<void>;
  startBroker(): Promise<void>;
  /** Everything of it is over. */
  close(): Promise<void>;
}

export interface OpenBus {
  readonly bus: Bus;
  /** From now on nothing comes through between this bus and the broker, which is not told. */
  cut(): void;
}

/** Longer than any machine needs. */
const PATIENCE = 30_000;

/** Waits until something is so; fails when it never is. */
export async function until(what: string, so: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!(await so())) {
    if (performance.now() > deadline) assert.fail(`waited in vain: ${what}`);
    await later(20);
  }
}

/** An entry as a taker had it. */
export interface TakenEntry extends BusEntry {
  readonly shard: number;
  readonly text: string;
}

/** How a taker behaves. */
export interface Manner {
  /** Whether it acknowledges each batch; true if absent. May also say up to which text. */
  readonly acknowledges?: boolean | ((text: string) => boolean);
  /** Entries that it cannot handle. */
  readonly rejects?: (text: string) => boolean;
  /** Runs before a batch is acknowledged. */
  readonly before?: (entries: readonly TakenEntry[]) => Promise<void>;
}

/** A member of a group that notes what it is handed. */
export class Taker implements GroupHandler {
  readonly taken: TakenEntry[] = [];
  /** Texts of batches, also of those that it rejected. */
  readonly tried: string[][] = [];
  /** Fences that it had, by shard. */
  readonly fences = new Map<number, number[]>();
  readonly gaps: { readonly shard: number; readonly gap: Gap }[] = [];
  readonly revocations: { readonly shard: number; readonly lost: boolean }[] = [];
  /** What went against the contract. */
  readonly complaints: string[] = [];
  member: Member | null = null;
  readonly #manner: Manner;
  readonly #mine = new Set<number>();
  readonly #busy = new Set<number>();

  constructor(manner: Manner = {}) {
    this.#manner = manner;
  }

  async assigned(shard: number, fence: number): Promise<void> {
    await later(5);
    if (this.#mine.has(shard)) this.complaints.push(`shard ${shard} was assigned twice`);
    this.#mine.add(shard);
    this.fences.set(shard, [...(this.fences.get(shard) ?? []), fence]);
  }

  async entries(shard: number, entries: readonly BusEntry[]): Promise<void> {
    if (!this.#mine.has(shard)) this.complaints.push(`entries of shard ${shard}, which is another's`);
    if (this.#busy.has(shard)) this.complaints.push(`two batches of shard ${shard} at once`);
    if (entries.length === 0) this.complaints.push('a batch of nothing');
    this.#busy.add(shard);
    try {
      await this.#take(shard, entries);
    } finally {
      this.#busy.delete(shard);
    }
  }

  async revoked(shard: number, lost: boolean): Promise<void> {
    if (!this.#mine.delete(shard)) this.complaints.push(`shard ${shard} was revoked, and was not assigned`);
    this.revocations.push({ shard, lost });
  }

  gap(shard: number, gap: Gap): void {
    this.gaps.push({ shard, gap });
  }

  /** Texts that came of a shard, or of all. */
  texts(shard?: number): string[] {
    return this.taken.filter((one) => shard === undefined || one.shard === shard).map(({ text }) => text);
  }

  async #take(shard: number, entries: readonly BusEntry[]): Promise<void> {
    const { acknowledges = true, rejects, before } = this.#manner;
    const these = entries.map((one) => ({ ...one, shard, text: textOf(one) }));
    this.tried.push(these.map(({ text }) => text));
    const bad = these.find(({ text }) => rejects?.(text) === true);
    if (bad !== undefined) throw new Error(`cannot make sense of ${bad.text}`);
    this.taken.push(...these);
    await before?.(these);
    const done = these.filter(({ text }) =>
      typeof acknowledges === 'boolean' ? acknowledges : acknowledges(text),
    );
    if (done.length > 0) await this.member!.acknowledge(shard, done.at(-1)!.id);
  }
}

/** One who may lead, and notes what becomes of it. */
export class Leader implements LeaderHandler {
  readonly fences: number[] = [];
  readonly deposals: boolean[] = [];
  leads = false;

  async elected(fence: number): Promise<void> {
    this.fences.push(fence);
    this.leads = true;
  }

  async deposed(lost: boolean): Promise<void> {
    this.deposals.push(lost);
    this.leads = false;
  }
}

/** The place of one check, with buses that are stopped when it is over. */
export class BusBench {
  readonly notices: Notice[] = [];
  readonly place: BusPlace;
  readonly #open: OpenBus[] = [];

  private constructor(place: BusPlace) {
    this.place = place;
  }

  /** Runs one check at a place of its own. */
  static async at(harness: BusHarness, check: (bench: BusBench) => Promise<void>): Promise<void> {
    const bench = new BusBench(await harness.place());
    try {
      await check(bench);
    } finally {
      await Promise.all(bench.#open.map(({ bus }) => within(PATIENCE, 'to stop', bus.stop())));
      await bench.place.close();
    }
  }

  /** Another bus at this place, started unless that is not wanted. */
  async bus(options: { readonly start?: boolean } = {}): Promise<OpenBus> {
    const open = this.place.open({
      member: `member-${this.#open.length + 1}`,
      notice: (notice) => void this.notices.push(notice),
      now: Date.now,
      random: Math.random,
    });
    this.#open.push(open);
    if (options.start !== false) await within(PATIENCE, 'to start', open.bus.start());
    return open;
  }
}

/** Joins with a taker that knows its membership. */
export function takes(
  bus: Bus,
  of: { readonly topic: Topic; readonly group?: string; readonly shards: number },
  taker = new Taker(),
): Taker {
  taker.member = bus.join(of.topic, { group: of.group ?? 'readers', shards: of.shards }, taker);
  return taker;
}

/** `a-0` … as entries. */
export function entriesOf(word: string, count: number, from = 0): Buffer[] {
  return Array.from({ length: count }, (_, i) => Buffer.from(`${word}-${from + i}`));
}

/** The text of an entry. */
export function textOf({ bytes }: Pick<BusEntry, 'bytes'>): string {
  return bytes.toString('utf8');
}
