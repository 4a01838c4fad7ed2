import { describe, expect, test } from 'vitest';
import otlpJson from '../../src/formats/otlp-json.ts';
import { parseAlone } from '../../src/testing/format-checks.ts';
import { formatContract } from './format-contract.ts';

const line = (record: object) => JSON.stringify({ timeUnixNano: '1773500966535897932', ...record });
const resource = { 'host.name': 'web1', 'service.name': 'shop', 'process.pid': 77 };
const read = (record: object) => parseAlone(otlpJson, line(record))!.toJSON();

formatContract(otlpJson, {
  fileName: 'otlp-json',
  samples: [
    line({ severityNumber: 17, body: 'order lost', attributes: { order: 7 }, resource }),
    line({ severityText: 'WARN', body: { msg: 'inner', why: [1, { a: null }] }, traceId: 'ab'.repeat(16) }),
    line({ timeUnixNano: '0', observedTimeUnixNano: '1773500966000000000', eventName: 'order.lost' }),
    line({ body: 'level=error msg="no way" app=x', resource, scope: { name: 's' } }),
    line({}),
  ],
  foreign: [
    '{"timeUnixNano":1}',
    '{"timeUnixNano":"1"',
    '{"resourceLogs":[]}',
    '{"msg":"x","time":1767693600000}',
    ' {"timeUnixNano":"1"}',
  ],
});

test('a record: time, host, app, process, severity, message, attributes and ids', () => {
  const record = {
    ...{ severityNumber: 17, severityText: 'ERROR', eventName: 'order.lost' },
    ...{ body: 'order lost', attributes: { 'order.id': 7 }, traceId: 'ab', spanId: 'cd' },
    ...{ resource, scope: { name: 'shop.orders' } },
  };
  expect(read(record)).toMatchObject({
    ...{ time: '2026-03-14T15:09:26.535897Z', host: 'web1', app: 'shop', pid: '77', msgid: 'order.lost' },
    ...{ severity: 3, message: 'order lost', format: '' },
    fields: {
      ...{ 'order.id': 7, 'trace.id': 'ab', 'span.id': 'cd', resource, scope: { name: 'shop.orders' } },
    },
  });
});

test('without a time of its own the one at which it was observed counts', () => {
  expect(read({ timeUnixNano: '0', observedTimeUnixNano: '1773500966000000000' }).time).toBe(
    '2026-03-14T15:09:26.000000Z',
  );
  expect(read({ timeUnixNano: '0' }).time).toBeNull();
});

describe('severity', () => {
  test.each([
    [1, 7],
    [5, 7],
    [8, 7],
    [9, 6],
    [10, 5],
    [12, 5],
    [13, 4],
    [16, 4],
    [17, 3],
    [18, 2],
    [19, 1],
    [20, 1],
    [21, 2],
    [24, 2],
    [0, null],
    [25, null],
  ])('%i is %o of syslog', (severityNumber, severity) => {
    expect(read({ severityNumber }).severity).toBe(severity);
  });

  test('goes by the text where there is no number, and where FATAL is an emergency', () => {
    expect(read({ severityText: 'Warning' }).severity).toBe(4);
    expect(read({ severityText: 'nonsense' }).severity).toBeNull();
    expect(read({ severityNumber: 21, severityText: 'Emergency' }).severity).toBe(0);
  });

  test('of the record counts more than that in its text', () => {
    expect(read({ severityNumber: 13, body: '2026-01-01 10:00:00,000 ERROR [main] a.B: no' })).toMatchObject({
      ...{ severity: 4, message: 'no' },
    });
  });
});

test('a structured body: its message, and all of it among the fields', () => {
  expect(read({ body: { msg: 'paid', amount: 3 } })).toMatchObject({
    ...{ message: 'paid', fields: { body: { msg: 'paid', amount: 3 } } },
  });
  expect(read({ body: [1, 'a'] }).message).toBe('[1,"a"]');
  expect(read({ eventName: 'order.lost' }).message).toBe('order.lost');
});
