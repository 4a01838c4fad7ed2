import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  checkedLookup,
  isPrivate,
  literalAddress,
  PrivateAddressError,
  type Resolve,
  resolveBySystem,
} from './addresses.ts';

/** A request to a receiver of messages. */
export interface Post {
  readonly url: string;
  /** POST when absent. */
  readonly method?: 'GET' | 'POST' | 'PATCH';
  readonly headers: { readonly [name: string]: string };
  /** Empty for what is only asked. */
  readonly body: string;
  /** The URL may lead to this machine and to private networks. */
  readonly allowPrivate: boolean;
  readonly signal: AbortSignal;
  /** A good answer says something too, such as the id of what was sent. */
  readonly readsAnswer?: boolean;
  /** Bytes of a good answer that are read at most; 64 KiB when absent. */
  readonly most?: number;
  /** The system's resolver when absent. */
  readonly resolve?: Resolve;
}

/** What came back: a status with the beginning of a body, or why nothing did. Holds nothing of the URL but the host. */
export type Answer =
  | {
      readonly status: number;
      readonly retryAfter: string | null;
      /** At most `MAX_ANSWER` bytes, or `most`; where the status says that all is well, only if `readsAnswer`. */
      readonly body: string;
    }
  | { readonly failed: string; readonly permanent: boolean };

/** Bytes of an answer that are read; the rest is not waited for. */
const MAX_ANSWER = 65_536;

/**
 * Posts once, on a connection of its own, following no redirect. Never rejects; ends when `signal` fires. The address
 * is checked after resolving, and that very address is connected to.
 */
export function post(wanted: Post): Promise<Answer> {
  const url = new URL(wanted.url);
  const literal = literalAddress(url.hostname);
  if (!wanted.allowPrivate && literal !== null && isPrivate(literal)) {
    return Promise.resolve(refusal(url.hostname));
  }
  if (wanted.signal.aborted) return Promise.resolve(unanswered(url));
  return new Promise((done) => {
    let request: ClientRequest;
    const settle = (answer: Answer) => {
      wanted.signal.removeEventListener('abort', expired);
      done(answer);
      request.destroy();
    };
    const expired = () => settle(unanswered(url));
    try {
      request = open(url, wanted);
    } catch (error) {
      // A header that HTTP does not allow; its text may be a secret.
      return done({ failed: `the request cannot be made (${codeOf(error as Error)})`, permanent: true });
    }
    wanted.signal.addEventListener('abort', expired);
    request.on('error', (error) => settle(failure(error, url)));
    request.on('response', (response) => {
      // From here on there is an answer, however long its body takes.
      wanted.signal.removeEventListener('abort', expired);
      void beginningOf(response, wanted).then((body) => {
        const retryAfter = response.headers['retry-after'] ?? null;
        settle({ status: response.statusCode ?? 0, retryAfter, body });
      });
    });
    request.end(wanted.body);
  });
}

function open(url: URL, wanted: Post): ClientRequest {
  const { method = 'POST', headers, body, allowPrivate, resolve = resolveBySystem } = wanted;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return send(url, {
    method,
    headers: {
      ...{ 'User-Agent': 'logsift', ...headers },
      ...(method === 'GET' ? {} : { 'Content-Length': Buffer.byteLength(body) }),
    },
    // No connection is kept: each one is checked.
    agent: false,
    ...(allowPrivate ? {} : { lookup: checkedLookup(resolve) }),
  });
}

/** The status is enough of a good answer; of another one the beginning says what is wrong. */
function beginningOf(response: IncomingMessage, wanted: Post): Promise<string> {
  const { signal, readsAnswer = false } = wanted;
  const status = response.statusCode ?? 0;
  const good = status >= 200 && status < 300;
  const most = good ? (wanted.most ?? MAX_ANSWER) : MAX_ANSWER;
  if (good && !readsAnswer) return Promise.resolve('');
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const finish = () => done(Buffer.concat(chunks).toString('utf8', 0, most));
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= most) finish();
    });
    response.on('end', finish).on('error', finish).on('close', finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}

function failure(error: Error, url: URL): Answer {
  if (error instanceof PrivateAddressError) return refusal(url.hostname);
  return { failed: `${url.hostname} cannot be reached (${codeOf(error)})`, permanent: false };
}

/** What is said of an address that is not on the public internet. */
export function refusal(hostname: string): { readonly failed: string; readonly permanent: true } {
  const why = 'is an address of this machine or of a private network; allow_private: true permits that';
  return { failed: `${hostname} ${why}`, permanent: true };
}

function unanswered(url: URL): Answer {
  return { failed: `${url.hostname} gave no answer in time`, permanent: false };
}

/** The code of a system error; its message may quote what was sent. */
function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name;
}
