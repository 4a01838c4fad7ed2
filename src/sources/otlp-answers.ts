import type { IncomingMessage } from 'node:http';
import type { Refusal } from './http-refusal.ts';
import type { HttpReply } from './http-serving.ts';

/** How a request is written, and so its answer. */
export type OtlpEncoding = 'json' | 'protobuf';

/** Codes of google.rpc.Status for the answers there are; others are 13, internal. */
const CODES: { readonly [status: number]: number } = {
  ...{ 400: 3, 401: 16, 403: 7, 404: 12, 405: 12, 408: 4, 413: 8, 415: 3, 429: 8, 503: 14 },
};
const TYPES = { json: 'application/json', protobuf: 'application/x-protobuf' } as const;

/** By its Content-Type; null for one that OTLP does not have. */
export function encodingOf({ headers }: IncomingMessage): OtlpEncoding | null {
  const type = (headers['content-type'] ?? '').replace(/;.*$/s, '').trim().toLowerCase();
  if (type === 'application/json') return 'json';
  return type === 'application/x-protobuf' || type === 'application/protobuf' ? 'protobuf' : null;
}

/** All was taken: an answer that says nothing more (OTLP 1.x, full success). */
export function taken(encoding: OtlpEncoding): HttpReply {
  return { type: TYPES[encoding], body: encoding === 'json' ? '{}' : Buffer.alloc(0) };
}

/** Some was not taken, and sending it again would not help (OTLP 1.x, partial success). */
export function takenInPart(
  encoding: OtlpEncoding,
  what: 'rejectedLogRecords' | 'rejectedDataPoints',
  { rejected, message }: { readonly rejected: number; readonly message: string },
): HttpReply {
  const type = TYPES[encoding];
  if (encoding === 'json') {
    const partialSuccess = { [what]: String(rejected), errorMessage: message };
    return { type, body: JSON.stringify({ partialSuccess }) };
  }
  const inner = [tagged(1, 0), varint(rejected), texted(2, message)];
  return { type, body: texted(1, Buffer.concat(inner)) };
}

/** A refusal as google.rpc.Status, as the request was written; JSON where that was neither. */
export function statusOf({ status, message }: Refusal, request: IncomingMessage): HttpReply {
  const code = CODES[status] ?? 13;
  if (encodingOf(request) !== 'protobuf')
    return { type: TYPES.json, body: JSON.stringify({ code, message }) };
  return {
    type: TYPES.protobuf,
    body: Buffer.concat([tagged(1, 0), varint(code), texted(2, message)]),
  };
}

function tagged(field: number, wire: number): Buffer {
  return Buffer.of((field << 3) | wire);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Buffer.of(...bytes, left);
}

function texted(field: number, value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([tagged(field, 2), varint(bytes.length), bytes]);
}
