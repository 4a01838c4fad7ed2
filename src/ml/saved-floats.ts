import { stateInvalid } from '../core/state-invalid.ts';

/** Numbers as base64 of their little-endian bytes, which keeps every bit, NaN and the infinities too. */
export function floatText(values: Float64Array | Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** Fills `into` with what `floatText` wrote. @throws LogsiftError STATE_INVALID when the length differs */
export function floatsInto(text: string, into: Float64Array | Float32Array, owner: string): void {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.byteLength !== into.byteLength) {
    throw stateInvalid(owner, new Error(`${bytes.byteLength} bytes of numbers, not ${into.byteLength}`));
  }
  new Uint8Array(into.buffer, into.byteOffset, into.byteLength).set(bytes);
}
