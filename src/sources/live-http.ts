import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { defineLiveSource, type LiveSink } from '../core/live-source.ts';
import { duration, secret, size } from '../core/option-values.ts';
import { HttpGuard } from './http-guard.ts';
import { HttpListener } from './http-listener.ts';
import { addressText, isLoopback, listenAddresses } from './listen-address.ts';
import { ListeningSource } from './listening-source.ts';

function count(usual: number, most: number) {
  return z.int().min(1).max(most).default(usual);
}

const schema = z.strictObject({
  listen: listenAddresses('127.0.0.1:8515').describe('where to listen'),
  token: secret().optional().describe('who has it may send; without one only programs of this machine may'),
  max_line: size({ min: '480 B', max: '16 MiB' }).prefault('1 MiB').describe('longer lines are cut'),
  max_body: size({ min: '1 KiB', max: '256 MiB' }).prefault('8 MiB').describe('of a request, as it is sent'),
  max_unpacked: size({ min: '1 KiB', max: '256 MiB' }).prefault('16 MiB').describe('of a request, unpacked'),
  max_requests: count(32, 10_000).describe('requests at a time'),
  max_requests_per_peer: count(16, 10_000).describe('the same of one address'),
  max_connections: count(256, 100_000).describe('connections at a time; more are closed at once'),
  timeout: duration({ min: '100ms', max: '1h' }).prefault('30s').describe('for a request to come as a whole'),
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
  const { listen, token } = options;
  const open = listen.find(({ host }) => !isLoopback(host));
  if (token === undefined && open !== undefined) {
    const where = addressText(open);
    const why = `http may not listen on ${where} without a token: everybody who reaches it could send lines`;
    throw new LogsiftError('LISTEN_FAILED', `${why}; set "token", or listen on 127.0.0.1`);
  }
  const guard = new HttpGuard(token);
  const limits = {
    maxLine: options.max_line,
    maxBody: options.max_body,
    maxUnpacked: options.max_unpacked,
    maxRequests: options.max_requests,
    maxPerPeer: options.max_requests_per_peer,
    maxConnections: options.max_connections,
    timeout: options.timeout,
  };
  return listen.map((address) => new HttpListener({ address, limits, guard }, sink));
}
