import { expect, test } from 'vitest';
import { exceedsCaps, own, readJsonObject, withoutPrototypes } from '../../src/kit/json.ts';

function read(text: string) {
  const bytes = Buffer.from(text);
  return readJsonObject(bytes, 0, bytes.length);
}

function nested(depth: number): string {
  return `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
}

test('reads objects, and nothing else', () => {
  expect(read(' {"a":[1,"b"]} ')).toEqual({ a: [1, 'b'] });
  for (const text of ['', '[]', '1', 'null', '{', '{"a"}', 'x{}']) expect(read(text)).toBeNull();
});

test('nesting is read to a depth of 32, whatever stands in strings', () => {
  expect(read(nested(32))).not.toBeNull();
  expect(read(nested(33))).toBeNull();
  expect(read(nested(100_000))).toBeNull();
  expect(read(`{"a":"${'['.repeat(100)}\\"${'{'.repeat(100)}"}`)).not.toBeNull();
});

test('numbers beyond all bounds, lone surrogates and duplicate keys are no error', () => {
  expect(read('{"a":1e400,"b":"\\ud800","c":1,"c":2}')).toEqual({
    a: Number.POSITIVE_INFINITY,
    b: '\ud800',
    c: 2,
  });
});

test('what an object only inherits is not its own', () => {
  expect(own(read('{}')!, 'constructor')).toBeUndefined();
  expect(own(read('{"__proto__":1}')!, '__proto__')).toBe(1);
});

test('copies have no prototypes at any depth, and 256 keys in all', () => {
  const { fields } = withoutPrototypes(read('{"__proto__":{"x":1},"a":[{"constructor":2}]}')!, new Set());
  expect(Object.getPrototypeOf(fields)).toBeNull();
  expect(Object.keys(fields)).toEqual(['__proto__', 'a']);
  expect(Object.getPrototypeOf((fields.a as object[])[0])).toBeNull();
  const many = `{${Array.from({ length: 300 }, (_, i) => `"k${i}":{"x":1}`).join()}}`;
  const cut = withoutPrototypes(read(many)!, new Set());
  expect([exceedsCaps(read(many)!), exceedsCaps(read('{"a":[{"b":1}]}')!)]).toEqual([true, false]);
  expect(cut.cut).toBe(172);
  expect(Object.keys(cut.fields)).toHaveLength(128);
});

test('keys that are not wanted are left out without being counted', () => {
  expect(withoutPrototypes(read('{"a":1,"b":2}')!, new Set(['a']))).toEqual({ fields: { b: 2 }, cut: 0 });
});
