import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, test } from 'vitest';
import { ProtoInvalid, type ProtoShape, readProto } from '../../src/kit/protobuf.ts';

const { root } = protobuf.parse(`syntax = "proto3";
message M { string s = 1; bytes b = 2; bytes h = 3; bool t = 4; uint32 u = 5; int64 i = 6; fixed32 f = 7;
  fixed64 g = 8; sfixed64 z = 9; double d = 10; M m = 11; repeated M r = 12; repeated string rs = 13;
  repeated uint32 unknown = 100; string other = 1000; fixed32 third = 1001; double fourth = 1002; }`);
const type = root.lookupType('M');

const shape: ProtoShape = new Map([
  [1, { name: 's', kind: 'string' }],
  [2, { name: 'b', kind: 'base64' }],
  [3, { name: 'h', kind: 'hex' }],
  [4, { name: 't', kind: 'bool' }],
  [5, { name: 'u', kind: 'varint' }],
  [6, { name: 'i', kind: 'int64' }],
  [7, { name: 'f', kind: 'fixed32' }],
  [8, { name: 'g', kind: 'fixed64' }],
  [9, { name: 'z', kind: 'sfixed64' }],
  [10, { name: 'd', kind: 'double' }],
  [11, { name: 'm', kind: 'message', of: () => shape }],
  [12, { name: 'r', kind: 'message', of: () => shape, repeated: true }],
  [13, { name: 'rs', kind: 'string', repeated: true }],
]);

const bytesOf = (message: object) => Buffer.from(type.encode(type.fromObject(message)).finish());
const read = (bytes: Buffer) => readProto(bytes, shape, 1000);

const { message } = fc.letrec((tie) => ({
  message: fc.record(
    {
      s: fc.string({ unit: 'grapheme' }),
      b: fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64')),
      t: fc.boolean(),
      u: fc.nat(2 ** 32 - 1),
      i: fc.maxSafeInteger(),
      f: fc.nat(2 ** 32 - 1),
      g: fc.maxSafeNat(),
      z: fc.maxSafeInteger(),
      d: fc.double({ noNaN: true }),
      m: fc.option(tie('message'), { nil: undefined, maxDepth: 3 }),
      r: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('message'), { maxLength: 3 })),
      rs: fc.array(fc.string(), { maxLength: 3 }),
      unknown: fc.array(fc.nat(), { maxLength: 3 }),
      other: fc.string(),
      third: fc.nat(),
      fourth: fc.double(),
    },
    { requiredKeys: [] },
  ),
}));

/** What is left where absent fields, fields at rest and those that are not known are left out. */
function said(given: unknown): unknown {
  const kept: { [key: string]: unknown } = {};
  for (const [key, value] of Object.entries(given as object)) {
    if (['unknown', 'other', 'third', 'fourth'].includes(key)) continue;
    if (key === 'm' && value !== undefined && value !== null) kept.m = said(value);
    else if (Array.isArray(value)) {
      if (value.length > 0) kept[key] = key === 'r' ? value.map(said) : value;
    } else if (value) kept[key] = value;
  }
  return kept;
}

test('reads what protobufjs writes', () => {
  fc.assert(
    fc.property(message, (given) => {
      const wanted = said(type.toObject(type.fromObject(given as object), { longs: Number, bytes: String }));
      expect(said(read(bytesOf(given as object)))).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
});

test('numbers of 64 bits that a number cannot hold are text', () => {
  const given = { i: '-9223372036854775808', g: '18446744073709551615', z: '-9007199254740993' };
  expect(read(bytesOf(given))).toEqual(given);
  expect(read(bytesOf({ i: -1, z: -2 }))).toEqual({ i: -1, z: -2 });
});

test('whatever the bytes, it is a message or ProtoInvalid', () => {
  const look = (bytes: Buffer) => {
    try {
      return read(bytes);
    } catch (error) {
      if (!(error instanceof ProtoInvalid)) throw error;
      return null;
    }
  };
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void look(Buffer.from(bytes))),
    { numRuns: 2000 },
  );
  const change = fc.record({ at: fc.nat(), byte: fc.nat(255), cut: fc.boolean() });
  fc.assert(
    fc.property(message, change, (given, { at, byte, cut }) => {
      const bytes = bytesOf(given as object);
      if (bytes.length === 0) return;
      bytes[at % bytes.length] = byte;
      look(cut ? bytes.subarray(0, at % bytes.length) : bytes);
    }),
    { numRuns: 1000 },
  );
});

describe('refuses', () => {
  test.each([
    ['a length beyond the end', [0x0a, 0x05, 0x61]],
    ['a length of four gigabytes', [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x61]],
    ['a number without end', [0x28, ...Array(11).fill(0xff)]],
    ['a cut double', [0x51, 1, 2, 3]],
    ['a tag of field 0', [0x00, 0x01]],
    ['an end of a group that none began', [0x0c]],
    ['a group without end', [0x8b, 0x06, 0x08, 0x01]],
    ['a wire type that is none', [0x0f]],
    ['a message whose field reaches beyond it', [0x5a, 0x02, 0x0a, 0x05, 1, 2, 3, 4, 5]],
  ])('%s', (_, bytes) => {
    expect(() => read(Buffer.from(bytes as number[]))).toThrow(ProtoInvalid);
  });

  test('what is nested deeper than 100, known or not', () => {
    let nested = Buffer.alloc(0);
    for (let i = 0; i < 101; i++) {
      const length =
        nested.length < 128 ? [nested.length] : [(nested.length & 127) | 128, nested.length >> 7];
      nested = Buffer.concat([Buffer.of(0x5a, ...length), nested]);
    }
    expect(() => read(nested)).toThrow(/deep/);
    expect(() => read(Buffer.alloc(100_000, 0x83))).toThrow(ProtoInvalid);
  });

  test('more messages than wanted', () => {
    expect(() => readProto(Buffer.alloc(2002, Buffer.of(0x62, 0)), shape, 1000)).toThrow(/many/);
  });
});

test('passes over groups and fields of another type', () => {
  const group = [0x83, 0x06, 0x08, 0x01, 0x12, 0x01, 0x61, 0x84, 0x06];
  expect(read(Buffer.from([...group, 0x0a, 0x01, 0x61]))).toEqual({ s: 'a' });
  expect(read(Buffer.of(0x08, 0x01))).toEqual({});
});
