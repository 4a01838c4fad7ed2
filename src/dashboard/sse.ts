/** Where a client's bytes go. */
export interface StreamSink {
  write(bytes: Buffer): void;
  /** Bytes written that the other end did not take yet. */
  waiting(): number;
  end(): void;
}

export interface Joining {
  readonly topics: readonly string[];
  /** The `Last-Event-ID` of a client that comes back; null for one that begins. */
  readonly last: string | null;
  readonly pick: ((topic: string, data: object) => object | null) | null;
  /** Who has the same gets the same of everything: it is picked and written down once for all of them. */
  readonly alike: string;
  /** Whether it still may listen: asked at every beat. */
  readonly allowed: () => boolean;
  /** Who listens, as to count how many of one there are. */
  readonly who: string;
  /** Called when there is room, before anything is written. */
  readonly begin: () => void;
}

export interface HubLimits {
  readonly clients: number;
  /** Of one listener. */
  readonly clientsOfOne: number;
  /** A client that lets so many bytes wait is dropped: it may come back and resume. */
  readonly waitingBytes: number;
  /** What was published lately, for those who come back. */
  readonly ringEvents: number;
  readonly ringBytes: number;
}

/** Enough for a large team with a page on every wall. */
export const HUB_LIMITS: HubLimits = {
  ...{ clients: 256, clientsOfOne: 128, waitingBytes: 2 << 20 },
  // Less than may wait: who comes back is handed all of it at once.
  ...{ ringEvents: 2000, ringBytes: 768 << 10 },
};

/** What the hub did; joined = clients + left + slow + ended. */
export interface HubCounters {
  readonly clients: number;
  readonly joined: number;
  readonly refused: number;
  readonly left: number;
  /** Dropped as they did not read. */
  readonly slow: number;
  /** Ended as they may not listen any more, or the hub closed. */
  readonly ended: number;
  readonly published: number;
  readonly sent: number;
}

interface Published {
  readonly number: number;
  readonly topic: string;
  readonly data: object;
  /** The event as it goes over the wire. */
  readonly bytes: Buffer;
}

interface Client extends Joining {
  readonly sink: StreamSink;
  readonly wanted: ReadonlySet<string>;
}

/**
 * Fans out what is published to whoever listens, as server-sent events
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html). Ids are `LIFE-NUMBER`: a client that comes back
 * with one gets what it missed out of a ring; where that does not reach back, or another life of the program gave the
 * id, it is told `reset` first and has to ask for the present state. Nothing waits for a client: one that does not read
 * is dropped.
 */
export class Hub {
  readonly #life: string;
  readonly #limits: HubLimits;
  readonly #clients = new Set<Client>();
  readonly #ring: Published[] = [];
  readonly #onWatch: (topic: string, watchers: number) => void;
  readonly #watchers = new Map<string, number>();
  #ringBytes = 0;
  #number = 0;
  #counters = { joined: 0, refused: 0, left: 0, slow: 0, ended: 0, published: 0, sent: 0 };

  /**
   * @param life differs between two lives of the program
   * @param onWatch is told how many listen to a topic, when that changes
   */
  constructor(
    life: string,
    onWatch: (topic: string, watchers: number) => void = () => {},
    limits: HubLimits = HUB_LIMITS,
  ) {
    this.#life = life;
    this.#onWatch = onWatch;
    this.#limits = limits;
  }

  counters(): HubCounters {
    return { clients: this.#clients.size, ...this.#counters };
  }

  watchers(topic: string): number {
    return this.#watchers.get(topic) ?? 0;
  }

  /** `data` is sent as JSON and must not change afterwards. */
  publish(topic: string, data: object): void {
    const number = ++this.#number;
    this.#counters.published++;
    const one = { number, topic, data, bytes: this.#bytes(number, topic, data) };
    this.#remember(one);
    const picked = new Map<string, Buffer | null>();
    for (const client of this.#clients) {
      if (!client.wanted.has(topic)) continue;
      let bytes = picked.get(client.alike);
      if (bytes === undefined) {
        bytes = this.#picked(client, one);
        picked.set(client.alike, bytes);
      }
      this.#send(client, bytes);
    }
  }

  /** A new listener; gives how it leaves, or null where there are too many. */
  join(joining: Joining, sink: StreamSink): (() => void) | null {
    let ofOne = 0;
    for (const { who } of this.#clients) if (who === joining.who) ofOne++;
    if (this.#clients.size >= this.#limits.clients || ofOne >= this.#limits.clientsOfOne) {
      this.#counters.refused++;
      return null;
    }
    const client: Client = { ...joining, sink, wanted: new Set(joining.topics) };
    this.#clients.add(client);
    this.#counters.joined++;
    joining.begin();
    for (const topic of client.wanted) this.#watch(topic, 1);
    sink.write(Buffer.from('retry: 3000\n\n'));
    this.#resume(client);
    return () => this.#remove(client, 'left');
  }

  /** To be called every few seconds: what is dead is found by writing to it, and who may not listen any more is sent away. */
  beat(): void {
    for (const client of [...this.#clients]) {
      if (!client.allowed()) this.#remove(client, 'ended');
      // Without data it is no event, and the place to resume from moves on all the same.
      else this.#write(client, Buffer.from(`id: ${this.#life}-${this.#number}\n\n`));
    }
  }

  close(): void {
    for (const client of [...this.#clients]) this.#remove(client, 'ended');
  }

  #bytes(number: number, topic: string, data: object): Buffer {
    return Buffer.from(`id: ${this.#life}-${number}\nevent: ${topic}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  #remember(one: Published): void {
    this.#ring.push(one);
    this.#ringBytes += one.bytes.length;
    while (this.#ring.length > this.#limits.ringEvents || this.#ringBytes > this.#limits.ringBytes) {
      this.#ringBytes -= this.#ring.shift()!.bytes.length;
    }
  }

  #resume(client: Client): void {
    if (client.last === null) {
      // The place from which it may resume, though nothing was published yet.
      client.sink.write(this.#bytes(this.#number, 'ready', {}));
      return;
    }
    const [, life, digits] = /^([\w]+)-(\d{1,15})$/.exec(client.last) ?? [];
    const seen = Number(digits);
    const oldest = this.#ring[0]?.number ?? this.#number + 1;
    if (life !== this.#life || seen > this.#number || seen + 1 < oldest) {
      client.sink.write(this.#bytes(this.#number, 'reset', {}));
      return;
    }
    for (const one of this.#ring) {
      if (one.number > seen && client.wanted.has(one.topic)) this.#send(client, this.#picked(client, one));
    }
  }

  /** What a client gets of something; null when nothing. */
  #picked({ pick }: Client, { number, topic, data, bytes }: Published): Buffer | null {
    const picked = pick === null ? data : pick(topic, data);
    if (picked === null) return null;
    return picked === data ? bytes : this.#bytes(number, topic, picked);
  }

  #send(client: Client, bytes: Buffer | null): void {
    if (bytes === null || !this.#clients.has(client)) return;
    this.#counters.sent++;
    this.#write(client, bytes);
  }

  #write(client: Client, bytes: Buffer): void {
    client.sink.write(bytes);
    if (client.sink.waiting() > this.#limits.waitingBytes) this.#remove(client, 'slow');
  }

  #remove(client: Client, why: 'left' | 'slow' | 'ended'): void {
    if (!this.#clients.delete(client)) return;
    this.#counters[why]++;
    for (const topic of client.wanted) this.#watch(topic, -1);
    client.sink.end();
  }

  #watch(topic: string, by: number): void {
    const watchers = this.watchers(topic) + by;
    if (watchers === 0) this.#watchers.delete(topic);
    else this.#watchers.set(topic, watchers);
    this.#onWatch(topic, watchers);
  }
}
