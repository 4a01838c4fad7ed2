import type { LiveBatch, LiveInputStatus, LiveSink, LiveSource } from '../core/live-source.ts';

/** Bytes handed over and not yet taken in at which sources that can wait are asked to. */
const MOST_UNDER_WAY = 8 * 1024 * 1024;

/** Where lines go that cannot be read again, before anybody sees them. */
export interface Ring {
  /** Keeps lines and gives them their place: the batch to hand on. */
  append(batch: LiveBatch): LiveBatch;
  /** Place of the next lines that come. */
  readonly place: string;
  /** False while lines are not kept, because the disk is full. */
  readonly keeping: boolean;
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
  /** Lines that go several ways from here are apart before the ring gives them their places. */
  readonly split?: ((batch: LiveBatch) => readonly LiveBatch[]) | undefined;
}

/** Bytes that may wait in the ring, because more came than was taken in, before those who send are asked to wait. */
const MOST_WAITING = 48 * 1024 * 1024;

/** Key under which the place in the ring is kept among those of inputs. */
export const RING = 'ring';

/**
 * Everything that takes lines in: the live sources, the raw ring before what cannot be read again, and the count of
 * bytes under way, by which those who can wait are made to.
 */
export class Intake {
  readonly #options: IntakeOptions;
  #underWay = 0;
  readonly #room = new Gate();
  readonly #ringRoom = new Gate();
  /** While what the ring kept is being read, lines that come wait in the ring. */
  #catchingUp = false;
  /** It is because more came than was taken in; `#waiting` bytes of it are still in the ring. */
  #spilled = false;
  #waiting = 0;
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
    if (this.#underWay <= MOST_UNDER_WAY / 2) this.#room.open();
  }

  /** Takes nothing more in, and resolves when everything taken was handed over. */
  async stop(): Promise<void> {
    this.#stopping = true;
    // Nothing more is taken in from here: who waits would wait for ever. What is in the ring is read by the next run.
    this.#room.open();
    this.#ringRoom.open();
    await Promise.all(this.#options.members.map(({ source }) => source.stop()));
    await this.#caughtUp;
    await this.#options.ring?.close();
  }

  #sinkOf(rereadable: boolean): LiveSink {
    const { sink, ring, split } = this.#options;
    return {
      deliver: (batch) => {
        if (rereadable || ring === null) return this.#hand(batch);
        for (const part of split?.(batch) ?? [batch]) this.#record(part, ring);
      },
      sample: (sample) => sink.sample(sample),
      notice: (notice) => sink.notice(notice),
      room: () => (rereadable || ring?.keeping !== true ? this.#waitForRoom() : this.#waitForRing()),
      now: () => sink.now(),
    };
  }

  /** Lines that cannot be read again: kept in the ring, and handed over from there while others wait in it. */
  #record(batch: LiveBatch, ring: Ring): void {
    const kept = ring.append(batch);
    if (!this.#catchingUp) {
      if (this.#underWay < MOST_UNDER_WAY || !ring.keeping) {
        this.#hand(kept);
        return;
      }
      this.#spill(ring, kept);
    }
    // What waits in the ring is handed over from there.
    if (this.#spilled) this.#waiting += batch.buffer.length;
  }

  #hand(batch: LiveBatch): void {
    this.#underWay += batch.buffer.length;
    this.#options.sink.deliver(batch);
  }

  /** More came than was taken in: from this batch on lines go the way through the ring, until nothing waits there. */
  #spill(ring: Ring, first: LiveBatch): void {
    this.#catchingUp = true;
    this.#spilled = true;
    this.#caughtUp = this.#catchUp(ring, String(first.offset)).catch((error: Error) => {
      const { sink } = this.#options;
      const text = `lines that wait in the raw ring cannot be read: ${error.message}`;
      sink.notice({ kind: 'trouble', about: 'ring', text, time: sink.now() });
    });
  }

  #waitForRoom(): Promise<void> | null {
    return this.#underWay < MOST_UNDER_WAY || this.#stopping ? null : this.#room.wait();
  }

  #waitForRing(): Promise<void> | null {
    return this.#waiting < MOST_WAITING || this.#stopping ? null : this.#ringRoom.wait();
  }

  async #catchUp(ring: Ring, place: string): Promise<void> {
    for await (const batch of ring.read(place)) {
      if (this.#stopping) return;
      this.#hand(batch);
      this.#waiting = Math.max(0, this.#waiting - batch.buffer.length);
      if (this.#waiting <= MOST_WAITING / 2) this.#ringRoom.open();
      await this.#waitForRoom();
    }
    this.#catchingUp = false;
    this.#spilled = false;
    this.#waiting = 0;
    this.#ringRoom.open();
  }
}

/** Lets everybody through who waits, when it is opened. */
class Gate {
  #closed: PromiseWithResolvers<void> | null = null;

  wait(): Promise<void> {
    this.#closed ??= Promise.withResolvers<void>();
    return this.#closed.promise;
  }

  open(): void {
    this.#closed?.resolve();
    this.#closed = null;
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
