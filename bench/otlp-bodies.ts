/** Writes of protobuf what the requests below hold, by field numbers of opentelemetry-proto. */
export function protobufOf(request: object): Buffer {
  const fields = 'resourceLogs' in request ? LOGS : METRICS;
  return message(request, fields);
}

type Kind = 'text' | 'any' | 'varint' | 'fixed64' | 'double' | 'hex' | Fields;
type Fields = { readonly [name: string]: readonly [number: number, kind: Kind] };

const ATTRIBUTE: Fields = { key: [1, 'text'], value: [2, 'any'] };
const RESOURCE: Fields = { attributes: [1, ATTRIBUTE] };
const RECORD: Fields = {
  ...{ timeUnixNano: [1, 'fixed64'], observedTimeUnixNano: [11, 'fixed64'], severityNumber: [2, 'varint'] },
  ...{ severityText: [3, 'text'], body: [5, 'any'], attributes: [6, ATTRIBUTE] },
  ...{ traceId: [9, 'hex'], spanId: [10, 'hex'] },
};
const SCOPE_LOGS: Fields = { scope: [1, { name: [1, 'text'] }], logRecords: [2, RECORD] };
const LOGS: Fields = { resourceLogs: [1, { resource: [1, RESOURCE], scopeLogs: [2, SCOPE_LOGS] }] };
const POINT: Fields = {
  ...{ timeUnixNano: [3, 'fixed64'], asDouble: [4, 'double'], attributes: [7, ATTRIBUTE] },
};
const METRIC: Fields = { name: [1, 'text'], unit: [3, 'text'], gauge: [5, { dataPoints: [1, POINT] }] };
const SCOPE_METRICS: Fields = { metrics: [2, METRIC] };
const METRICS: Fields = {
  resourceMetrics: [1, { resource: [1, RESOURCE], scopeMetrics: [2, SCOPE_METRICS] }],
};

function message(of: object, fields: Fields): Buffer {
  return Buffer.concat(
    Object.entries(of).flatMap(([name, value]) => {
      const [number, kind] = fields[name]!;
      return (Array.isArray(value) ? value : [value]).map((one) => field(number, kind, one));
    }),
  );
}

function field(number: number, kind: Kind, value: unknown): Buffer {
  if (kind === 'varint') return Buffer.concat([varint(number << 3), varint(value as number)]);
  if (kind === 'fixed64' || kind === 'double') {
    const bytes = Buffer.alloc(8);
    if (kind === 'double') bytes.writeDoubleLE(value as number);
    else bytes.writeBigUInt64LE(BigInt(value as string));
    return Buffer.concat([varint((number << 3) | 1), bytes]);
  }
  const bytes =
    kind === 'text' || kind === 'hex'
      ? Buffer.from(value as string, kind === 'text' ? 'utf8' : 'hex')
      : kind === 'any'
        ? anyOf(value as { stringValue?: string; intValue?: string })
        : message(value as object, kind);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function anyOf({ stringValue, intValue }: { stringValue?: string; intValue?: string }): Buffer {
  return stringValue === undefined ? field(3, 'varint', Number(intValue)) : field(1, 'text', stringValue);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left > 127; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Buffer.of(...bytes, left);
}

const NANOS = 1_767_693_600_000_000_000n;
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const RESOURCE_OF = {
  attributes: [
    ...[text('host.name', 'web1.example.com'), text('service.name', 'checkout')],
    ...[text('telemetry.sdk.language', 'nodejs'), text('deployment.environment.name', 'production')],
  ],
};

/** A request of so many log records of an instrumented service, with six attributes each, as OTLP's JSON has it. */
export function logsRequest(count: number): object {
  const logRecords = Array.from({ length: count }, (_, i) => ({
    timeUnixNano: String(NANOS + BigInt(i) * 1_000_001n),
    observedTimeUnixNano: String(NANOS + BigInt(i) * 1_000_001n + 1000n),
    ...{ severityNumber: i % 20 === 0 ? 17 : 9, severityText: i % 20 === 0 ? 'ERROR' : 'INFO' },
    body: { stringValue: `payment ${i} of user${i % 900} took ${(i * 7) % 900} ms at gateway gw-${i % 9}` },
    attributes: [
      ...[
        text('http.request.method', 'POST'),
        text('http.route', '/pay/{id}'),
        text('user.id', `user${i % 900}`),
      ],
      { key: 'http.response.status_code', value: { intValue: '200' } },
      ...[text('code.function.name', 'checkout.pay'), text('thread.name', `worker-${i % 16}`)],
    ],
    traceId: (i * 7919).toString(16).padStart(32, 'a'),
    spanId: (i * 104_729).toString(16).padStart(16, 'b'),
  }));
  const scopeLogs = [{ scope: { name: 'checkout.payment' }, logRecords }];
  return { resourceLogs: [{ resource: RESOURCE_OF, scopeLogs }] };
}

/** A request of so many points of gauges, each of a series of its own. */
export function metricsRequest(count: number): object {
  const dataPoints = Array.from({ length: count }, (_, i) => ({
    timeUnixNano: String(NANOS),
    asDouble: (i % 1000) / 7,
    attributes: [text('device', `disk${i}`), text('direction', 'read')],
  }));
  const scopeMetrics = [{ metrics: [{ name: 'system.disk.io', unit: 'By', gauge: { dataPoints } }] }];
  return { resourceMetrics: [{ resource: RESOURCE_OF, scopeMetrics }] };
}
