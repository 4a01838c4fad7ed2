/** What a field of a message holds; `of` is the message in it. */
export interface ProtoField {
  /** Key in the object that is made. */
  readonly name: string;
  readonly kind:
    | 'string'
    | 'base64'
    | 'hex'
    | 'bool'
    | 'varint'
    | 'int64'
    | 'fixed32'
    | 'fixed64'
    | 'sfixed64'
    | 'double'
    | 'message';
  readonly repeated?: true;
  readonly of?: () => ProtoShape;
}

/** Fields of a message by their numbers; others are passed over. */
export type ProtoShape = ReadonlyMap<number, ProtoField>;

export type ProtoObject = { [name: string]: unknown };

/** Bytes that are no message of its shape. */
export class ProtoInvalid extends Error {}

/** Messages within one another, as protobuf's own readers allow. */
const DEPTH = 100;
const WIRE = { varint: 0, fixed64: 1, bytes: 2, open: 3, close: 4, fixed32: 5 } as const;
const WIRE_OF = {
  ...{ string: WIRE.bytes, base64: WIRE.bytes, hex: WIRE.bytes, message: WIRE.bytes },
  ...{ bool: WIRE.varint, varint: WIRE.varint, int64: WIRE.varint },
  ...{ fixed32: WIRE.fixed32, fixed64: WIRE.fixed64, sfixed64: WIRE.fixed64, double: WIRE.fixed64 },
} as const;

/**
 * The object that `bytes` is as a protobuf message, in the way of protobuf's JSON: whole numbers of 64 bits are numbers
 * where those hold them and decimal text else; absent fields are absent. Fails with ProtoInvalid for cut and damaged
 * bytes, and for more than `most` messages within it. (protobuf.dev, encoding.)
 */
export function readProto(bytes: Buffer, shape: ProtoShape, most: number): ProtoObject {
  return new ProtoReader(bytes, most).message(shape, bytes.length, 0);
}

class ProtoReader {
  readonly #bytes: Buffer;
  #at = 0;
  #left: number;

  constructor(bytes: Buffer, most: number) {
    this.#bytes = bytes;
    this.#left = most;
  }

  message(shape: ProtoShape, end: number, depth: number): ProtoObject {
    if (--this.#left < 0) throw new ProtoInvalid('too many messages');
    if (depth > DEPTH) throw new ProtoInvalid('nested too deep');
    const made: ProtoObject = {};
    while (this.#at < end) {
      const tag = this.#varint();
      const wire = tag & 7;
      const field = shape.get(tag >>> 3);
      if (tag < 8 || tag > 0xffffffff) throw new ProtoInvalid('a field without a number');
      // A field of another type than its own is one that is not known.
      if (field === undefined || WIRE_OF[field.kind] !== wire) {
        this.#skip(wire, tag, depth);
        continue;
      }
      const value = this.#value(field, end, depth);
      if (field.repeated !== true) made[field.name] = value;
      else (made[field.name] = (made[field.name] as unknown[] | undefined) ?? []).push(value);
    }
    if (this.#at !== end) throw new ProtoInvalid('a value reaches beyond its message');
    return made;
  }

  #value({ kind, of }: ProtoField, end: number, depth: number): unknown {
    const bytes = this.#bytes;
    switch (kind) {
      case 'bool':
        return this.#varint() !== 0;
      case 'varint':
        return this.#varint();
      case 'int64':
        return this.#int64();
      case 'fixed32':
        return bytes.readUInt32LE(this.#pass(4));
      case 'fixed64':
        return plain(bytes.readBigUInt64LE(this.#pass(8)));
      case 'sfixed64':
        return plain(bytes.readBigInt64LE(this.#pass(8)));
      case 'double':
        return bytes.readDoubleLE(this.#pass(8));
      default: {
        const length = this.#varint();
        if (length > end - this.#at) throw new ProtoInvalid('longer than what holds it');
        if (kind === 'message') return this.message(of!(), this.#at + length, depth + 1);
        const start = this.#pass(length);
        return bytes.toString(kind === 'string' ? 'utf8' : kind, start, start + length);
      }
    }
  }

  /** Passes over so many bytes, and says where they begin. */
  #pass(length: number): number {
    const start = this.#at;
    if (length > this.#bytes.length - start) throw new ProtoInvalid('cut off');
    this.#at = start + length;
    return start;
  }

  /** Up to 64 bits, as a number; what is beyond 53 is not exact. */
  #varint(): number {
    const bytes = this.#bytes;
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[this.#at++];
      if (byte === undefined) throw new ProtoInvalid('cut off');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
    throw new ProtoInvalid('a number without end');
  }

  #int64(): number | string {
    const start = this.#at;
    const value = this.#varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    let exact = 0n;
    for (let i = this.#at - 1; i >= start; i--) exact = (exact << 7n) | BigInt(this.#bytes[i]! & 127);
    return plain(BigInt.asIntN(64, exact));
  }

  #skip(wire: number, tag: number, depth: number): void {
    if (depth > DEPTH) throw new ProtoInvalid('nested too deep');
    if (wire === WIRE.varint) this.#varint();
    else if (wire === WIRE.fixed64) this.#pass(8);
    else if (wire === WIRE.bytes) this.#pass(this.#varint());
    else if (wire === WIRE.fixed32) this.#pass(4);
    else if (wire === WIRE.open) {
      for (let next = this.#varint(); next !== tag + 1; next = this.#varint()) {
        if ((next & 7) === WIRE.close) throw new ProtoInvalid('a group that another ends');
        this.#skip(next & 7, next, depth + 1);
      }
    } else throw new ProtoInvalid('an unknown kind of value');
  }
}

function plain(value: bigint): number | string {
  const near = Number(value);
  return Number.isSafeInteger(near) ? near : String(value);
}
