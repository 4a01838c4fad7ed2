import type { Origin } from '../core/origin.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const FILE = 1;
const BEGINNING = 2;

/** Writes where lines come from. */
export function writeOrigin(to: ByteWriter, origin: Origin): void {
  const { file, beginning } = origin;
  to.reserve(16);
  to.varint((file === null ? 0 : FILE) | (beginning === undefined ? 0 : BEGINNING));
  to.double(origin.referenceTime);
  to.text(origin.source);
  to.text(origin.identity);
  if (file !== null) to.text(file);
  if (beginning === undefined) return;
  to.text(beginning.name);
  to.text(beginning.text);
}

/** Reads what `writeOrigin` wrote. */
export function readOrigin(from: ByteReader): Origin {
  const parts = from.varint();
  const referenceTime = from.double();
  const source = from.text();
  const identity = from.text();
  const file = (parts & FILE) === 0 ? null : from.text();
  if ((parts & BEGINNING) === 0) return { source, file, identity, referenceTime };
  return { source, file, identity, beginning: { name: from.text(), text: from.text() }, referenceTime };
}
