import type { Announced } from '../core/bus.ts';
import { followKafka } from './kafka-follow.ts';
import { KafkaLink, type KafkaParts, withLeader } from './kafka-link.ts';

const FORGOTTEN_AFTER = 60_000;
const MOST_KNOWN = 10_000;

interface Said {
  readonly text: string;
  /** When it was said, by the broker's clock, where that was before we read along; ms, else NaN. */
  readonly time: number;
  /** When we read it, by a clock that does not jump. */
  readonly read: number;
}

/** What processes say of themselves: a small topic that all read. */
export class KafkaPeople {
  readonly #parts: KafkaParts;
  readonly #link: KafkaLink;
  readonly #said = new Map<string, Said>();
  /** Groups that somebody takes part in, as they said. */
  readonly #groups = new Set<string>();
  /** When we began to read along, by the broker's clock. */
  #latest = 0;
  #reads = false;
  readonly #read = new Set<string>();
  readonly #wakes: (() => void)[] = [];
  #follows = false;
  #count = 0;

  constructor(parts: KafkaParts) {
    this.#parts = parts;
    this.#link = new KafkaLink(parts, 'announce');
  }

  async announce(name: string, text: string): Promise<void> {
    await this.#say({ name, text });
  }

  /** Says that a group is there, for those who may not ask the broker for all of them. */
  async group(group: string): Promise<void> {
    await this.#say({ group });
  }

  async announced(): Promise<Announced[]> {
    await this.#caughtUp();
    const all = [...this.#said].map(([name, said]) => ({ name, text: said.text, age: this.#age(said) }));
    return all.filter(({ age }) => age < FORGOTTEN_AFTER);
  }

  async groups(): Promise<ReadonlySet<string>> {
    await this.#caughtUp();
    return this.#groups;
  }

  close(): void {
    this.#link.close();
  }

  /** What was read late is older than its reading: by as much as the topic went on since, by the broker's own clock. */
  #age({ time, read }: Said): number {
    return performance.now() - read + (Number.isNaN(time) ? 0 : Math.max(0, this.#latest - time));
  }

  async #say(what: { name: string; text: string } | { group: string } | { mark: string }): Promise<void> {
    const topic = this.#parts.topics.name('announce');
    const value = Buffer.from(JSON.stringify(what));
    await this.#link.insist(
      (cluster) =>
        withLeader(this.#parts, cluster, { topic, partition: 0 }, (broker) =>
          broker.produce({
            ...{ acks: -1, timeout: 8000 },
            topicData: [{ topic, partitions: [{ partition: 0, messages: [{ value }] }] }],
          }),
        ),
      this.#parts.ended,
    );
  }

  /** Resolves when everything that was said until now was read: when a mark of ours came back. */
  async #caughtUp(): Promise<void> {
    if (!this.#follows) {
      this.#follows = true;
      void this.#follow();
    }
    const mark = `${this.#parts.context.member} ${++this.#count}`;
    await this.#say({ mark });
    while (!this.#read.delete(mark) && !this.#parts.ended.aborted) {
      await new Promise<void>((resolve) => {
        this.#wakes.push(resolve);
      });
    }
  }

  async #follow(): Promise<void> {
    const of = { topic: this.#parts.topics.name('announce'), partition: 0 };
    const options = { after: 'oldest', signal: this.#parts.ended, gap() {} };
    for await (const entries of followKafka(this.#parts, of, options)) {
      for (const { bytes, time } of entries) this.#hear(bytes, time);
      for (const wake of this.#wakes.splice(0)) wake();
    }
    for (const wake of this.#wakes.splice(0)) wake();
  }

  /** What others wrote may be anything. */
  #hear(bytes: Buffer, time: number): void {
    if (!this.#reads && time > this.#latest) this.#latest = time;
    let said: { name?: unknown; text?: unknown; group?: unknown; mark?: unknown } | null;
    try {
      said = JSON.parse(bytes.toString('utf8')) as typeof said;
    } catch {
      return;
    }
    if (typeof said !== 'object' || said === null) return;
    const { name, text, group, mark } = said;
    if (typeof mark === 'string' && mark.startsWith(`${this.#parts.context.member} `)) {
      this.#read.add(mark);
      this.#reads = true;
    }
    if (typeof group === 'string' && this.#groups.size < MOST_KNOWN) this.#groups.add(group);
    if (typeof name !== 'string' || typeof text !== 'string') return;
    this.#said.delete(name);
    this.#said.set(name, { text, time: this.#reads ? Number.NaN : time, read: performance.now() });
    for (const [old, one] of this.#said) {
      if (this.#said.size <= MOST_KNOWN && this.#age(one) < FORGOTTEN_AFTER) break;
      this.#said.delete(old);
    }
  }
}
