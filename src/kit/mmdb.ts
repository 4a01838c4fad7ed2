/** Marks the metadata, which is looked for in the last part of the file. */
const MARKER = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const METADATA_WITHIN = 128 * 1024;
const SEPARATOR = 16;
const DEEPEST = 32;
const MOST_ENTRIES = 4096;

/** Something of a MaxMind file: a number, text, truth, bytes, or a list or map of such. */
export type MmdbValue =
  | number
  | bigint
  | string
  | boolean
  | Buffer
  | readonly MmdbValue[]
  | ReadonlyMap<string, MmdbValue>
  | null;

/**
 * A MaxMind DB file (GeoLite2 and the like): what it says of an address. Format 2.0, see
 * https://maxmind.github.io/MaxMind-DB/. Only the bytes are kept; a look-up reads at most 128 nodes and one record.
 */
export class Mmdb {
  readonly #bytes: Buffer;
  readonly #nodes: number;
  /** Bits of a record; a node is two of them. */
  readonly #size: number;
  readonly #isV6: boolean;
  /** Where the data begin, as pointers count. */
  readonly #data: number;
  /** The node below which addresses of IPv4 are. */
  readonly #v4: number;

  /** @throws Error that says what is wrong for anything but such a file */
  constructor(bytes: Buffer) {
    const at = bytes.lastIndexOf(MARKER);
    if (at < 0 || at < bytes.length - METADATA_WITHIN) throw new Error('it is no MaxMind DB file');
    const start = at + MARKER.length;
    const [metadata] = decode(bytes, { at: start, base: start, depth: 0 });
    const number = (name: string) => {
      const value = metadata instanceof Map ? metadata.get(name) : undefined;
      return typeof value === 'number' ? value : Number.NaN;
    };
    this.#bytes = bytes;
    this.#nodes = number('node_count');
    this.#size = number('record_size');
    this.#isV6 = number('ip_version') === 6;
    if (number('binary_format_major_version') !== 2) throw new Error('it is of a version that is not known');
    if (![24, 28, 32].includes(this.#size)) throw new Error(`its records have ${this.#size} bits`);
    const tree = (this.#nodes * this.#size) / 4;
    if (!(this.#nodes > 0 && tree + SEPARATOR < at)) throw new Error('it is cut off');
    this.#data = tree + SEPARATOR;
    let node = 0;
    for (let bit = 0; this.#isV6 && bit < 96 && node < this.#nodes; bit++) node = this.#record(node, 0);
    this.#v4 = node;
  }

  /** What is said of an address, IPv4 or IPv6; null when nothing is, or it is none. */
  find(address: string): MmdbValue {
    const bytes = addressBytes(address);
    if (bytes === null || (bytes.length === 16 && !this.#isV6)) return null;
    let node = bytes.length === 4 ? this.#v4 : 0;
    for (let bit = 0; bit < bytes.length * 8 && node < this.#nodes; bit++) {
      node = this.#record(node, (bytes[bit >> 3]! >> (7 - (bit & 7))) & 1);
    }
    if (node <= this.#nodes) return null;
    try {
      const at = node - this.#nodes - SEPARATOR + this.#data;
      return decode(this.#bytes, { at, base: this.#data, depth: 0 })[0];
    } catch {
      return null;
    }
  }

  #record(node: number, side: number): number {
    const bytes = this.#bytes;
    if (this.#size === 24) return bytes.readUIntBE(node * 6 + side * 3, 3);
    if (this.#size === 32) return bytes.readUInt32BE(node * 8 + side * 4);
    const middle = bytes[node * 7 + 3]!;
    return side === 0
      ? ((middle >> 4) << 24) | bytes.readUIntBE(node * 7, 3)
      : ((middle & 15) << 24) | bytes.readUIntBE(node * 7 + 4, 3);
  }
}

interface Place {
  readonly at: number;
  /** What pointers count from. */
  readonly base: number;
  readonly depth: number;
}

/** A value and where the next one begins. Throws for what is cut off, or nested too deeply. */
function decode(bytes: Buffer, { at: start, base, depth }: Place): [value: MmdbValue, next: number] {
  if (depth > DEEPEST) throw new Error('it is nested too deeply');
  let at = start;
  const control = bytes.readUInt8(at++);
  let type = control >> 5;
  if (type === 1) {
    const [target, next] = pointerOf(bytes, control, at);
    return [decode(bytes, { at: base + target, base, depth: depth + 1 })[0], next];
  }
  if (type === 0) type = 7 + bytes.readUInt8(at++);
  let size = control & 31;
  if (size >= 29) {
    const width = size - 28;
    size = bytes.readUIntBE(at, width) + [29, 285, 65_821][width - 1]!;
    at += width;
  }
  const inside = (from: number): Place => ({ at: from, base, depth: depth + 1 });
  if (type === 7 || type === 11) {
    if (size > MOST_ENTRIES) throw new Error('it has too many entries');
    const map = new Map<string, MmdbValue>();
    const list: MmdbValue[] = [];
    for (let i = 0; i < size; i++) {
      let key: MmdbValue = null;
      if (type === 7) [key, at] = decode(bytes, inside(at));
      const [value, next] = decode(bytes, inside(at));
      at = next;
      if (type === 7) map.set(String(key), value);
      else list.push(value);
    }
    return [type === 7 ? map : list, at];
  }
  // A truth is its own size.
  if (type === 14) return [size !== 0, at];
  if (at + size > bytes.length) throw new Error('it is cut off');
  return [scalarOf(bytes.subarray(at, at + size), type), at + size];
}

function pointerOf(bytes: Buffer, control: number, at: number): [target: number, next: number] {
  const width = (control >> 3) & 3;
  const high = control & 7;
  if (width === 0) return [(high << 8) + bytes.readUInt8(at), at + 1];
  if (width === 1) return [(high << 16) + bytes.readUInt16BE(at) + 2048, at + 2];
  if (width === 2) return [high * 2 ** 24 + bytes.readUIntBE(at, 3) + 526_336, at + 3];
  return [bytes.readUInt32BE(at), at + 4];
}

function scalarOf(bytes: Buffer, type: number): MmdbValue {
  const { length } = bytes;
  switch (type) {
    case 2:
      return bytes.toString('utf8');
    case 3:
      return bytes.readDoubleBE(0);
    case 15:
      return bytes.readFloatBE(0);
    case 8:
      return length === 0
        ? 0
        : length === 4
          ? bytes.readInt32BE(0)
          : bytes.readUIntBE(0, Math.min(6, length));
    case 5:
    case 6:
      return length === 0 ? 0 : bytes.readUIntBE(0, Math.min(6, length));
    case 9:
    case 10:
      return length === 0 ? 0n : BigInt(`0x${bytes.toString('hex')}`);
    case 4:
      return bytes;
    default:
      return null;
  }
}

/** The 4 or 16 bytes of an address as it is written; null for anything else. */
export function addressBytes(address: string): Uint8Array | null {
  if (!address.includes(':')) {
    const parts = address.split('.');
    if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255))
      return null;
    return Uint8Array.from(parts, Number);
  }
  let text = address.split('%')[0]!;
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted !== null) {
    const last = addressBytes(dotted[2]!);
    if (last === null) return null;
    const word = (i: number) => ((last[i]! << 8) | last[i + 1]!).toString(16);
    text = `${dotted[1]}${word(0)}:${word(2)}`;
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const groups = (half: string | undefined) => (half === undefined || half === '' ? [] : half.split(':'));
  const [left, right] = [groups(halves[0]), groups(halves[1])];
  const missing = 8 - left.length - right.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const all = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return null;
  const words = all.map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 255]));
}
