import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlatJson } from '../../src/kit/flat-json.ts';
import { readJsonObject } from '../../src/kit/json.ts';

const KEYS = ['a', 'b', 'message', '__proto__'];

function read(text: string | Buffer): (string | undefined)[] | null {
  const flat = new FlatJson(KEYS);
  // Inside of something larger, as lines are.
  const line = Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from('"{'), line, Buffer.from('"}')]);
  if (!flat.read(bytes, 2, 2 + line.length)) return null;
  return KEYS.map((_, i) => {
    const place = flat.place(i);
    const value = flat.text(i);
    if (place !== null) expect(bytes.toString('utf8', place.start, place.end)).toBe(value);
    expect(flat.has(i)).toBe(value !== undefined);
    return value;
  });
}

test('what it reads is what parsing gives', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constant('a "quoted" \\ line\nand ü'),
  );
  const key = fc.oneof(fc.constantFrom(...KEYS), fc.string());
  fc.assert(
    fc.property(fc.array(fc.tuple(key, value), { minLength: 1 }), fc.nat(2), (pairs, indent) => {
      const written = pairs.map(([k, v]) => `${JSON.stringify(k)}${' '.repeat(indent)}:${JSON.stringify(v)}`);
      const text = `{${written.join(' , ')}}`;
      const parsed = new Map(Object.entries(readJsonObject(Buffer.from(text), 0, Buffer.byteLength(text))!));
      const plain = pairs.every(([k]) => !JSON.stringify(k).includes('\\'));
      expect(read(text)).toEqual(plain ? KEYS.map((k) => parsed.get(k)) : null);
    }),
  );
});

test('whatever it takes is JSON', () => {
  const piece = fc.constantFrom('{', '}', '"', ':', ',', 'a', '\\', 'u00e', ' ', '"a":"b"', '\\n', '\t', '1');
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      if (read(text) !== null) expect(() => JSON.parse(text)).not.toThrow();
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['nothing', ''],
  ['no object', '["a"]'],
  ['an empty object', '{}'],
  ['a number', '{"a":1}'],
  ['a list', '{"a":["b"]}'],
  ['an object in it', '{"b":{"a":"x"}}'],
  ['null', '{"a":null}'],
  ['a string without an end', '{"a":"b'],
  ['no end', '{"a":"b"'],
  ['something behind it', '{"a":"b"} x'],
  ['a comma too many', '{"a":"b",}'],
  ['an escape that is none', '{"a":"\\x"}'],
  ['half a number of a character', '{"a":"\\u00e"}'],
  ['a line break in a string', '{"a":"b\nc"}'],
  ['an escape in a key', '{"\\u0061":"b"}'],
  ['too many keys', `{${Array.from({ length: 257 }, (_, i) => `"k${i}":"v"`).join()}}`],
])('%s is left to others', (_what, text) => {
  expect(read(text)).toBeNull();
});

test('of a key that occurs twice the last value counts', () => {
  expect(read('{"a":"1","a":"2"}')).toEqual(['2', undefined, undefined, undefined]);
  expect(read('{"a":"1","a":"\\u0032"}')).toEqual(['2', undefined, undefined, undefined]);
});

test('bytes that are not UTF-8 are shown as such', () => {
  expect(read(Buffer.from('{"a":"caf\xe9"}', 'latin1'))![0]).toBe('caf\uFFFD');
});
