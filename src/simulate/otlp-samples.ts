import type { MadeSample } from './gauges.ts';

/**
 * Samples as lines of JSON, each an ExportMetricsServiceRequest of OTLP with the values of one device at one time: what
 * an OpenTelemetry collector's file exporter writes, and what the source `otlp` takes by HTTP.
 */
export function* otlpLines(samples: Iterable<MadeSample>): Generator<string> {
  let round: MadeSample[] = [];
  for (const sample of samples) {
    const [first] = round;
    if (first !== undefined && (first.host !== sample.host || first.time !== sample.time)) {
      yield requestOf(round);
      round = [];
    }
    round.push(sample);
  }
  if (round.length > 0) yield requestOf(round);
}

function requestOf(samples: readonly MadeSample[]): string {
  const { host } = samples[0]!;
  const resource = { attributes: [{ key: 'host.name', value: { stringValue: host.name } }] };
  const metrics = samples.map(({ metric, unit, time, value }) => ({
    ...{ name: metric, unit: unit === '°C' ? 'Cel' : unit },
    // Whole milliseconds in nanoseconds are more than a number holds exactly.
    gauge: { dataPoints: [{ timeUnixNano: `${time}000000`, asDouble: value }] },
  }));
  return JSON.stringify({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] });
}
