import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came in. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How a receiver of messages behaves; `hang` never answers, `drop` cuts the connection, `endless` never ends. */
export type Behaviour =
  | { readonly status: number; readonly headers?: { [name: string]: string }; readonly body?: string }
  | 'hang'
  | 'drop'
  | 'endless'
  /** A byte a second behind an error. */
  | 'trickle';

/** A real HTTP server on this machine, which takes down what it is sent and answers as it is told. */
export class Receiver {
  readonly #server: Server;
  readonly requests: Received[] = [];
  /** Bytes written by `endless`. */
  written = 0;
  /** What the next request meets; may be changed at any time. */
  behaviour: Behaviour = { status: 200 };
  /** How one request is met in place of that; undefined for as all are. */
  asked: (request: Received) => Behaviour | undefined = () => undefined;

  private constructor(server: Server) {
    this.#server = server;
  }

  static start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => {});
      response.on('error', () => {});
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const { method = '', url = '', headers } = request;
        const received = { method, path: url, headers, body };
        receiver.requests.push(received);
        receiver.#answer(response, receiver.asked(received) ?? receiver.behaviour);
      });
    });
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done(receiver)));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(path = '/hook'): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => {
      this.#server.close(() => done());
    });
  }

  #answer(response: ServerResponse, behaviour: Behaviour): void {
    if (behaviour === 'hang') return;
    if (behaviour === 'drop') response.destroy();
    else if (behaviour === 'endless') this.#pour(response);
    else if (behaviour === 'trickle') this.#trickle(response);
    else response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body ?? '');
  }

  #trickle(response: ServerResponse): void {
    response.writeHead(500).write('x');
    const timer = setInterval(() => response.write('x'), 1000);
    response.on('close', () => clearInterval(timer));
  }

  #pour(response: ServerResponse): void {
    const piece = Buffer.alloc(65_536, 'x');
    response.writeHead(500, { 'Content-Length': '10737418240' });
    const more = () => {
      while (!response.destroyed && response.write(piece)) this.written += piece.length;
    };
    response.on('drain', more);
    more();
  }
}
