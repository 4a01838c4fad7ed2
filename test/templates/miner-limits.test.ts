import { describe, expect, test } from 'vitest';
import { pick, randomInteger, seededRandom } from '../../src/kit/random.ts';
import { Miner } from '../../src/templates/miner.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const BASE64 = `${LETTERS}${LETTERS.toUpperCase()}0123456789+/`;

function text(random: () => number, alphabet: string, length: number): string {
  let out = '';
  for (let i = 0; i < length; i++) out += pick(random, [...alphabet]);
  return out;
}

function feed(miner: Miner, lines: Iterable<string>): Set<string> {
  const ids = new Set<string>();
  for (const line of lines) {
    const bytes = Buffer.from(line);
    ids.add(miner.match(bytes, 0, bytes.length).id);
  }
  return ids;
}

function* repeated(count: number, make: (i: number) => string): Iterable<string> {
  for (let i = 0; i < count; i++) yield make(i);
}

describe('caps', () => {
  test('lines of random words share catch-all templates, and are counted', () => {
    const random = seededRandom(1);
    const words = () => text(random, LETTERS, 3 + randomInteger(random, 8));
    const miner = new Miner();
    feed(
      miner,
      repeated(30_000, () => `${words()} ${words()} ${words()} ${words()}`),
    );
    const { templates, catchAlls, caught } = miner.counters;
    expect(templates).toBeLessThan(5_000);
    expect(miner.templates()).toHaveLength(templates);
    expect(catchAlls).toBeGreaterThan(0);
    expect(caught).toBeGreaterThan(20_000);
  });

  test('a catch-all keeps the first word, and the rest is its value', () => {
    const random = seededRandom(2);
    const words = () => text(random, LETTERS, 9);
    const miner = new Miner({ maxTemplates: 64 });
    feed(
      miner,
      repeated(100, () => `service ${words()} ${words()} ${words()}`),
    );
    const bytes = Buffer.from('service zaa zbb [zcc]');
    const template = miner.match(bytes, 0, bytes.length);
    expect(template.text).toBe('service <*>');
    expect(bytes.toString('utf8', miner.slotStart[0], miner.slotEnd[0])).toContain('zaa zbb [zcc');
  });

  test('there are never more templates than allowed', () => {
    const random = seededRandom(3);
    const miner = new Miner({ maxTemplates: 100 });
    const words = (n: number) => Array.from({ length: n }, () => text(random, LETTERS, 5)).join(' ');
    feed(
      miner,
      repeated(5_000, () => words(1 + randomInteger(random, 12))),
    );
    expect(miner.counters.templates).toBeLessThanOrEqual(100);
    expect(miner.templates().length).toBeLessThanOrEqual(100);
  });

  test('UUIDs, hex and base64 make no templates', () => {
    const random = seededRandom(4);
    const hex = (n: number) => text(random, '0123456789abcdef', n);
    const miner = new Miner();
    feed(
      miner,
      repeated(
        20_000,
        () => `job ${hex(8)}-${hex(4)}-${hex(4)}-${hex(12)} of ${text(random, BASE64, 40)} done`,
      ),
    );
    expect(miner.counters.templates).toBeLessThan(20);
  });

  test('the cache is emptied when it is full and nothing else is forgotten', () => {
    const random = seededRandom(5);
    const miner = new Miner();
    const ids = feed(
      miner,
      repeated(70_000, () => `user ${text(random, LETTERS, 8)} came`),
    );
    expect(miner.counters.cacheCleared).toBe(1);
    expect(ids.size).toBeLessThan(200);
  });

  test('former ids are dropped oldest first when there are too many, and counted', () => {
    const words = 'amber birch cedar dahlia'.split(' ');
    const line = (i: number) =>
      [4096, 1024, 256, 64, 16, 4, 1].map((n) => `step of ${words[Math.floor(i / n) % 4]} size`).join(' ');
    const miner = new Miner({ maxTemplates: 512 });
    const ids = [...feed(miner, repeated(16_384, line))];
    const { aliases, aliasesDropped, merges } = miner.counters;
    expect(miner.templates()).toHaveLength(1);
    expect(aliases).toBeLessThanOrEqual(4_800);
    expect(aliasesDropped).toBe(merges - aliases);
    expect(miner.resolve(ids[0]!)).toBeUndefined();
    expect(miner.resolve(ids.at(-2)!)).toBe(miner.templates()[0]!.id);
  });
});

describe('odd messages', () => {
  test.each([
    ['empty', ''],
    ['NULs', '\0\0\0'],
    ['blanks', ' \t '],
    ['a newline first', '\nx'],
    ['a star', '*'],
    ['a slot', '<*>'],
    ['signs', '=:,()[]{}"\';|<>`'],
    ['colons', ':'.repeat(5_000)],
    ['quotes', '"'.repeat(5_000)],
    ['brackets', '=['.repeat(2_000)],
    ['a megabyte', 'a b=c '.repeat(170_000)],
    ['a word of a megabyte', 'a'.repeat(1_000_000)],
    ['prototype names', '__proto__ constructor toString=valueOf'],
    ['broken UTF-8', Buffer.from([0xff, 0xfe, 0x20, 0xc3, 0x28, 0xe2, 0x82])],
  ])('%s', (_, odd) => {
    const miner = new Miner();
    const bytes = Buffer.from(odd as string);
    const once = miner.match(bytes, 0, bytes.length);
    expect(miner.match(bytes, 0, bytes.length)).toBe(once);
    for (let i = 0; i < once.slotCount; i++) {
      expect(miner.slotStart[i]).toBeGreaterThanOrEqual(0);
      expect(miner.slotEnd[i]).toBeLessThanOrEqual(bytes.length);
    }
  });
});
