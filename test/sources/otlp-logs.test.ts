import { describe, expect, test } from 'vitest';
import otlpJson from '../../src/formats/otlp-json.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { linesOf, logsOf, NANOS, servingOtlp, text, whole } from './otlp-requests.ts';
import { decodedAnswer, encoded } from './otlp-schema.ts';

const PROTOBUF = { 'Content-Type': 'application/x-protobuf' };
const int = (key: string, intValue: string | number) => ({ key, value: { intValue } });

const RECORD = {
  ...{ timeUnixNano: NANOS, observedTimeUnixNano: NANOS, severityNumber: 17, severityText: 'ERROR' },
  ...{ body: { stringValue: 'order 7 lost\nfor ever' }, eventName: 'order.lost', flags: 1 },
  attributes: [
    ...[text('http.route', '/cart'), int('order.id', '7'), int('big', '9007199254740993')],
    { key: 'share', value: { doubleValue: 0.5 } },
    { key: 'paid', value: { boolValue: true } },
    { key: 'items', value: { arrayValue: { values: [{ stringValue: 'a' }, { intValue: '2' }, {}] } } },
    { key: 'who', value: { kvlistValue: { values: [text('name', 'ann')] } } },
  ],
};
const IDS = {
  json: { traceId: '5B8EFFF798038103D269B633813FC60C', spanId: 'EEE19B7EC3C1B174' },
  protobuf: {
    traceId: Buffer.from('5B8EFFF798038103D269B633813FC60C', 'hex'),
    spanId: Buffer.from('EEE19B7EC3C1B174', 'hex'),
  },
};
const LINE = {
  ...{ timeUnixNano: NANOS, observedTimeUnixNano: NANOS, severityNumber: 17, severityText: 'ERROR' },
  ...{ eventName: 'order.lost', traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' },
  body: 'order 7 lost\nfor ever',
  attributes: {
    ...{ 'http.route': '/cart', 'order.id': 7, big: '9007199254740993', share: 0.5, paid: true },
    ...{ items: ['a', 2, null], who: { name: 'ann' } },
  },
  resource: { 'host.name': 'web1', 'service.name': 'shop' },
  scope: { name: 'shop.orders', version: '1.2' },
};

test('a record is one line, the same from JSON and from protobuf', async () => {
  await servingOtlp({}, async ({ post, sink }) => {
    whole(await post('/v1/logs', logsOf([{ ...RECORD, ...IDS.json }])));
    const bytes = encoded('ExportLogsServiceRequest', logsOf([{ ...RECORD, ...IDS.protobuf }]));
    const answer = await post('/v1/logs', bytes, PROTOBUF);
    expect([answer.status, answer.type, answer.body.length]).toEqual([200, PROTOBUF['Content-Type'], 0]);
    expect(linesOf(sink)[0]).toEqual(LINE);
    expect(sink.text[1]).toBe(sink.text[0]);
    expect(sink.batches[0]!.senders).toEqual(['127.0.0.1']);
  });
});

test('a line is read by the format otlp-json as what was sent', async () => {
  await servingOtlp({}, async ({ post, sink }) => {
    await post('/v1/logs', logsOf([{ ...RECORD, ...IDS.json }]));
    expect(parseAlone(otlpJson, Buffer.from(sink.text[0]!, 'latin1'))!.toJSON()).toMatchObject({
      ...{ host: 'web1', app: 'shop', severity: 3, msgid: 'order.lost', message: 'order 7 lost\nfor ever' },
      ...{ time: '2026-03-14T15:09:26.535897Z', fields: { 'http.route': '/cart', who: { name: 'ann' } } },
    });
  });
});

test('an empty record and one with an empty body are lines; ids that are none are left out', async () => {
  await servingOtlp({}, async ({ post, sink }) => {
    whole(await post('/v1/logs', logsOf([{}, { body: {}, traceId: 'xyz', spanId: '0'.repeat(16) }], [])));
    whole(await post('/v1/logs', {}));
    whole(await post('/v1/logs', { resourceLogs: [] }));
    expect(linesOf(sink)).toEqual(Array(2).fill({ timeUnixNano: '0', scope: LINE.scope }));
  });
});

describe('records that are none are told and counted, and the others are taken', () => {
  test.each([
    ['no object', [7]],
    ['a body that is none', [{ body: 'text' }]],
    ['attributes that are no list', [{ attributes: { a: 1 } }]],
    ['a time that is none', [{ timeUnixNano: 'yesterday' }]],
    ['a time below 0', [{ timeUnixNano: -1 }]],
  ])('%s', async (_, records) => {
    await servingOtlp({}, async ({ post, sink, refused }) => {
      const { status, json } = await post('/v1/logs', logsOf([{}, ...records, {}]));
      expect(status).toBe(200);
      expect(json.partialSuccess).toMatchObject({
        rejectedLogRecords: '1',
        errorMessage: expect.any(String),
      });
      expect(sink.lines).toBe(2);
      expect(refused()).toEqual({ bad_record: 1 });
    });
  });

  test('in protobuf, too', async () => {
    await servingOtlp({ max_series: 1 }, async ({ post, refused }) => {
      const gauge = (value: string) => ({
        name: 'g',
        gauge: { dataPoints: [{ timeUnixNano: NANOS, asDouble: 1, attributes: [text('a', value)] }] },
      });
      const metrics = [gauge('1'), gauge('2'), gauge('3')];
      const request = encoded('ExportMetricsServiceRequest', {
        resourceMetrics: [{ scopeMetrics: [{ metrics }] }],
      });
      const { status, body } = await post('/v1/metrics', request, PROTOBUF);
      expect([status, decodedAnswer('ExportMetricsServiceResponse', body)]).toEqual([
        200,
        { partialSuccess: { rejectedDataPoints: 2, errorMessage: expect.stringContaining('series') } },
      ]);
      expect(refused()).toEqual({ too_many_series: 2 });
    });
  });
});

describe('hostile values', () => {
  test('of 10,000 attributes 256 are kept, and the rest is counted', async () => {
    await servingOtlp({}, async ({ post, sink }) => {
      const attributes = Array.from({ length: 10_000 }, (_, i) => text(`k${i}`, 'v'));
      whole(await post('/v1/logs', logsOf([{ attributes, droppedAttributesCount: 3 }])));
      const [line] = linesOf(sink);
      expect(Object.keys(line!.attributes as object)).toHaveLength(256);
      expect(line!.droppedAttributesCount).toBe(9747);
    });
  });

  test('names of prototypes are names', async () => {
    await servingOtlp({}, async ({ post, sink }) => {
      const attributes = ['__proto__', 'constructor', 'toString'].map((key) => text(key, 'x'));
      whole(await post('/v1/logs', logsOf([{ attributes }], attributes)));
      expect(sink.text[0]).toContain('"attributes":{"__proto__":"x","constructor":"x","toString":"x"}');
      const event = parseAlone(otlpJson, sink.text[0]!)!;
      expect(Object.keys(event.fields)).toContain('__proto__');
      expect(({} as { x?: string }).x).toBeUndefined();
    });
  });

  test('nested 40 lists deep they end at a mark, and the line can still be read', async () => {
    await servingOtlp({}, async ({ post, sink }) => {
      let body: object = { stringValue: 'deep' };
      for (let i = 0; i < 40; i++) body = { arrayValue: { values: [body] } };
      const attributes = [{ key: 'deep', value: body }];
      whole(await post('/v1/logs', logsOf([{ body, attributes }])));
      whole(
        await post('/v1/logs', encoded('ExportLogsServiceRequest', logsOf([{ body, attributes }])), PROTOBUF),
      );
      for (const line of sink.text) {
        expect(line).toContain('"droppedAttributesCount":2');
        expect(parseAlone(otlpJson, Buffer.from(line, 'latin1'))).not.toBeNull();
      }
      expect(sink.text[1]).toBe(sink.text[0]);
    });
  });

  test('numbers that are none are text', async () => {
    await servingOtlp({}, async ({ post, sink }) => {
      const attributes = [
        { key: 'a', value: { doubleValue: 'NaN' } },
        { key: 'b', value: { doubleValue: '-Infinity' } },
      ];
      const body = JSON.stringify(logsOf([{ attributes }])).replace('"NaN"', '1e400');
      whole(await post('/v1/logs', body));
      expect(linesOf(sink)[0]!.attributes).toEqual({ a: 'Infinity', b: '-Infinity' });
    });
  });

  test('a lone surrogate does no harm', async () => {
    await servingOtlp({}, async ({ post, sink }) => {
      const body = JSON.stringify(logsOf([{ body: { stringValue: 'X' } }])).replace(
        '"X"',
        '"\\ud800 \\u0000"',
      );
      whole(await post('/v1/logs', body));
      expect(linesOf(sink)[0]!.body).toBe('\ud800 \0');
    });
  });
});

test('records beyond max_line are shortened, flagged, and still records', async () => {
  await servingOtlp({ max_line: '32 KiB' }, async ({ post, sink }) => {
    const long = '"\u0001 é 漢'.repeat(20_000);
    const big = Array.from({ length: 200 }, (_, i) => text(`k${i}`, long.slice(0, 900)));
    whole(await post('/v1/logs', logsOf([{ ...RECORD, body: { stringValue: long } }])));
    whole(await post('/v1/logs', logsOf([{ body: { stringValue: 'short' }, attributes: big }])));
    whole(
      await post('/v1/logs', logsOf([{ body: { stringValue: 'mine' } }], [...big, text('host.name', 'h')])),
    );
    const lines = linesOf(sink);
    expect(sink.batches.map(({ truncated }) => truncated.length)).toEqual([1, 1, 0]);
    for (const line of sink.text) expect(line.length).toBeLessThanOrEqual(32_768);
    expect(lines[0]).toMatchObject({ severityNumber: 17, attributes: { 'order.id': 7 } });
    expect(long.startsWith(lines[0]!.body as string)).toBe(true);
    expect((lines[0]!.body as string).length).toBeGreaterThan(4000);
    expect(lines[1]!.droppedAttributesCount).toBeGreaterThan(100);
    expect(lines[2]).toMatchObject({ body: 'mine', resource: { 'host.name': 'h' } });
  });
});
