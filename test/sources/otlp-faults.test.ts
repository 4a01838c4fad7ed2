import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logsOf, metricsOf, NANOS, servingOtlp, text, whole } from './otlp-requests.ts';
import { decodedAnswer, encoded } from './otlp-schema.ts';

const PROTOBUF = { 'Content-Type': 'application/x-protobuf' };
const GZIP = { 'Content-Encoding': 'gzip' };
const ONE = logsOf([{ body: { stringValue: 'one' } }]);

test('packed bodies are taken', async () => {
  await servingOtlp({}, async ({ post, sink }) => {
    whole(await post('/v1/logs', gzipSync(JSON.stringify(ONE)), GZIP));
    const bytes = gzipSync(encoded('ExportLogsServiceRequest', ONE));
    expect((await post('/v1/logs?x=1', bytes, { ...GZIP, ...PROTOBUF })).status).toBe(200);
    expect([sink.lines, sink.text[0] === sink.text[1]]).toEqual([2, true]);
  });
});

const lines = (count: number) => JSON.stringify(logsOf(Array(count).fill({})));

describe('refused, told as a Status, and counted', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const many = `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"attributes":[${'{},'.repeat(500_000)}{}]}]}]}]}`;
  test.each([
    ['no JSON', '/v1/logs', '{"resourceLogs":[', {}, 400, 3, 'no_json'],
    ['an empty body', '/v1/logs', '', {}, 400, 3, 'no_json'],
    ['JSON of something else', '/v1/logs', '[1]', {}, 400, 3, 'no_otlp'],
    ['a list that is none', '/v1/logs', '{"resourceLogs":{"a":1}}', {}, 400, 3, 'no_otlp'],
    ['metrics that are no list', '/v1/metrics', '{"resourceMetrics":7}', {}, 400, 3, 'no_otlp'],
    ['JSON nested 100,000 deep', '/v1/logs', deep, {}, 400, 3, 'no_otlp'],
    ['half a million empty attributes', '/v1/logs', many, {}, 413, 8, 'too_large'],
    ['more than 100,000 records', '/v1/logs', lines(100_001), {}, 413, 8, 'too_large'],
    ['a bomb', '/v1/logs', '\0'.repeat(16_000_000), { ...GZIP }, 413, 8, 'bomb'],
    ['what is no gzip', '/v1/logs', null, { ...GZIP }, 400, 3, 'corrupt'],
    ['another encoding', '/v1/logs', '{}', { 'Content-Encoding': 'br' }, 415, 3, 'unknown_encoding'],
    ['another type', '/v1/logs', '{}', { 'Content-Type': 'text/plain' }, 415, 3, 'unknown_type'],
    ['traces', '/v1/traces', '{}', {}, 404, 12, 'traces'],
    ['another path', '/ingest', '{}', {}, 404, 12, 'not_found'],
    ['a web page', '/v1/logs', '{}', { Origin: 'http://x.example' }, 403, 7, 'not_local'],
  ] as const)('%s', async (_, path, body, headers, status, code, reason) => {
    await servingOtlp({}, async ({ post, sink, refused }) => {
      const packed = 'Content-Encoding' in headers && headers['Content-Encoding'] === 'gzip';
      const bytes = body === null ? 'no gzip' : packed ? gzipSync(body) : body;
      const answer = await post(path, bytes, headers);
      expect([answer.status, answer.type, answer.json.code]).toEqual([status, 'application/json', code]);
      expect(answer.json.message!.length).toBeGreaterThan(10);
      expect(refused()).toEqual({ [reason]: 1 });
      expect(sink.lines).toBe(0);
      whole(await post('/v1/logs', ONE));
    });
  });

  test('in protobuf where the request was', async () => {
    await servingOtlp({ token: 't' }, async ({ post, refused }) => {
      const token = { Authorization: 'Bearer t' };
      const cut = encoded('ExportLogsServiceRequest', ONE).subarray(0, -3);
      const bad = await post('/v1/logs', cut, { ...PROTOBUF, ...token });
      expect([bad.status, bad.type]).toEqual([400, 'application/x-protobuf']);
      expect(decodedAnswer('Status', bad.body)).toMatchObject({ code: 3, message: expect.any(String) });
      const wrong = await post('/v1/logs', cut, PROTOBUF);
      expect([wrong.status, decodedAnswer('Status', wrong.body)]).toMatchObject([401, { code: 16 }]);
      expect(refused()).toEqual({ no_protobuf: 1, wrong_token: 1 });
    });
  });

  test('a small resource that a hundred thousand records repeat', async () => {
    await servingOtlp({ max_unpacked: '1 MiB' }, async ({ post, sink, refused }) => {
      const resource = [text('a', 'x'.repeat(3000))];
      const { status } = await post('/v1/logs', logsOf(Array(100_000).fill({}), resource));
      expect([status, refused(), sink.lines]).toEqual([413, { too_large: 1 }, 0]);
    });
  });
});

test('without room clients are told when to come again, and nothing is counted as lost', async () => {
  await servingOtlp({}, async ({ post, sink, refused }) => {
    sink.block();
    const { status, headers, json } = await post('/v1/logs', ONE);
    expect([status, headers.get('retry-after'), json.code]).toEqual([503, '1', 14]);
    expect([refused(), sink.lines]).toEqual([{}, 0]);
    sink.release();
    whole(await post('/v1/logs', ONE));
  });
});

test('whatever bytes come, each request is answered and counted, and none changes what others get', async () => {
  await servingOtlp({}, async ({ post, sink, refused }) => {
    const point = { timeUnixNano: NANOS, asDouble: 1, attributes: [text('a', 'b')] };
    const metrics = [
      { name: 'm', gauge: { dataPoints: [point] } },
      { name: 'n', sum: { dataPoints: [point], aggregationTemporality: 2, isMonotonic: true } },
      { name: 's', summary: { dataPoints: [{ ...point, quantileValues: [{ quantile: 0.5, value: 1 }] }] } },
    ];
    const good = {
      '/v1/logs': [
        encoded('ExportLogsServiceRequest', logsOf([{ body: { stringValue: 'x' } }, {}])),
        Buffer.from(JSON.stringify(logsOf([{ body: { kvlistValue: { values: [text('a', 'b')] } } }]))),
      ],
      '/v1/metrics': [
        encoded('ExportMetricsServiceRequest', metricsOf(metrics)),
        Buffer.from(JSON.stringify(metricsOf(metrics))),
      ],
    } as const;
    let wrong = 0;
    const change = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/v1/logs' as const, '/v1/metrics' as const),
        fc.constantFrom(0, 1),
        change,
        async (path, which, changes) => {
          const bytes = Buffer.from(good[path][which]!);
          for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
          const { status } = await post(path, bytes, which === 0 ? PROTOBUF : {});
          expect([200, 400]).toContain(status);
          if (status === 400) wrong++;
        },
      ),
      { numRuns: 400 },
    );
    const { no_protobuf = 0, no_json = 0, no_otlp = 0, failed = 0 } = refused();
    expect([no_protobuf + no_json + no_otlp, failed]).toEqual([wrong, 0]);
    for (const { value, metric } of sink.samples) {
      expect(Number.isFinite(value) && metric.length > 0).toBe(true);
    }
    whole(await post('/v1/logs', ONE));
  });
});
