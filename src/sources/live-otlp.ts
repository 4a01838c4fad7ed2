import { z } from 'zod';
import { defineLiveSource, type LiveSink } from '../core/live-source.ts';
import { size } from '../core/option-values.ts';
import { httpGuardOf, httpLimitsOf, httpOptions } from './http-options.ts';
import { listenAddresses } from './listen-address.ts';
import { ListeningSource } from './listening-source.ts';
import { OtlpListener } from './otlp-listener.ts';
import { OtlpSeries } from './otlp-series.ts';

const schema = z.strictObject({
  listen: listenAddresses('127.0.0.1:4318').describe('where to listen'),
  ...httpOptions,
  max_line: size({ min: '32 KiB', max: '16 MiB' })
    .prefault('256 KiB')
    .describe('longer records are shortened'),
  max_series: z
    .int()
    .min(1)
    .max(100_000)
    .default(5000)
    .describe('series of metrics that are followed; points of more are refused'),
});

type OtlpOptions = z.output<typeof schema>;

/** Logs and metrics of programs and collectors: OTLP/HTTP 1.x, JSON and protobuf. */
export default defineLiveSource({
  name: 'otlp',
  describe: 'logs and metrics of OpenTelemetry: OTLP/HTTP, JSON and protobuf',
  schema,
  rereadable: false,
  follow: (options) => new ListeningSource((sink) => listeners(options, sink)),
});

function listeners(options: OtlpOptions, sink: LiveSink): OtlpListener[] {
  const guard = httpGuardOf('otlp', options);
  const limits = { ...httpLimitsOf(options), maxLine: options.max_line };
  const series = new OtlpSeries(options.max_series);
  return options.listen.map((address) => new OtlpListener({ address, limits, guard, series }, sink));
}
