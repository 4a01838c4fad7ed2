import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MonitorFront } from '../../src/dashboard/monitor-front.ts';
import { Monitoring, type MonitoringOptions } from '../../src/health/monitoring.ts';

/** Monitoring over a real socket, without the threads between the two. */
export class MonitoredServer {
  readonly #server: Server;
  readonly #address: string;

  constructor(options: MonitoringOptions) {
    const { address } = options;
    const monitoring = new Monitoring(options);
    const site = { address, port: 0, publicUrl: null };
    const front = new MonitorFront(
      site,
      () => true,
      (request) => monitoring.answer(request),
    );
    this.#address = address;
    this.#server = createServer((request, response) => void front.takes(request, response));
    this.#server.on('clientError', (_error, socket) => socket.destroy());
  }

  start(): Promise<void> {
    return new Promise((done) => this.#server.listen({ host: this.#address, port: 0 }, () => done()));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    return new Promise((done) => {
      this.#server.close(() => done());
      this.#server.closeAllConnections();
    });
  }
}
