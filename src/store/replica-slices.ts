import { LogsiftError } from '../core/errors.ts';

/** One piece of what travels together, as an entry of a topic. */
export interface Slice {
  /** Name of the process that made it. */
  readonly life: string;
  /** Of what travels together, counting up in a life, and which piece of it this is. */
  readonly number: number;
  readonly part: number;
  readonly parts: number;
  readonly data: Buffer;
}

const MAGIC = Buffer.from('LSR1');
/** Bytes of data in one slice. */
const SLICE_BYTES = 512 * 1000;
const MOST_PARTS = 1024;
const MOST_LIFE = 100;
const FIXED = 4 + 1 + 4 + 2 + 2;

/** Cuts what travels together into entries of at most 512 kB. Throws where it is larger than 500 MB. */
export function slicesOf(bytes: Buffer, { life, number }: Pick<Slice, 'life' | 'number'>): Buffer[] {
  const name = Buffer.from(life).subarray(0, MOST_LIFE);
  const parts = Math.max(1, Math.ceil(bytes.length / SLICE_BYTES));
  if (parts > MOST_PARTS)
    throw new Error(`${bytes.length} bytes of the store are too many to travel together`);
  return Array.from({ length: parts }, (_, part) => {
    const head = Buffer.allocUnsafe(FIXED);
    let at = MAGIC.copy(head);
    at = head.writeUInt8(name.length, at);
    at = head.writeUInt32LE(number, at);
    at = head.writeUInt16LE(part, at);
    head.writeUInt16LE(parts, at);
    return Buffer.concat([head, name, bytes.subarray(part * SLICE_BYTES, (part + 1) * SLICE_BYTES)]);
  });
}

/** Reads an entry. Throws MESSAGE_INVALID. */
export function sliceOf(bytes: Buffer): Slice {
  if (bytes.length < FIXED || !bytes.subarray(0, MAGIC.length).equals(MAGIC))
    throw invalid('it is no rows of a store');
  const name = bytes.readUInt8(4);
  const [number, part, parts] = [bytes.readUInt32LE(5), bytes.readUInt16LE(9), bytes.readUInt16LE(11)];
  if (name === 0 || name > MOST_LIFE || bytes.length < FIXED + name)
    throw invalid('the name of its life is cut');
  if (parts === 0 || parts > MOST_PARTS || part >= parts) throw invalid(`it is piece ${part} of ${parts}`);
  const data = bytes.subarray(FIXED + name);
  if (data.length > SLICE_BYTES) throw invalid(`it has ${data.length} bytes, more than ${SLICE_BYTES}`);
  return { life: bytes.toString('utf8', FIXED, FIXED + name), number, part, parts, data };
}

/** What is wrong with an entry. */
export function invalid(why: string): LogsiftError {
  return new LogsiftError(
    'MESSAGE_INVALID',
    `Rows of the store that came over the bus cannot be used: ${why}.`,
  );
}
