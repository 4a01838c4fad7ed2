import { z } from 'zod';
import type { LiveSink } from '../core/live-source.ts';
import { defineLiveSource } from '../core/live-source.ts';
import { duration, size } from '../core/option-values.ts';
import { listenAddresses } from './listen-address.ts';
import { type Listener, ListeningSource } from './listening-source.ts';
import { StreamListener } from './syslog-stream-listener.ts';
import { TlsServer } from './syslog-tls.ts';
import { UdpListener } from './syslog-udp-listener.ts';

function count(usual: number, most: number) {
  return z.int().min(1).max(most).default(usual);
}

const schema = z.strictObject({
  udp: listenAddresses('127.0.0.1:5514').describe('where to listen for datagrams'),
  tcp: listenAddresses('127.0.0.1:5514').describe('where to listen for plain TCP'),
  tls: z
    .strictObject({
      listen: listenAddresses('127.0.0.1:6514').describe('where to listen for TLS'),
      cert: z.string().describe('PEM file of our certificate, and those between it and the authority'),
      key: z.string().describe('PEM file of its key'),
      ca: z.string().optional().describe('PEM file of the authority that signs certificates of senders'),
      require_client_cert: z.boolean().default(false).describe('refuse senders without a certificate'),
    })
    .optional()
    .describe('syslog over TLS (RFC 5425); nowhere if absent'),
  workers: count(1, 16).describe('threads that receive datagrams of each address'),
  receive_buffer: size({ min: '64 KiB', max: '256 MiB' })
    .prefault('4 MiB')
    .describe('of the system, for datagrams; net.core.rmem_max is its limit'),
  max_line: size({ min: '480 B', max: '1 MiB' }).prefault('64 KiB').describe('longer lines are cut'),
  max_queue: size({ min: '64 KiB', max: '256 MiB' })
    .prefault('8 MiB')
    .describe('datagrams that may wait; beyond it those of the loudest sender are dropped'),
  max_connections: count(1000, 100_000).describe('TCP and TLS connections; more are closed at once'),
  max_connections_per_peer: count(100, 100_000).describe('the same of one address'),
  idle_timeout: duration({ min: '1s' }).prefault('1h').describe('a connection without a byte is closed'),
  frame_timeout: duration({ min: '100ms' })
    .prefault('30s')
    .describe('a line that was begun is complete by then, or the connection is closed'),
  handshake_timeout: duration({ min: '100ms', max: '10m' })
    .prefault('10s')
    .describe('for TLS to be agreed on'),
});

/** The options of the source `syslog`, checked. */
export type SyslogOptions = z.output<typeof schema>;

/** Syslog over UDP (RFC 5426), TCP (RFC 6587) and TLS (RFC 5425). */
export default defineLiveSource({
  name: 'syslog',
  describe: 'syslog over UDP, TCP and TLS',
  schema,
  rereadable: false,
  follow: (options) => new ListeningSource((sink) => listeners(options, sink)),
});

function listeners(options: SyslogOptions, sink: LiveSink): Listener[] {
  const { udp, tcp, tls, workers } = options;
  const limits = {
    maxLine: options.max_line,
    maxConnections: options.max_connections,
    maxPerPeer: options.max_connections_per_peer,
    idleTimeout: options.idle_timeout,
    frameTimeout: options.frame_timeout,
  };
  const datagrams = {
    receiveBuffer: options.receive_buffer,
    maxLine: options.max_line,
    maxQueue: options.max_queue,
  };
  return [
    ...udp.map((address) => new UdpListener({ address, workers, ...datagrams }, sink)),
    ...tcp.map((address) => new StreamListener({ address, limits, tls: null }, sink)),
    ...(tls?.listen ?? []).map((address) => {
      const server = new TlsServer({
        ...{ cert: tls!.cert, key: tls!.key, ca: tls!.ca },
        ...{ requireClientCert: tls!.require_client_cert, handshakeTimeout: options.handshake_timeout },
      });
      return new StreamListener({ address, limits, tls: server }, sink);
    }),
  ];
}
