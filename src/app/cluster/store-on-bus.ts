import { z } from 'zod';
import type { Bus, BusEntry } from '../../core/bus.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { Notice } from '../../core/notice.ts';
import { Replica } from '../../store/replica.ts';
import { Replicator } from '../../store/replicator.ts';
import type { Store } from '../../store/store.ts';
import { type Envelope, open, seal } from '../../wire/envelope.ts';

export interface StoreOnBusOptions {
  readonly bus: Bus;
  readonly store: Store;
  /** Name of this state folder among all. */
  readonly node: string;
  /** Name of this process, another one each time it starts. */
  readonly life: string;
  readonly notice: (notice: Notice) => void;
  readonly now: () => number;
  readonly heard: (time: number) => void;
  readonly failed: (error: Error) => void;
}

/** Bytes of changes after which everything is published anew, so that the topic need not be kept for ever. */
const IMAGE_EVERY = 64 << 20;
/** Ms between two images that somebody asked for. */
const WANTED_EVERY = 30_000;
const TIDY_EVERY = 60_000;
/** Ms between two tries while the disk is full. */
const HELD = 1000;
/** Ms within which a mark comes back, and after which it is said again: a bus that was emptied has none. */
const MARK_PATIENCE = 60_000;
const MARK_AGAIN = 3000;

const mark = z.strictObject({
  /** Comes back to who sent it, so that everything before it has come. */
  sync: z.string().max(100).optional(),
  /** An image of these units begins behind it. */
  image: z.array(z.string().max(64)).max(1000).optional(),
  /** Somebody lacks something: an image is wanted. */
  want: z.literal(true).optional(),
});
type Mark = z.output<typeof mark>;

/** The common store: rows that change here go out on topic `store`, and those of others come in. */
export class StoreOnBus {
  readonly replica: Replica;
  readonly #options: StoreOnBusOptions;
  readonly #replicator: Replicator;
  readonly #over = new AbortController();
  readonly #marks = new Map<string, () => void>();
  /** Places at which the last image of each unit began. */
  readonly #images = new Map<string, string>();
  readonly #units = new Set<string>();
  #busy = false;
  #tidiedAt = Number.NEGATIVE_INFINITY;
  #flushing: Promise<void> = Promise.resolve();
  #sinceImage = 0;
  #imageAt = Number.NEGATIVE_INFINITY;
  #following: Promise<void> = Promise.resolve();
  #sequence = 0;
  /** Entries that could not be read. */
  strange = 0;

  /** Throws STATE_LOCKED where the folder cannot take part. */
  constructor(options: StoreOnBusOptions) {
    this.#options = options;
    const { store, node, life } = options;
    this.#replicator = new Replicator({ store, node, life });
    this.replica = new Replica(store);
  }

  start(): void {
    this.#following = this.#follow().catch(this.#options.failed);
  }

  /** To be called every second: what changed leaves. */
  second(): void {
    const now = this.#options.now();
    if (Math.abs(now - this.#tidiedAt) > TIDY_EVERY) {
      this.#tidiedAt = now;
      this.#replicator.tidy(now);
    }
    if (this.#busy || this.#over.signal.aborted) return;
    const due = this.#sinceImage > IMAGE_EVERY;
    if (!due && this.#replicator.waiting === 0) return;
    this.#busy = true;
    const done = () => {
      this.#busy = false;
    };
    (due ? this.image() : this.flush()).then(done, (error: Error) => {
      done();
      if (!this.#over.signal.aborted) this.#options.failed(error);
    });
  }

  /** Publishes what changed; resolves when the broker has it. */
  flush(): Promise<void> {
    const flush = this.#flushing.then(async () => {
      for (let some = this.#replicator.take(); some !== null; some = this.#replicator.take()) {
        await this.#publish(some.entries);
        this.#sinceImage += some.bytes;
        if (!this.#replicator.published(some.token)) return;
      }
    });
    this.#flushing = flush.catch(() => {});
    return flush;
  }

  /** Publishes everything that this node is answerable for, for those who come anew. */
  image(): Promise<void> {
    if (this.#units.size === 0) return Promise.resolve();
    const image = this.#flushing.then(async () => {
      this.#sinceImage = 0;
      this.#imageAt = this.#options.now();
      // Everything before the mark is here before the image is made: what people said elsewhere is part of it.
      await this.#heardBack((sync) => this.#say({ sync, image: [...this.#units] }));
      for (const entry of this.#replicator.image()) await this.#publish([entry]);
    });
    this.#flushing = image.catch(() => {});
    return image;
  }

  /** This node is answerable for a unit, won with this fence. */
  own(unit: string, fence: number): void {
    this.#replicator.own(unit, fence);
    this.#units.add(unit);
  }

  disown(unit: string): void {
    this.#replicator.disown(unit);
    this.#units.delete(unit);
  }

  /** Resolves when everything is here that others published before. */
  current(): Promise<void> {
    return this.#heardBack((sync) => this.#say({ sync }));
  }

  /** Says a mark, again where it does not come back, and resolves when one has. */
  async #heardBack(say: (sync: string) => Promise<void>): Promise<void> {
    const back = Promise.withResolvers<void>();
    const names: string[] = [];
    const saying = () => {
      const name = `${this.#options.life}/${++this.#sequence}`;
      names.push(name);
      this.#marks.set(name, back.resolve);
      return say(name);
    };
    const late = setTimeout(
      () => back.reject(new Error('the common store did not come back from the bus within a minute')),
      MARK_PATIENCE,
    );
    const again = setInterval(() => saying().catch(back.reject), MARK_AGAIN);
    try {
      await Promise.all([saying(), back.promise]);
    } finally {
      clearTimeout(late);
      clearInterval(again);
      for (const name of names) this.#marks.delete(name);
    }
  }

  /** Publishes what is left, and hears no more. Safe to call twice. */
  async stop(): Promise<void> {
    if (this.#over.signal.aborted) return;
    await this.flush().catch(() => {});
    this.#over.abort();
    await this.#following;
  }

  async #follow(): Promise<void> {
    const { bus } = this.#options;
    const { signal } = this.#over;
    const after = this.replica.position ?? 'oldest';
    const gap = () => void this.#say({ want: true }).catch(() => {});
    for await (const entries of bus.follow('store', 0, { after, signal, gap })) {
      for (const entry of entries) await this.#hear(entry);
    }
  }

  async #hear(entry: BusEntry): Promise<void> {
    this.#options.heard(entry.time);
    let envelope: Envelope;
    try {
      envelope = open(entry.bytes);
    } catch {
      this.#pass(entry);
      return;
    }
    if (envelope.count === 0) this.#mark(envelope, entry);
    else if (envelope.producer === this.#options.node) this.replica.skip(entry.id);
    else await this.#apply(envelope, entry);
  }

  #pass(entry: BusEntry): void {
    this.strange++;
    this.replica.skip(entry.id);
  }

  async #apply(envelope: Envelope, entry: BusEntry): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      try {
        const done = this.replica.apply(envelope.body, { node: envelope.producer, position: entry.id });
        if (done.state === 'torn' || done.incomplete.length > 0) await this.#say({ want: true });
        if (done.state !== 'held') return;
      } catch (error) {
        if (!(error instanceof LogsiftError)) throw error;
        if (error.code !== 'MESSAGE_INVALID') return this.#tooNew(error);
        return this.#pass(entry);
      }
      await new Promise((resume) => setTimeout(resume, HELD));
    }
  }

  /** Rows of a later version: nothing is taken in until this one is as new. */
  #tooNew(error: LogsiftError): Promise<void> {
    const text = `this machine does not follow the others: ${error.message}`;
    this.#options.notice({ kind: 'trouble', about: 'store:replica', text, time: this.#options.now() });
    return new Promise((resume) => this.#over.signal.addEventListener('abort', () => resume()));
  }

  #mark(envelope: Envelope, entry: BusEntry): void {
    const said = this.#read(envelope);
    this.replica.skip(entry.id);
    if (said === null) this.strange++;
    if (said?.sync !== undefined) this.#marks.get(said.sync)?.();
    for (const unit of said?.image ?? []) this.#images.set(unit, entry.id);
    if (said?.image !== undefined) this.#forget();
    if (said?.want === true && this.#units.size > 0) this.#answer();
  }

  #read(envelope: Envelope): Mark | null {
    try {
      return mark.parse(JSON.parse(envelope.body.toString('utf8')));
    } catch {
      return null;
    }
  }

  /** Somebody wants everything: said again by all who miss it, answered once in a while. */
  #answer(): void {
    if (Math.abs(this.#options.now() - this.#imageAt) < WANTED_EVERY) return;
    void this.image().catch(this.#options.failed);
  }

  /** What lies before the oldest of the last images is wanted by nobody who comes anew; who decides says so. */
  #forget(): void {
    if (!this.#units.has('decide')) return;
    const [first, ...rest] = [...this.#images.values()];
    if (first === undefined) return;
    const oldest = rest.reduce((a, b) => (before(b, a) ? b : a), first);
    void this.#options.bus.forget('store', 0, oldest).catch(() => {});
  }

  #say(said: Mark): Promise<void> {
    const body = Buffer.from(JSON.stringify(said));
    const head = {
      kind: 'rows',
      producer: this.#options.node,
      fence: 0,
      sequence: ++this.#sequence,
    } as const;
    return this.#options.bus.publish('store', 0, [seal({ ...head, count: 0 }, body)], this.#over.signal);
  }

  #publish(entries: readonly Buffer[]): Promise<void> {
    const head = { kind: 'rows', producer: this.#options.node, fence: 0 } as const;
    const sealed = entries.map((entry) => seal({ ...head, sequence: ++this.#sequence, count: 1 }, entry));
    return this.#options.bus.publish('store', 0, sealed, this.#over.signal);
  }
}

/** Whether a place comes before another of the same shard: numbers, in one or two parts. */
function before(a: string, b: string): boolean {
  const [x = 0, y = 0] = a.split('-').map(Number);
  const [u = 0, v = 0] = b.split('-').map(Number);
  return x !== u ? x < u : y < v;
}
