import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { LlmFailure } from '../core/llm.ts';
import { GrowingBytes } from './growing-bytes.ts';

/** A question on the wire. */
export interface Question {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  readonly signal: AbortSignal;
  /** Bytes of the answer, as they come, that are taken at most. */
  readonly maxBytes: number;
  /** Found in the last KiB of an answer that is complete, though the connection may stay open. */
  readonly ends?: RegExp;
}

/** What came back, whole or up to where it was given up. */
export interface Exchanged {
  /** Null when nothing came. */
  readonly status: number | null;
  readonly retryAfter: string | null;
  readonly contentType: string;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Why the body is not whole; `reason` goes on from the name of the host. */
  readonly fault: { readonly why: LlmFailure; readonly reason: string } | null;
}

/** Of an answer that says no only the beginning is read. */
const MOST_OF_A_COMPLAINT = 65_536;
const TAIL = 1024;
/** What is said of an error of the system; its own message may quote what was sent. */
const WORDS: { readonly [code: string]: string } = {
  ENOTFOUND: 'has no address: its name is wrong, or DNS knows it not',
  EAI_AGAIN: 'has no address just now: DNS does not answer',
  ECONNREFUSED: 'takes no connections there: it does not run, or base_url has another port',
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection',
  EHOSTUNREACH: 'cannot be reached: no route leads there',
  ENETUNREACH: 'cannot be reached: no route leads there',
  ETIMEDOUT: 'cannot be reached: nothing answers',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'has a certificate that nobody vouches for',
  SELF_SIGNED_CERT_IN_CHAIN: 'has a certificate that nobody vouches for',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'has a certificate that nobody vouches for',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'has a certificate that nobody vouches for',
  CERT_HAS_EXPIRED: 'has a certificate that has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'has a certificate for another name',
};

/**
 * Posts once, on a connection of its own, by no proxy, following no redirect. Never rejects; ends with `signal`, at
 * `maxBytes`, or with the answer, and takes the connection down in each case.
 */
export function exchange(question: Question): Promise<Exchanged> {
  const { signal } = question;
  const taken = new GrowingBytes();
  const told = { status: null as number | null, retryAfter: null as string | null, contentType: '' };
  return new Promise((done) => {
    let request: ClientRequest | null = null;
    const settle = (fault: Exchanged['fault']) => {
      signal.removeEventListener('abort', expired);
      done({ ...told, body: taken.bytes(), fault });
      request?.destroy();
    };
    const expired = () =>
      settle({
        why: 'timeout',
        reason: told.status === null ? 'gave no answer in time' : 'was not done with its answer in time',
      });
    if (signal.aborted) {
      expired();
      return;
    }
    try {
      request = open(question);
    } catch (error) {
      // A header that HTTP does not allow; its text may be the key.
      settle({ why: 'refused', reason: `cannot be asked so (${codeOf(error as Error)})` });
      return;
    }
    signal.addEventListener('abort', expired);
    request.on('error', (error) => settle(faultOf(error)));
    request.on('close', () => settle({ why: 'network', reason: 'cut the connection' }));
    request.on('response', (response) => {
      told.status = response.statusCode ?? 0;
      told.retryAfter = response.headers['retry-after'] ?? null;
      told.contentType = response.headers['content-type'] ?? '';
      take(response, { question, taken, settle });
    });
    request.end(question.body);
  });
}

function open({ url: text, headers, body }: Question): ClientRequest {
  const url = new URL(text);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const length = String(Buffer.byteLength(body));
  // No agent: no connection is kept, and none goes by a proxy that only the environment knows of.
  return send(url, { method: 'POST', headers: { ...headers, 'content-length': length }, agent: false });
}

function take(
  response: IncomingMessage,
  {
    question: { maxBytes, ends },
    taken,
    settle,
  }: { question: Question; taken: GrowingBytes; settle: (fault: Exchanged['fault']) => void },
): void {
  const status = response.statusCode ?? 0;
  if (status >= 300 && status < 400) {
    settle({ why: 'network', reason: `leads elsewhere (${status}), which is not followed` });
    return;
  }
  const good = status >= 200 && status < 300;
  const most = good ? maxBytes : Math.min(maxBytes, MOST_OF_A_COMPLAINT);
  response.on('data', (chunk: Buffer) => {
    taken.add(chunk.subarray(0, most - taken.length));
    if (taken.length >= most) {
      settle(good ? { why: 'too-long', reason: `answered more than ${maxBytes} bytes` } : null);
    } else if (ends !== undefined && good && ends.test(taken.tail(TAIL))) settle(null);
  });
  response.on('end', () => settle(null));
  response.on('error', () =>
    settle({ why: 'network', reason: 'cut the connection in the middle of its answer' }),
  );
}

function faultOf(error: NodeJS.ErrnoException): NonNullable<Exchanged['fault']> {
  const code = codeOf(error);
  if (code.startsWith('HPE_')) return { why: 'garbled', reason: `does not speak HTTP there (${code})` };
  const words = WORDS[code] ?? (/CERT|SSL|TLS/.test(code) ? 'cannot be trusted' : 'cannot be reached');
  return { why: 'network', reason: `${words} (${code})` };
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name;
}
