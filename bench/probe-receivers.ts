import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** The number of a probe is in the name of its host, in letters: digits would make all of them one kind of line. */
const DIGITS = 'bcdfghjklm';
const PROBE = /\bprobe-([bcdfghjklm]+)\b/g;

export function probeHost(n: number): string {
  return `probe-${letters(n)}`;
}

export function letters(n: number): string {
  return [...String(n)].map((digit) => DIGITS[Number(digit)]).join('');
}

/** Where a measured daemon tells of numbered lines, and when each was heard of first. */
export class ProbeReceivers {
  /** Epoch ms by number: in a message of a webhook, and in a finding of the forwarded stream. */
  readonly told = new Map<number, number>();
  readonly found = new Map<number, number>();
  readonly #servers: Server[] = [];

  private constructor() {}

  static async open(): Promise<ProbeReceivers> {
    const receivers = new ProbeReceivers();
    const { told, found } = receivers;
    const http = createHttp((request, response) => {
      const at = Date.now();
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      request.on('end', () => {
        note(told, body, at);
        response.end();
      });
    });
    const stream = createServer((socket) => {
      let rest = '';
      socket.on('error', () => {});
      socket.setEncoding('utf8').on('data', (text: string) => {
        rest += text;
        note(found, rest, Date.now());
        // A number may be cut between two pieces.
        rest = rest.slice(-2000);
      });
    });
    for (const server of [http, stream]) {
      receivers.#servers.push(server);
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    }
    return receivers;
  }

  get webhook(): number {
    return portOf(this.#servers[0]!);
  }

  get stream(): number {
    return portOf(this.#servers[1]!);
  }

  close(): void {
    for (const server of this.#servers) server.close().unref();
  }
}

function note(heard: Map<number, number>, text: string, at: number): void {
  for (const [, word] of text.matchAll(PROBE)) {
    const n = Number([...word!].map((letter) => DIGITS.indexOf(letter)).join(''));
    if (!heard.has(n)) heard.set(n, at);
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
