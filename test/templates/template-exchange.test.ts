import { describe, expect, test } from 'vitest';
import { hashText } from '../../src/kit/hash.ts';
import { pick, randomInteger, seededRandom } from '../../src/kit/random.ts';
import { simulate } from '../../src/simulate/index.ts';
import { Miner } from '../../src/templates/miner.ts';
import { TemplateExchange } from '../../src/templates/template-exchange.ts';
import type { TemplateNews } from '../../src/templates/template-news.ts';

function mine(miner: Miner, line: string): string {
  const bytes = Buffer.from(line);
  return miner.match(bytes, 0, bytes.length).id;
}

/** What went over a bus: text. */
const overTheWire = (news: TemplateNews): unknown => JSON.parse(JSON.stringify(news));

function* newsOf(exchange: TemplateExchange): Iterable<unknown> {
  for (let news = exchange.news(); news !== null; news = exchange.news()) yield overTheWire(news);
}

interface Line {
  readonly host: string;
  /** What it truly is, where that is known. */
  readonly kind?: number;
  readonly message: string;
}

/** Several miners of which each sees the lines of some hosts; what they say is delivered late, twice and out of order. */
class Filters {
  readonly miners: Miner[];
  readonly exchanges: TemplateExchange[];
  readonly ids: { readonly miner: Miner; readonly id: string }[] = [];
  readonly #random = seededRandom(3);
  readonly #underWay: { readonly to: TemplateExchange; readonly news: unknown }[] = [];

  constructor(count: number, maxTemplates = 10_000) {
    this.miners = Array.from({ length: count }, () => new Miner({ maxTemplates }));
    this.exchanges = this.miners.map((miner) => new TemplateExchange(miner));
  }

  take(lines: readonly Line[], every = 200): void {
    for (const [i, { host, message }] of lines.entries()) {
      const miner = this.miners[Number.parseInt(hashText(host).slice(0, 6), 16) % this.miners.length]!;
      this.ids.push({ miner, id: mine(miner, message) });
      if (i % every === every - 1) this.deliver(0.5);
    }
  }

  /** One more comes, and the others tell everything once more. */
  join(): void {
    for (const exchange of this.exchanges) exchange.retell();
    this.miners.push(new Miner());
    this.exchanges.push(new TemplateExchange(this.miners.at(-1)!));
  }

  deliver(share: number): void {
    for (const exchange of this.exchanges) {
      for (const news of newsOf(exchange)) {
        for (const to of this.exchanges) {
          this.#underWay.push({ to, news });
          if (this.#random() < 0.2) this.#underWay.push({ to, news });
        }
      }
    }
    const count = Math.ceil(this.#underWay.length * share);
    for (let i = 0; i < count; i++) {
      const [one] = this.#underWay.splice(randomInteger(this.#random, this.#underWay.length), 1);
      one!.to.hear(one!.news);
    }
  }

  /** Everything arrives; fails when they never stop talking. */
  settle(): void {
    for (let round = 0; round < 40; round++) {
      this.deliver(1);
      if (this.#underWay.length === 0 && this.exchanges.every(({ counters }) => counters.untold === 0))
        return;
    }
    throw new Error('they never agree');
  }

  get labels(): string[] {
    return this.ids.map(({ miner, id }) => miner.resolve(id)!);
  }

  /** Ids of lines that do not stand for the same with all. */
  get disputed(): number {
    return this.ids.filter(({ id }) => new Set(this.miners.map((miner) => miner.resolve(id))).size > 1)
      .length;
  }
}

function shuffled<T>(list: readonly T[], seed: number): T[] {
  const random = seededRandom(seed);
  const all = [...list];
  for (let i = all.length - 1; i > 0; i--) {
    const j = randomInteger(random, i + 1);
    [all[i], all[j]] = [all[j]!, all[i]!];
  }
  return all;
}

function alone(lines: readonly Line[]): string[] {
  const miner = new Miner();
  const ids = lines.map(({ message }) => mine(miner, message));
  return ids.map((id) => miner.resolve(id)!);
}

/** Share of lines that are in a group of exactly the same lines. */
function sameGroups(ones: readonly string[], others: readonly string[]): number {
  const sizes = [ones, others, ones.map((label, i) => `${label} ${others[i]}`)].map((labels) => {
    const counts = new Map<string, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return labels.map((label) => counts.get(label)!);
  });
  return ones.filter((_, i) => new Set(sizes.map((of) => of[i])).size === 1).length / ones.length;
}

/** F1 of pairs of lines that are together in both: a line that strays costs what it is, not its whole group. */
function pairF1(ones: readonly string[], others: readonly string[]): number {
  const [one, other, both] = [ones, others, ones.map((label, i) => `${label} ${others[i]}`)].map((labels) => {
    const counts = new Map<string, number>();
    for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
    return [...counts.values()].reduce((sum, n) => sum + n * n, 0);
  });
  return (2 * both!) / (one! + other!);
}

const WORDS =
  'amber birch cedar delta ember flint grove heron iris jade karst larch maple nectar opal pearl quartz rowan sable tulip umber violet willow yarrow zinnia';

/** Lines in which words vary that only comparing lines shows to be names, different ones on every host. */
function namedLines(count: number, seed: number): Line[] {
  const random = seededRandom(seed);
  const words = WORDS.split(' ');
  const lines: Line[] = [];
  for (let i = 0; i < count; i++) {
    const host = `node-${randomInteger(random, 24)}`;
    const name = () => `${pick(random, words)}`;
    const kinds = [
      () => `user profile ${name()} synchronised with directory ${name()} again`,
      () => `queue ${name()} of tenant ${name()} moved towards shelf ${randomInteger(random, 9)}`,
      () =>
        `worker-${randomInteger(random, 40)} picked shard_${randomInteger(random, 40)} from pool ${name()}`,
      () => `volume ${name()} snapshot kept for ${randomInteger(random, 90)} days`,
      () => `Link ${pick(random, ['up', 'down'])} on port ${name()}`,
      () => `replica ${name()}${randomInteger(random, 20)} follows ${name()} with ${name()} behind`,
    ];
    const kind = randomInteger(random, kinds.length);
    lines.push({ host, kind, message: kinds[kind]!() });
  }
  return lines;
}

describe('several miners that see different hosts', () => {
  const made = simulate({ hosts: 16, duration: 86_400_000, rate: 0.1, seed: 5 });
  const simulated: Line[] = [...made.events()].map(({ host, message }) => ({ host: host.name, message }));

  test('four of them group a shuffled log as one alone does, after resolving', () => {
    const lines = shuffled(simulated.slice(0, 6_000), 1);
    const filters = new Filters(4);
    filters.take(lines);
    filters.settle();
    expect(filters.disputed).toBe(0);
    expect(sameGroups(filters.labels, alone(lines))).toBeGreaterThan(0.99);
  });

  test.each([1, 2, 3, 4, 5])(
    'names that differ from host to host are one kind of line with all (%i)',
    (seed) => {
      const lines = namedLines(4_000, seed);
      const filters = new Filters(4);
      filters.take(lines);
      filters.settle();
      expect(filters.disputed).toBe(0);
      const truth = lines.map(({ kind }) => `${kind}`);
      expect(pairF1(filters.labels, truth)).toBeGreaterThan(pairF1(alone(lines), truth) - 0.01);
    },
  );

  test('without an exchange they do not agree: the lines above are hard enough', () => {
    const lines = namedLines(1_000, 1);
    const filters = new Filters(4);
    filters.take(lines, Number.POSITIVE_INFINITY);
    expect(filters.disputed).toBeGreaterThan(100);
  });

  test('what they know in the end is the same text for text', () => {
    const filters = new Filters(4);
    filters.take(namedLines(4_000, 9));
    filters.settle();
    const texts = filters.miners.map((miner) =>
      miner
        .templates()
        .map(({ text }) => text)
        .sort(),
    );
    for (const other of texts) expect(other).toEqual(texts[0]);
  });

  test('a line that comes later is the same kind with all of them', () => {
    const filters = new Filters(4);
    filters.take(namedLines(4_000, 11));
    filters.settle();
    const fresh = namedLines(300, 12).map(({ message }) => message);
    for (const message of fresh) {
      expect(new Set(filters.miners.map((miner) => mine(miner, message))).size, message).toBe(1);
    }
  });

  test('up and down stay two kinds of line with all', () => {
    const filters = new Filters(4);
    filters.take(namedLines(4_000, 13));
    filters.settle();
    for (const miner of filters.miners) {
      expect(mine(miner, 'Link up on port amber')).not.toBe(mine(miner, 'Link down on port amber'));
    }
  });
});

describe('one who comes later', () => {
  test('learns everything when all of the others tell it once more', () => {
    const filters = new Filters(2);
    filters.take(namedLines(2_000, 4));
    filters.settle();
    filters.join();
    filters.settle();
    expect(filters.disputed).toBe(0);
    for (const { id } of filters.ids) expect(filters.miners[2]!.resolve(id)).toBeDefined();
  });

  test('a miner with whom nobody shares keeps no news', () => {
    const miner = new Miner();
    for (const { message } of namedLines(100, 1)) mine(miner, message);
    expect(miner.news()).toBeNull();
    expect(miner.untold).toBe(0);
  });
});
