import { setTimeout } from 'node:timers/promises';
import type { Miner } from '../../templates/miner.ts';
import { type ExchangeCounters, TemplateExchange } from '../../templates/template-exchange.ts';
import { open } from '../../wire/envelope.ts';
import { packTemplates, unpackTemplates } from '../../wire/templates.ts';
import { readable } from './readable.ts';
import type { Works } from './works.ts';

/** Messages in one entry at most. */
const MOST_NEWS = 100;
/** Everything is told once more so often, so that older entries are wanted by nobody who comes later, ms. */
const RETELL_EVERY = 3600_000;

/** Kinds of lines on topic `templates`: what one filter finds, the others know. */
export class SharedTemplates {
  readonly #works: Works;
  readonly #exchange: TemplateExchange;
  readonly #over = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #sequence = 0;
  #telling = false;
  #toldAllAt: number;
  /** Entries that could not be read. */
  strange = 0;

  constructor(works: Works, miner: Miner) {
    this.#works = works;
    this.#exchange = new TemplateExchange(miner);
    this.#toldAllAt = works.now();
  }

  get counters(): ExchangeCounters {
    return this.#exchange.counters;
  }

  start(): void {
    this.#following = this.#follow().catch(this.#works.failed);
  }

  /** To be called every second: what is new is told. */
  second(): void {
    const { now, failed } = this.#works;
    if (Math.abs(now() - this.#toldAllAt) > RETELL_EVERY) {
      this.#toldAllAt = now();
      this.#exchange.retell();
    }
    if (this.#telling || this.#over.signal.aborted) return;
    this.#telling = true;
    void this.#tell()
      .catch((error: Error) => {
        if (!this.#over.signal.aborted) failed(error);
      })
      .finally(() => {
        this.#telling = false;
      });
  }

  async stop(): Promise<void> {
    this.#over.abort();
    await this.#following;
  }

  async #tell(): Promise<void> {
    const { bus, node } = this.#works;
    while (true) {
      const news: unknown[] = [];
      while (news.length < MOST_NEWS) {
        const one = this.#exchange.news();
        if (one === null) break;
        news.push(one);
      }
      if (news.length === 0) return;
      const head = { producer: node, fence: 0, sequence: ++this.#sequence };
      await bus.publish('templates', 0, [packTemplates(head, news)], this.#over.signal);
    }
  }

  #hear(news: unknown): void {
    const heard = readable(() => {
      this.#exchange.hear(news);
      return true;
    });
    if (heard === null) this.strange++;
  }

  async #follow(): Promise<void> {
    const { bus, now } = this.#works;
    const { signal } = this.#over;
    for await (const entries of bus.follow('templates', 0, { after: 'oldest', signal })) {
      for (const { id, bytes, time } of entries) {
        const all = readable(() => unpackTemplates(open(bytes)));
        if (all === null) this.strange++;
        for (const one of all ?? []) this.#hear(one);
        // Everybody has told everything twice since.
        if (now() - time > 2 * RETELL_EVERY + 60_000) void bus.forget('templates', 0, id).catch(() => {});
        await setTimeout(0);
      }
    }
  }
}
