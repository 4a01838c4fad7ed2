import type { IncomingMessage } from 'node:http';
import { ProtoInvalid, readProto } from '../kit/protobuf.ts';
import { Refusal } from './http-refusal.ts';
import { encodingOf, type OtlpEncoding } from './otlp-answers.ts';
import { logsRequest, metricsRequest } from './otlp-proto.ts';

/** What is sent: log records or points of metrics. */
export type OtlpSignal = 'logs' | 'metrics';

/** Objects of one request: an empty one takes two bytes, and sixty once it is read. */
const MOST_OBJECTS = 500_000;

/** Fails with a refusal unless it is POST /v1/logs or /v1/metrics. */
export function checkOtlpTarget({ url = '', method }: IncomingMessage): void {
  const path = pathOf(url);
  if (path === '/v1/traces') {
    throw new Refusal(404, 'traces', 'traces are not taken in: logs go to /v1/logs, metrics to /v1/metrics');
  }
  if (path !== '/v1/logs' && path !== '/v1/metrics') {
    throw new Refusal(404, 'not_found', 'logs are sent to /v1/logs, metrics to /v1/metrics');
  }
  if (method !== 'POST') throw new Refusal(405, 'wrong_method', 'OTLP is sent with POST', { Allow: 'POST' });
}

/** What a request that passed `checkOtlpTarget` sends, and how; fails with a refusal for a type that OTLP has not. */
export function otlpRequestOf(request: IncomingMessage): { signal: OtlpSignal; encoding: OtlpEncoding } {
  const encoding = encodingOf(request);
  if (encoding === null) {
    throw new Refusal(415, 'unknown_type', 'Content-Type may be application/x-protobuf or application/json');
  }
  return { signal: pathOf(request.url ?? '') === '/v1/logs' ? 'logs' : 'metrics', encoding };
}

/** What a body writes, unchecked but for its encoding; fails with a refusal for one that is damaged, or too much. */
export function otlpBody(body: Buffer, signal: OtlpSignal, encoding: OtlpEncoding): unknown {
  if (encoding === 'protobuf') {
    try {
      return readProto(body, signal === 'logs' ? logsRequest : metricsRequest, MOST_OBJECTS);
    } catch (error) {
      if (!(error instanceof ProtoInvalid)) throw error;
      throw new Refusal(400, 'no_protobuf', `the body is no such request in protobuf: ${error.message}`);
    }
  }
  // Looked at before, as what is read takes many times the room of what is written.
  if (brackets(body) > MOST_OBJECTS) throw tooMany();
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new Refusal(400, 'no_json', 'the body is no JSON');
  }
}

/** More comes of a request than is taken at once. */
export function tooMany(): Refusal {
  return new Refusal(413, 'too_large', 'the request holds too much: send it in parts');
}

function pathOf(url: string): string {
  return url.replace(/\?.*$/s, '');
}

function brackets(body: Buffer): number {
  let count = 0;
  for (let i = 0; i < body.length; i++) if (body[i] === 123 || body[i] === 91) count++;
  return count;
}
