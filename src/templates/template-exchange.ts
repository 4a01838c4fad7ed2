import type { Miner } from './miner.ts';
import type { TemplateNews } from './template-news.ts';

/** What went between this miner and others since the start. */
export interface ExchangeCounters {
  /** Messages and kinds of lines told to others. */
  readonly toldMessages: number;
  readonly toldKinds: number;
  /** Messages and kinds of lines heard from others. */
  readonly heardMessages: number;
  readonly heardKinds: number;
  /** Kinds heard of that were not taken up: no room, or they say nothing. */
  readonly refusedKinds: number;
  /** Messages that were none. */
  readonly invalidMessages: number;
  /** Ids of which others were not told yet. */
  readonly untold: number;
}

/**
 * Lets several miners that see different lines agree: the same text has the same id by itself, and what one generalises
 * the others do, too. Everybody gets everybody's messages, one's own may be among them, in any order, once or more;
 * `retell` for who missed some.
 */
export class TemplateExchange {
  readonly #miner: Miner;
  #toldMessages = 0;
  #toldKinds = 0;
  #heardMessages = 0;
  #heardKinds = 0;
  #refusedKinds = 0;
  #invalidMessages = 0;

  /** What the miner knows already is news, too. */
  constructor(miner: Miner) {
    this.#miner = miner;
    miner.share();
  }

  /** What others should hear next; null when there is nothing. Ask until it is null: a message is bounded. */
  news(): TemplateNews | null {
    const news = this.#miner.news();
    if (news !== null) {
      this.#toldMessages++;
      this.#toldKinds += news.kinds.length;
    }
    return news;
  }

  /** Takes up what another said; throws MESSAGE_INVALID when it is no news. */
  hear(news: unknown): void {
    try {
      const { kinds, refused } = this.#miner.adopt(news);
      this.#heardMessages++;
      this.#heardKinds += kinds;
      this.#refusedKinds += refused;
    } catch (error) {
      this.#invalidMessages++;
      throw error;
    }
  }

  /** Everything is told once more: somebody is new, or messages were lost. */
  retell(): void {
    this.#miner.share();
  }

  get counters(): ExchangeCounters {
    return {
      toldMessages: this.#toldMessages,
      toldKinds: this.#toldKinds,
      heardMessages: this.#heardMessages,
      heardKinds: this.#heardKinds,
      refusedKinds: this.#refusedKinds,
      invalidMessages: this.#invalidMessages,
      untold: this.#miner.untold,
    };
  }
}
