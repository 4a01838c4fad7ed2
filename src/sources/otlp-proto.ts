import type { ProtoField, ProtoShape } from '../kit/protobuf.ts';

type Kind = ProtoField['kind'];
type Row = readonly [number: number, name: string, kind: Kind | (() => ProtoShape), repeated?: true];

/** The part of opentelemetry-proto 1.x (common, resource, logs, metrics, collector) that is read, by its field numbers. */
function shape(...rows: readonly Row[]): ProtoShape {
  return new Map(
    rows.map(([number, name, kind, repeated]) => {
      const field =
        typeof kind === 'function' ? { name, kind: 'message' as const, of: kind } : { name, kind };
      return [number, repeated === undefined ? field : { ...field, repeated }];
    }),
  );
}

const anyValue: ProtoShape = shape(
  [1, 'stringValue', 'string'],
  [2, 'boolValue', 'bool'],
  [3, 'intValue', 'int64'],
  [4, 'doubleValue', 'double'],
  [5, 'arrayValue', () => arrayValue],
  [6, 'kvlistValue', () => keyValueList],
  [7, 'bytesValue', 'base64'],
);
const arrayValue = shape([1, 'values', () => anyValue, true]);
const keyValue = shape([1, 'key', 'string'], [2, 'value', () => anyValue]);
const keyValueList = shape([1, 'values', () => keyValue, true]);
const resource = shape([1, 'attributes', () => keyValue, true], [2, 'droppedAttributesCount', 'varint']);
const scope = shape([1, 'name', 'string'], [2, 'version', 'string']);

const logRecord = shape(
  [1, 'timeUnixNano', 'fixed64'],
  [2, 'severityNumber', 'varint'],
  [3, 'severityText', 'string'],
  [5, 'body', () => anyValue],
  [6, 'attributes', () => keyValue, true],
  [7, 'droppedAttributesCount', 'varint'],
  [9, 'traceId', 'hex'],
  [10, 'spanId', 'hex'],
  [11, 'observedTimeUnixNano', 'fixed64'],
  [12, 'eventName', 'string'],
);
const scopeLogs = shape([1, 'scope', () => scope], [2, 'logRecords', () => logRecord, true]);
const resourceLogs = shape([1, 'resource', () => resource], [2, 'scopeLogs', () => scopeLogs, true]);

/** ExportLogsServiceRequest. */
export const logsRequest = shape([1, 'resourceLogs', () => resourceLogs, true]);

const times = [
  [2, 'startTimeUnixNano', 'fixed64'],
  [3, 'timeUnixNano', 'fixed64'],
] as const;
const totals = [
  [4, 'count', 'fixed64'],
  [5, 'sum', 'double'],
] as const;
const numberPoint = shape(
  ...times,
  [4, 'asDouble', 'double'],
  [6, 'asInt', 'sfixed64'],
  [7, 'attributes', () => keyValue, true],
  [8, 'flags', 'varint'],
);
const histogramPoint = shape(
  ...times,
  ...totals,
  [9, 'attributes', () => keyValue, true],
  [10, 'flags', 'varint'],
);
const exponentialPoint = shape(
  ...times,
  ...totals,
  [1, 'attributes', () => keyValue, true],
  [10, 'flags', 'varint'],
);
const quantile = shape([1, 'quantile', 'double'], [2, 'value', 'double']);
const summaryPoint = shape(
  ...times,
  ...totals,
  [6, 'quantileValues', () => quantile, true],
  [7, 'attributes', () => keyValue, true],
  [8, 'flags', 'varint'],
);
const temporality: Row = [2, 'aggregationTemporality', 'varint'];
const gauge = shape([1, 'dataPoints', () => numberPoint, true]);
const sum = shape([1, 'dataPoints', () => numberPoint, true], temporality, [3, 'isMonotonic', 'bool']);
const histogram = shape([1, 'dataPoints', () => histogramPoint, true], temporality);
const exponential = shape([1, 'dataPoints', () => exponentialPoint, true], temporality);
const summary = shape([1, 'dataPoints', () => summaryPoint, true]);
const metric = shape(
  [1, 'name', 'string'],
  [3, 'unit', 'string'],
  [5, 'gauge', () => gauge],
  [7, 'sum', () => sum],
  [9, 'histogram', () => histogram],
  [10, 'exponentialHistogram', () => exponential],
  [11, 'summary', () => summary],
);
const scopeMetrics = shape([2, 'metrics', () => metric, true]);
const resourceMetrics = shape([1, 'resource', () => resource], [2, 'scopeMetrics', () => scopeMetrics, true]);

/** ExportMetricsServiceRequest. */
export const metricsRequest = shape([1, 'resourceMetrics', () => resourceMetrics, true]);
