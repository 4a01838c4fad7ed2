import { expect } from 'vitest';
import type { LiveSource } from '../../src/core/live-source.ts';
import otlp from '../../src/sources/live-otlp.ts';
import type { RecordingSink } from '../../src/testing/live-sink.ts';
import { dropped, freePort, withSource } from './network-peer.ts';

/** Nanoseconds of 2026-03-14T15:09:26.535897Z. */
export const NANOS = '1773500966535897932';

/** A request of logs, by its records. */
export function logsOf(logRecords: readonly unknown[], resource: readonly object[] = RESOURCE): object {
  const scope = { name: 'shop.orders', version: '1.2' };
  return { resourceLogs: [{ resource: { attributes: resource }, scopeLogs: [{ scope, logRecords }] }] };
}

/** A request of metrics, by them. */
export function metricsOf(metrics: readonly unknown[], resource: readonly object[] = RESOURCE): object {
  return { resourceMetrics: [{ resource: { attributes: resource }, scopeMetrics: [{ metrics }] }] };
}

export function text(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

const RESOURCE = [text('host.name', 'web1'), text('service.name', 'shop')];

export interface Posted {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  readonly body: Buffer;
  readonly json: { readonly partialSuccess?: object; readonly code?: number; readonly message?: string };
}

export interface OtlpPlace {
  readonly port: number;
  readonly sink: RecordingSink;
  readonly source: LiveSource;
  post(path: string, body: object | string | Uint8Array, headers?: Record<string, string>): Promise<Posted>;
  refused(): { readonly [reason: string]: number };
}

/** A source `otlp` of loopback, and a client for it. */
export async function servingOtlp(options: object, test: (place: OtlpPlace) => Promise<void>): Promise<void> {
  const port = await freePort();
  const source = otlp.follow(otlp.schema.parse({ listen: `127.0.0.1:${port}`, ...options }));
  await withSource(source, (sink) =>
    test({
      ...{ port, sink, source },
      refused: () => dropped(source, 'otlp'),
      async post(path, given, headers = {}) {
        const bytes =
          typeof given === 'string' || given instanceof Uint8Array ? given : JSON.stringify(given);
        const response = await fetch(`http://127.0.0.1:${port}${path}`, {
          ...{ method: 'POST', body: Buffer.from(bytes as Uint8Array) },
          headers: { 'Content-Type': 'application/json', ...headers },
        });
        const body = Buffer.from(await response.arrayBuffer());
        const type = response.headers.get('content-type');
        const json = type === 'application/json' ? JSON.parse(body.toString()) : {};
        return { status: response.status, type, headers: response.headers, body, json };
      },
    }),
  );
}

/** The lines that came, read as JSON. */
export function linesOf(sink: RecordingSink): { readonly [key: string]: unknown }[] {
  return sink.text.map((line) => JSON.parse(Buffer.from(line, 'latin1').toString()));
}

/** Expects that a request was taken as a whole. */
export function whole({ status, json, body, type }: Posted): void {
  expect([status, json, type === 'application/json' ? '{}' : '']).toEqual([200, {}, body.toString()]);
}
