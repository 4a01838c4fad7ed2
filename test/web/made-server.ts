import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { POLICY_HEADERS } from '../../src/dashboard/policy.ts';
import { PageFiles } from '../../src/dashboard/static-files.ts';

/** What the page is answered: by method and path below `/api/v1/`, `GET incidents/3fa9c2d1`. */
export interface Answers {
  readonly [what: string]: unknown | ((asked: Asked) => unknown);
}

export interface Asked {
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** What was asked of it, in order. */
export interface MadeServer {
  /** Where the page is, a slash at its end. */
  readonly url: string;
  readonly asked: readonly { readonly what: string; readonly body: unknown }[];
  /** Sends an event to all that listen. */
  say(event: string, data: object): void;
  close(): Promise<void>;
}

/** An answer that is an error. */
export class Refused {
  readonly status: number;
  readonly error: string;

  constructor(status: number, error: string) {
    this.status = status;
    this.error = error;
  }
}

/** Serves the built page as the dashboard does, below a path, and answers by what is given. */
export async function madeServer(folder: string, answers: Answers, below = '/'): Promise<MadeServer> {
  const files = PageFiles.read(folder);
  if (files === null) throw new Error(`no page in ${folder}`);
  const asked: { what: string; body: unknown }[] = [];
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => void handle(request, response));
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://here');
    for (const [name, value] of Object.entries(POLICY_HEADERS)) response.setHeader(name, value);
    if (!pathname.startsWith(below)) return response.writeHead(404).end();
    // As a proxy hands it on: without the path that it is served below.
    const path = `/${pathname.slice(below.length)}`;
    if (!path.startsWith('/api/v1/')) {
      const file = files.file(path) ?? files.page(path);
      return response.writeHead(200, { 'Content-Type': file.type }).end(file.bytes);
    }
    const what = `${request.method} ${decodeURIComponent(path.slice('/api/v1/'.length))}`;
    if (what === 'GET live') {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write(': here\n\n');
      listeners.add(response);
      request.on('close', () => listeners.delete(response));
      return response;
    }
    const body = await bodyOf(request);
    asked.push({ what, body });
    const known = answers[what];
    const answer = typeof known === 'function' ? known({ query: searchParams, body }) : known;
    const refused =
      answer === undefined
        ? new Refused(404, `nothing is known of ${what}`)
        : answer instanceof Refused
          ? answer
          : null;
    response.writeHead(refused?.status ?? 200, { 'Content-Type': 'application/json' });
    return response.end(
      JSON.stringify({
        schemaVersion: 1,
        ...(refused === null ? (answer as object) : { error: refused.error }),
      }),
    );
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${below}`,
    asked,
    say(event, data) {
      for (const one of listeners) one.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text === '' ? null : JSON.parse(text);
}
