import { describe, expect, test } from 'vitest';
import { hashText } from '../../src/kit/hash.ts';
import { pick, randomInteger, seededRandom } from '../../src/kit/random.ts';
import { Miner } from '../../src/templates/miner.ts';
import { TemplateExchange } from '../../src/templates/template-exchange.ts';
import type { TemplateNews, ToldKind } from '../../src/templates/template-news.ts';

const SLOT = ' \u0001';

function mine(miner: Miner, line: string): string {
  const bytes = Buffer.from(line);
  return miner.match(bytes, 0, bytes.length).id;
}

/** All that there is to tell, as it comes over a bus: text. */
function told(exchange: TemplateExchange): TemplateNews[] {
  const all: TemplateNews[] = [];
  for (let news = exchange.news(); news !== null; news = exchange.news()) {
    all.push(JSON.parse(JSON.stringify(news)) as TemplateNews);
  }
  return all;
}

const message = (...kinds: ToldKind[]): TemplateNews => ({ version: 1, kinds });

describe('a message', () => {
  test('that comes twice changes nothing', () => {
    const miner = new Miner();
    const third = new TemplateExchange(miner);
    const source = new Miner();
    const teller = new TemplateExchange(source);
    const random = seededRandom(2);
    const names = ['amber', 'birch', 'cedar', 'delta', 'ember', 'flint'];
    for (let i = 0; i < 300; i++) {
      mine(source, `volume ${pick(random, names)} of shelf ${pick(random, names)} moved to rack_${i % 9}`);
    }
    const messages = told(teller);
    for (const news of messages) third.hear(news);
    while (third.news() !== null);
    const before = JSON.stringify(miner.snapshot());
    for (const news of messages) third.hear(news);
    expect(JSON.stringify(miner.snapshot())).toBe(before);
    expect(third.news()).toBeNull();
  });

  test('is bounded, and everything is told in as many as it takes', () => {
    const miner = new Miner();
    const random = seededRandom(6);
    const word = () =>
      String.fromCharCode(...Array.from({ length: 9 }, () => 97 + randomInteger(random, 26)));
    for (let i = 0; i < 1_500; i++) mine(miner, `${word()} ${word()} ${word()} ${word()}`);
    const exchange = new TemplateExchange(miner);
    const kinds = told(exchange).map(({ kinds }) => kinds);
    expect(kinds.length).toBeGreaterThan(1);
    for (const of of kinds) expect(of.length).toBeLessThanOrEqual(512);
    expect(kinds.flat()).toHaveLength(miner.templates().length - miner.counters.catchAlls);
  });

  test('about ids whose lines never came here is enough to resolve them', () => {
    const miner = new Miner();
    const exchange = new TemplateExchange(miner);
    const text = ['disk', ' of', SLOT, ' is', ' replaced'];
    exchange.hear(message({ tokens: text, generalised: true, was: [hashText('disk of amber is replaced')] }));
    expect(miner.resolve(hashText('disk of amber is replaced'))).toBe(hashText('disk of <*> is replaced'));
    expect(mine(miner, 'disk of amber is replaced')).toBe(hashText('disk of <*> is replaced'));
    expect(miner.formerIds(hashText('disk of <*> is replaced'))).toEqual([
      hashText('disk of amber is replaced'),
    ]);
  });

  test('is kept in a snapshot, ids of others too', () => {
    const miner = new Miner();
    const exchange = new TemplateExchange(miner);
    exchange.hear(message({ tokens: ['disk', SLOT], generalised: true, was: ['0123456789abcdef'] }));
    const again = new Miner();
    again.restore(JSON.parse(JSON.stringify(miner.snapshot())));
    expect(again.resolve('0123456789abcdef')).toBe(hashText('disk <*>'));
  });

  test('that arrives before the one it builds upon leads to the same', () => {
    const plain = message({ tokens: ['disk', ' of', ' amber', ' is', ' replaced'] });
    const general = message({
      tokens: ['disk', ' of', SLOT, ' is', ' replaced'],
      generalised: true,
      was: [hashText('disk of amber is replaced')],
    });
    const texts = [
      [plain, general],
      [general, plain],
    ].map((messages) => {
      const miner = new Miner();
      const exchange = new TemplateExchange(miner);
      for (const news of messages) exchange.hear(news);
      const id = miner.resolve(hashText('disk of amber is replaced'));
      return [id, ...miner.templates().map(({ text }) => text)];
    });
    expect(texts[0]).toEqual(texts[1]);
  });

  test('of two that disagree about an id wins the more general one, in both orders', () => {
    const id = hashText('disk of amber on shelf is replaced');
    const narrow = message({
      tokens: ['disk', ' of', SLOT, ' on', ' shelf', ' is', ' replaced'],
      generalised: true,
      was: [id],
    });
    const wide = message({
      tokens: ['disk', ' of', ' amber', ' on', SLOT, SLOT, ' replaced'],
      generalised: true,
      was: [id],
    });
    const ends = [
      [narrow, wide],
      [wide, narrow],
    ].map((messages) => {
      const miner = new Miner();
      const exchange = new TemplateExchange(miner);
      for (const news of messages) exchange.hear(news);
      return miner.resolve(id);
    });
    expect(ends[0]).toBe(ends[1]);
    expect(ends[0]).toBe(hashText('disk of amber on <*> <*> replaced'));
  });

  test('of one who is less general about an id is answered, so that he hears of it', () => {
    const id = hashText('disk of amber on shelf nine replaced');
    const wide = ['disk', ' of', ' amber', ' on', SLOT, SLOT, ' replaced'];
    const miner = new Miner();
    const exchange = new TemplateExchange(miner);
    mine(miner, 'disk of amber on shelf nine replaced');
    exchange.hear(message({ tokens: wide, generalised: true, was: [id] }));
    told(exchange);
    const narrow = ['disk', ' of', SLOT, ' on', ' shelf', ' nine', ' replaced'];
    exchange.hear(message({ tokens: narrow, generalised: true, was: [id] }));
    expect(told(exchange).flatMap(({ kinds }) => kinds)).toMatchObject([{ tokens: wide, was: [id] }]);
  });

  test.each([
    [
      'equally general ones',
      ['disk', ' of', SLOT, ' on', ' shelf', ' renewed'],
      ['disk', ' of', ' amber', ' on', SLOT, ' renewed'],
    ],
    [
      'a wide and a narrow one',
      ['disk', ' of', SLOT, ' on', SLOT, ' renewed'],
      ['disk', ' of', ' amber', ' on', SLOT, ' renewed'],
    ],
  ])('decides about a line that two cover: %s, in both orders, before and after it', (_, one, other) => {
    const line = 'disk of amber on shelf renewed';
    const ends = [
      [one, other],
      [other, one],
    ].flatMap((order) =>
      [true, false].map((before) => {
        const miner = new Miner();
        const exchange = new TemplateExchange(miner);
        for (const tokens of order) {
          exchange.hear(message({ tokens, generalised: true }));
          if (before) mine(miner, line);
        }
        return mine(miner, line);
      }),
    );
    expect(new Set(ends).size).toBe(1);
  });

  test('cannot hide in a slot whether something is up or down', () => {
    const miner = new Miner();
    const ids = ['Link up on port 3', 'Link down on port 3'].map((line) => mine(miner, line));
    const exchange = new TemplateExchange(miner);
    exchange.hear(
      message({ tokens: ['Link', SLOT, ' on', ' port', SLOT], generalised: true, variety: 9_999, was: ids }),
    );
    expect(['Link up on port 3', 'Link down on port 3'].map((line) => mine(miner, line))).toEqual(ids);
    expect(ids.map((id) => miner.resolve(id))).toEqual(ids);
  });

  test('that says nothing but slots is not taken up', () => {
    const miner = new Miner();
    const exchange = new TemplateExchange(miner);
    exchange.hear(message({ tokens: [SLOT, SLOT, SLOT], generalised: true }));
    expect(miner.templates()).toEqual([]);
    expect(exchange.counters.refusedKinds).toBe(1);
  });

  test('leaves room for lines of one’s own, however much others say', () => {
    const miner = new Miner({ maxTemplates: 400 });
    const exchange = new TemplateExchange(miner);
    const random = seededRandom(1);
    const word = () =>
      String.fromCharCode(...Array.from({ length: 9 }, () => 97 + randomInteger(random, 26)));
    for (let i = 0; i < 40; i++) {
      const kinds = Array.from({ length: 500 }, () => ({
        tokens: [word(), ` ${word()}`, ` ${word()}`],
        was: [hashText(word())],
      }));
      exchange.hear(message(...kinds));
    }
    expect(miner.counters.templates).toBeLessThanOrEqual(300);
    expect(miner.counters.aliases).toBeLessThanOrEqual(4_000);
    expect(exchange.counters.refusedKinds).toBeGreaterThan(19_000);
    mine(miner, 'kernel has a word of its own to say here');
    expect(miner.counters.catchAlls).toBe(0);
  });

  test.each([
    ['nothing', null],
    ['a text', 'news'],
    ['another version', { version: 2, kinds: [] }],
    ['something more', { version: 1, kinds: [], more: 1 }],
    ['numbers for words', { version: 1, kinds: [{ tokens: [1] }] }],
    ['an id that is none', { version: 1, kinds: [{ tokens: ['a'], was: ['../../etc/passwd'] }] }],
    ['__proto__ for an id', { version: 1, kinds: [{ tokens: ['a'], was: ['__proto__'] }] }],
    ['a key that is not of it', JSON.parse('{"version":1,"kinds":[{"tokens":["a"],"__proto__":{"x":1}}]}')],
    ['a variety below nothing', { version: 1, kinds: [{ tokens: ['a'], variety: -1 }] }],
    ['a variety that is none', { version: 1, kinds: [{ tokens: ['a'], variety: Number.POSITIVE_INFINITY }] }],
    ['too many kinds', { version: 1, kinds: Array.from({ length: 513 }, () => ({ tokens: ['a'] })) }],
    ['a word without end', { version: 1, kinds: [{ tokens: ['a'.repeat(100_000)] }] }],
    [
      'too many letters',
      { version: 1, kinds: Array.from({ length: 500 }, () => ({ tokens: ['a'.repeat(4_000)] })) },
    ],
  ])('that is %s is refused whole, and counted', (_, sent) => {
    const miner = new Miner();
    const exchange = new TemplateExchange(miner);
    expect(() => exchange.hear(sent)).toThrow(expect.objectContaining({ code: 'MESSAGE_INVALID' }));
    expect(exchange.counters.invalidMessages).toBe(1);
    expect(miner.templates()).toEqual([]);
  });
});
