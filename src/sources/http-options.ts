import { z } from 'zod';
import { LogsiftError } from '../core/errors.ts';
import { duration, secret, size } from '../core/option-values.ts';
import { HttpGuard } from './http-guard.ts';
import type { HttpLimits } from './http-serving.ts';
import { addressText, isLoopback, type ListenAddress } from './listen-address.ts';

function count(usual: number, most: number) {
  return z.int().min(1).max(most).default(usual);
}

/** Options of every source that serves HTTP: who may send, and how much. */
export const httpOptions = {
  token: secret().optional().describe('who has it may send; without one only programs of this machine may'),
  max_body: size({ min: '1 KiB', max: '256 MiB' }).prefault('8 MiB').describe('of a request, as it is sent'),
  max_unpacked: size({ min: '1 KiB', max: '256 MiB' }).prefault('16 MiB').describe('of a request, unpacked'),
  max_requests: count(32, 10_000).describe('requests at a time'),
  max_requests_per_peer: count(16, 10_000).describe('the same of one address'),
  max_connections: count(256, 100_000).describe('connections at a time; more are closed at once'),
  timeout: duration({ min: '100ms', max: '1h' }).prefault('30s').describe('for a request to come as a whole'),
};

type HttpOptions = z.output<z.ZodObject<typeof httpOptions>>;

/** The limits among the options. */
export function httpLimitsOf(options: HttpOptions): HttpLimits {
  return {
    maxBody: options.max_body,
    maxUnpacked: options.max_unpacked,
    maxRequests: options.max_requests,
    maxPerPeer: options.max_requests_per_peer,
    maxConnections: options.max_connections,
    timeout: options.timeout,
  };
}

/** The guard of a source; fails with LISTEN_FAILED where others than this machine could send without a token. */
export function httpGuardOf(
  kind: string,
  { listen, token }: Pick<HttpOptions, 'token'> & { readonly listen: readonly ListenAddress[] },
): HttpGuard {
  const open = listen.find(({ host }) => !isLoopback(host));
  if (token === undefined && open !== undefined) {
    const where = addressText(open);
    const why = `${kind} may not listen on ${where} without a token: everybody who reaches it could send lines`;
    throw new LogsiftError('LISTEN_FAILED', `${why}; set "token", or listen on 127.0.0.1`);
  }
  return new HttpGuard(token);
}
