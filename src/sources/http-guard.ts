import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Refusal } from './http-refusal.ts';
import { isLoopback } from './listen-address.ts';

/** Wrong tokens of one address within a minute, after which it has to wait. */
const MOST_WRONG = 10;
const MINUTE = 60_000;
/** Addresses whose wrong tokens are counted; those beyond share one count. */
const MOST_PEERS = 1000;
const OTHERS = '';

/**
 * Who may send: with a token whoever has it, without one only programs of this machine. Not a web page that somebody
 * opened on it: those send an Origin, or come by a name that was made to mean this machine (DNS rebinding).
 */
export class HttpGuard {
  readonly #token: Buffer | null;
  readonly #wrong = new Map<string, { count: number; until: number }>();

  constructor(token: string | undefined) {
    this.#token = token === undefined ? null : digest(token);
  }

  /** Fails with a refusal for whoever may not. `now` is monotonic, in ms. */
  check(request: IncomingMessage, peer: string, now: number): void {
    if (this.#token === null) {
      this.#checkLocal(request, peer);
      return;
    }
    const wrong = this.#wrongOf(peer, now);
    if (wrong.count >= MOST_WRONG) {
      throw new Refusal(429, 'too_many_wrong_tokens', 'too many wrong tokens: try again in a minute', {
        'Retry-After': '60',
      });
    }
    const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    // Digests are of one length, and comparing them takes one time, whatever was given.
    if (given !== undefined && timingSafeEqual(digest(given), this.#token)) return;
    wrong.count++;
    throw new Refusal(
      401,
      'wrong_token',
      'wanted is the header "Authorization: Bearer TOKEN" with the right token',
      {
        'WWW-Authenticate': 'Bearer realm="logsift"',
      },
    );
  }

  #checkLocal({ headers }: IncomingMessage, peer: string): void {
    const site = headers['sec-fetch-site'];
    const page = headers.origin !== undefined || (site !== undefined && site !== 'none');
    if (isLoopback(peer) && !page && isLocalName(headers.host ?? 'localhost')) return;
    throw new Refusal(403, 'not_local', 'without a token only programs of this machine may send');
  }

  #wrongOf(peer: string, now: number): { count: number; until: number } {
    for (const name of [peer, OTHERS]) {
      const known = this.#wrong.get(name);
      if (known !== undefined && known.until > now) return known;
      if (known !== undefined || this.#wrong.size < MOST_PEERS) return this.#begin(name, now);
    }
    for (const [name, { until }] of this.#wrong) if (until <= now) this.#wrong.delete(name);
    return this.#begin(OTHERS, now);
  }

  #begin(name: string, now: number): { count: number; until: number } {
    const fresh = { count: 0, until: now + MINUTE };
    this.#wrong.set(name, fresh);
    return fresh;
  }
}

function isLocalName(host: string): boolean {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return name === 'localhost' || isLoopback(name);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
