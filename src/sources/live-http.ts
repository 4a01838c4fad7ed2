import { z } from 'zod';
import { defineLiveSource, type LiveSink } from '../core/live-source.ts';
import { size } from '../core/option-values.ts';
import { HttpListener } from './http-listener.ts';
import { httpGuardOf, httpLimitsOf, httpOptions } from './http-options.ts';
import { listenAddresses } from './listen-address.ts';
import { ListeningSource } from './listening-source.ts';

const schema = z.strictObject({
  listen: listenAddresses('127.0.0.1:8515').describe('where to listen'),
  ...httpOptions,
  max_line: size({ min: '480 B', max: '16 MiB' }).prefault('1 MiB').describe('longer lines are cut'),
});

/** The options of the source `http`, checked. */
export type HttpOptions = z.output<typeof schema>;

/** Lines and JSON that programs send: POST /ingest. */
export default defineLiveSource({
  name: 'http',
  describe: 'lines and JSON over HTTP: POST /ingest',
  schema,
  rereadable: false,
  follow: (options) => new ListeningSource((sink) => listeners(options, sink)),
});

function listeners(options: HttpOptions, sink: LiveSink): HttpListener[] {
  const guard = httpGuardOf('http', options);
  const limits = { ...httpLimitsOf(options), maxLine: options.max_line };
  return options.listen.map((address) => new HttpListener({ address, limits, guard }, sink));
}
