import { gzipSync } from 'node:zlib';
import type { LiveSink } from '../src/core/live-source.ts';
import otlp from '../src/sources/live-otlp.ts';
import { otlpLines } from '../src/sources/otlp-logs.ts';
import { otlpPoints } from '../src/sources/otlp-points.ts';
import { otlpBody } from '../src/sources/otlp-request.ts';
import { OtlpSeries } from '../src/sources/otlp-series.ts';
import type { Result } from '../src/testing/result.ts';
import { median } from './batches.ts';
import { logsRequest, metricsRequest, protobufOf } from './otlp-bodies.ts';

const ROUNDS = 5;
/** Records of a request as a collector's batch processor sends them, and points. */
const BATCH = 8192;
const REQUESTS = 12;
const LIMITS = { maxLine: 262_144, maxBytes: 2 ** 28 };

/** OTLP: bodies to lines and samples on one core, and over loopback. What comes is counted and forgotten. */
export default async function otlpRates(): Promise<Result[]> {
  const logs = logsRequest(BATCH);
  const metrics = metricsRequest(BATCH);
  const results: Result[] = [];
  for (const encoding of ['json', 'protobuf'] as const) {
    const written = (of: object) => (encoding === 'json' ? Buffer.from(JSON.stringify(of)) : protobufOf(of));
    const body = written(logs);
    const records = rate(() => otlpLines(otlpBody(body, 'logs', encoding), LIMITS).lines.length);
    const bar = { bar: 50_000, better: 'higher' } as const;
    results.push({ name: `otlp logs, ${encoding}`, value: records, unit: 'records/s', ...bar });
    const points = written(metrics);
    const series = new OtlpSeries(BATCH);
    const samples = rate(() => {
      const found = otlpPoints(otlpBody(points, 'metrics', encoding));
      for (const point of found.points) series.add(point, Date.now(), () => {});
      return found.points.length;
    });
    results.push({ name: `otlp metrics, ${encoding}`, value: samples, unit: 'points/s', better: 'higher' });
    const type = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
    const served = await overHttp(gzipSync(body), type);
    results.push({
      name: `otlp logs, ${encoding} and gzip over loopback`,
      ...{ value: served, unit: 'records/s', bar: 20_000, better: 'higher' },
    });
  }
  return results;
}

function rate(once: () => number): number {
  const rounds: number[] = [];
  once();
  for (let i = 0; i < ROUNDS; i++) {
    const began = performance.now();
    let count = 0;
    for (let k = 0; k < REQUESTS; k++) count += once();
    rounds.push((count / (performance.now() - began)) * 1000);
  }
  return median(rounds);
}

async function overHttp(body: Buffer, type: string): Promise<number> {
  let lines = 0;
  const source = otlp.follow(otlp.schema.parse({ listen: '127.0.0.1:0' }));
  const sink: LiveSink = {
    deliver: ({ count }) => void (lines += count),
    sample: () => {},
    notice: () => {},
    room: () => null,
    now: Date.now,
  };
  await source.start(sink, new Map());
  const port = /:(\d+)$/.exec(source.inputs()[0]!.name)![1];
  const headers = { 'Content-Type': type, 'Content-Encoding': 'gzip' };
  const rounds: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const began = performance.now();
    const before = lines;
    for (let k = 0; k < REQUESTS; k++) {
      const answer = await fetch(`http://127.0.0.1:${port}/v1/logs`, {
        ...{ method: 'POST', headers, body: new Uint8Array(body) },
      });
      if (answer.status !== 200) throw new Error(`answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
    }
    rounds.push(((lines - before) / (performance.now() - began)) * 1000);
  }
  await source.stop();
  return median(rounds);
}
