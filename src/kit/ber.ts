const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
const OID = 0x06;
/** Parts of an object identifier (RFC 2578, section 3.5), and bytes of one part. */
const MOST_ARCS = 128;
const MOST_ARC_BYTES = 5;

/** What is wrong with bytes that should be BER: cut off, a length that cannot be, or something else than was wanted. */
export type BerFault = 'cut' | 'bad_length' | 'unexpected';

/** Thrown while reading; one for each fault, as making an error costs more than reading a packet. */
export class BerError extends Error {
  readonly fault: BerFault;

  constructor(fault: BerFault) {
    super(`BER: ${fault}`);
    this.fault = fault;
  }
}

const CUT = new BerError('cut');
const BAD_LENGTH = new BerError('bad_length');
const UNEXPECTED = new BerError('unexpected');

/**
 * Reads BER (X.690) from bytes that anybody may have made: tags of one byte, definite lengths of at most four. Whatever
 * it does not understand throws a BerError; it never reads beyond `end`, and makes nothing as large as a length claims.
 */
export class BerReader {
  readonly bytes: Buffer;
  at: number;
  end: number;

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get more(): boolean {
    return this.at < this.end;
  }

  /** The tag that comes next. */
  get tag(): number {
    if (this.at >= this.end) throw CUT;
    return this.bytes[this.at]!;
  }

  /** Goes behind tag and length of what comes next, which must be `tag`; gives where its content ends. */
  enter(tag: number = SEQUENCE): number {
    if (this.tag !== tag) throw UNEXPECTED;
    return this.#length();
  }

  /** A reader of the content of what comes next; this one goes on behind it. */
  inside(tag: number = SEQUENCE): BerReader {
    const stop = this.enter(tag);
    const start = this.at;
    this.at = stop;
    return new BerReader(this.bytes, start, stop);
  }

  /** Goes behind what comes next, whatever it is; gives where its content begins. */
  skip(): number {
    if (this.at >= this.end) throw CUT;
    const stop = this.#length();
    const start = this.at;
    this.at = stop;
    return start;
  }

  /** A signed whole number of at most 32 bits. */
  integer(tag: number = INTEGER): number {
    const stop = this.enter(tag);
    const start = this.at;
    if (stop === start || stop - start > 5) throw BAD_LENGTH;
    this.at = stop;
    return signedAt(this.bytes, start, stop);
  }

  /** The content, not copied. */
  octets(tag: number = OCTETS): Buffer {
    const stop = this.enter(tag);
    const start = this.at;
    this.at = stop;
    return this.bytes.subarray(start, stop);
  }

  oid(): number[] {
    const stop = this.enter(OID);
    const start = this.at;
    this.at = stop;
    return oidAt(this.bytes, start, stop);
  }

  #length(): number {
    const { bytes, end } = this;
    let at = this.at + 1;
    if (at >= end) throw CUT;
    let length = bytes[at++]!;
    if (length >= 0x80) {
      let more = length & 0x7f;
      // 0x80 is the indefinite form, which nobody may send (RFC 3417, section 8).
      if (more === 0 || more > 4) throw BAD_LENGTH;
      length = 0;
      for (; more > 0; more--) {
        if (at >= end) throw CUT;
        length = length * 256 + bytes[at++]!;
      }
    }
    if (length > end - at) throw CUT;
    this.at = at;
    return at + length;
  }
}

/** The signed number in `bytes[start, end)`, exact up to 2^53. */
export function signedAt(bytes: Uint8Array, start: number, end: number): number {
  let value = bytes[start]! >= 0x80 ? -1 : 0;
  for (let i = start; i < end; i++) value = value * 256 + bytes[i]!;
  return value;
}

/** The parts of the object identifier whose content is `bytes[start, end)`; throws a BerError. */
export function oidAt(bytes: Uint8Array, start: number, end: number): number[] {
  if (end === start) throw BAD_LENGTH;
  const arcs: number[] = [];
  let arc = 0;
  let length = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    arc = arc * 128 + (byte & 0x7f);
    if (++length > MOST_ARC_BYTES) throw BAD_LENGTH;
    if (byte >= 0x80) continue;
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40));
      arcs.push(first, arc - 40 * first);
    } else arcs.push(arc);
    if (arcs.length > MOST_ARCS) throw BAD_LENGTH;
    arc = 0;
    length = 0;
  }
  if (length > 0) throw CUT;
  return arcs;
}

/** Tag, length and contents as BER. */
export function ber(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const length = contents.reduce((sum, { length: bytes }) => sum + bytes, 0);
  const head = length < 0x80 ? [tag, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), ...contents]);
}

/** A signed number of at most 32 bits, or an unsigned one below 2^39, as BER. */
export function berInteger(value: number, tag: number = INTEGER): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(((rest % 256) + 256) % 256);
    rest = Math.floor(rest / 256);
  } while (bytes.length < 5 && !((rest === 0 && bytes[0]! < 0x80) || (rest === -1 && bytes[0]! >= 0x80)));
  return ber(tag, Buffer.from(bytes));
}

/** An object identifier as BER. */
export function berOid(arcs: readonly number[]): Buffer {
  const bytes: number[] = [];
  for (const arc of [40 * arcs[0]! + arcs[1]!, ...arcs.slice(2)]) {
    const own = [arc % 128];
    for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128)) {
      own.unshift((rest % 128) + 128);
    }
    bytes.push(...own);
  }
  return ber(OID, Buffer.from(bytes));
}
