import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Config } from '../app/config.ts';

/** Where to ask a running logsift. */
export interface Place {
  /** `HOST:PORT`. */
  readonly name: string;
  /** File of its certificate; null where it is plain HTTP. */
  readonly cert: string | null;
}

/** An answer of a running logsift. */
export interface PlaceAnswer {
  readonly status: number;
  readonly text: string;
}

const MOST_BYTES = 64 << 20;

/** Where to ask a logsift of such a configuration: this machine, where it listens on all addresses; null for `off`. */
export function placeOf({ listen, tls }: Pick<Config['http'], 'listen' | 'tls'>): Place | null {
  if (listen === null) return null;
  const { host, port } = listen;
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return { name: `${near.includes(':') ? `[${near}]` : near}:${port}`, cert: tls?.cert ?? null };
}

/** Asks; rejects with what the system says when nobody answers. Over TLS only that one certificate will do. */
export function askPlace(
  { name, cert }: Place,
  path: string,
  how: {
    readonly method?: string;
    readonly headers?: { readonly [name: string]: string };
    readonly body?: string;
    readonly signal: AbortSignal;
  },
): Promise<PlaceAnswer> {
  const { method = 'GET', headers = {}, body = '', signal } = how;
  return new Promise((done, fail) => {
    const options = { method, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) }, signal };
    const heard = (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
        if (text.length > MOST_BYTES) response.destroy(new Error('it says too much'));
      });
      response.on('end', () => done({ status: response.statusCode ?? 0, text })).on('error', fail);
    };
    const asked =
      cert === null
        ? plainRequest(`http://${name}${path}`, options, heard)
        : tlsRequest(`https://${name}${path}`, { ...options, ...known(cert) }, heard);
    asked.on('error', fail).end(body);
  });
}

/** Its name is not this machine's, and who signed it does not matter: it is the one that we were given. */
function known(cert: string) {
  const ca = readFileSync(cert, 'utf8');
  return {
    secureContext: createSecureContext({ ca, allowPartialTrustChain: true }),
    checkServerIdentity: () => undefined,
  };
}
