import type { LiveBatch, LiveInputStatus, LiveSink, LiveSource } from '../core/live-source.ts';

/** Bytes handed over and not yet taken in at which sources that can wait are asked to. */
const MOST_UNDER_WAY = 8 * 1024 * 1024;

/** Where lines go that cannot be read again, before anybody sees them. */
export interface Ring {
  /** Keeps lines and gives them their place: the batch to hand on. */
  append(batch: LiveBatch): LiveBatch;
  /** Place of the next lines that come. */
  readonly place: string;
  /** What was kept behind a place, oldest first; ends when everything kept was given. */
  read(from: string): AsyncIterable<LiveBatch>;
  close(): Promise<void>;
}

/** A source with what decides its way. */
export interface IntakeMember {
  readonly source: LiveSource;
  readonly rereadable: boolean;
}

export interface IntakeOptions {
  readonly members: readonly IntakeMember[];
  /** Null where every source can be read again. */
  readonly ring: Ring | null;
  readonly sink: Omit<LiveSink, 'room'>;
}

/** Key under which the place in the ring is kept among those of inputs. */
export const RING = 'ring';

/**
 * Everything that takes lines in: the live sources, the raw ring before what cannot be read again, and the count of
 * bytes under way, by which those who can wait are made to.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #underWay = 0;
  #room: { readonly promise: Promise<void>; readonly open: () => void } | null = null;
  /** While what the ring kept of earlier is being read, lines that come wait in the ring. */
  #catchingUp = false;
  #stopping = false;
  #caughtUp: Promise<void> = Promise.resolve();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /**
   * Opens every source; resolves when all listen. The ring's past is read meanwhile and afterwards, once `wanted`
   * resolves: until then what comes waits in the ring.
   */
  async start(resume: ReadonlyMap<string, string>, wanted: Promise<void> = Promise.resolve()): Promise<void> {
    const { members, ring } = this.#options;
    if (ring !== null) {
      this.#catchingUp = true;
      // Before the first line: a crash in the first moments must not lose sight of what came in them.
      if (!resume.has(RING)) this.#hand(beginningOf(ring.place));
      this.#caughtUp = wanted.then(() => this.#catchUp(ring, resume.get(RING) ?? ring.place));
    }
    for (const { source, rereadable } of members) {
      await source.start(this.#sinkOf(rereadable), resume);
    }
  }

  /** Resolves when nothing kept from before is left to be read. */
  get caughtUp(): Promise<void> {
    return this.#caughtUp;
  }

  inputs(): LiveInputStatus[] {
    return this.#options.members.flatMap(({ source }) => [...source.inputs()]);
  }

  /** So many bytes that were handed over were taken in. */
  taken(bytes: number): void {
    this.#underWay -= bytes;
    if (this.#underWay > MOST_UNDER_WAY / 2 || this.#room === null) return;
    this.#room.open();
    this.#room = null;
  }

  /** Takes nothing more in, and resolves when everything taken was handed over. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#options.members.map(({ source }) => source.stop()));
    await this.#caughtUp;
    await this.#options.ring?.close();
  }

  #sinkOf(rereadable: boolean): LiveSink {
    const { sink, ring } = this.#options;
    return {
      deliver: (batch) => {
        if (rereadable || ring === null) return this.#hand(batch);
        const kept = ring.append(batch);
        // What waits in the ring is handed over from there.
        if (!this.#catchingUp) this.#hand(kept);
      },
      sample: (sample) => sink.sample(sample),
      notice: (notice) => sink.notice(notice),
      room: () => this.#waitForRoom(),
      now: () => sink.now(),
    };
  }

  #hand(batch: LiveBatch): void {
    this.#underWay += batch.buffer.length;
    this.#options.sink.deliver(batch);
  }

  #waitForRoom(): Promise<void> | null {
    if (this.#underWay < MOST_UNDER_WAY) return null;
    if (this.#room === null) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#room = { promise, open: resolve };
    }
    return this.#room.promise;
  }

  async #catchUp(ring: Ring, place: string): Promise<void> {
    for await (const batch of ring.read(place)) {
      if (this.#stopping) return;
      this.#hand(batch);
      await this.#waitForRoom();
    }
    this.#catchingUp = false;
  }
}

/** Says where the ring begins, and hands no lines over. */
function beginningOf(place: string): LiveBatch {
  const none = new Int32Array(0);
  return {
    ...{
      buffer: Buffer.alloc(0),
      starts: none,
      ends: none,
      count: 0,
      firstLine: 0,
      offset: 0,
      truncated: [],
    },
    ...{ key: RING, resumeKey: RING, resume: place, received: Number.NaN, senders: null, senderOf: null },
    origin: { source: RING, file: null, identity: RING, referenceTime: 0 },
  };
}
