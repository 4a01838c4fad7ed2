import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { type HeardQuestion, LLM_WIRES, type LlmWire, type MadeAnswer, type WireName } from './llm-wires.ts';

/** How a made service behaves. */
export type LlmBehaviour =
  | { readonly answer: Partial<MadeAnswer> | string }
  /** Refuses, in its own error format. */
  | {
      readonly status: number;
      readonly error?: { readonly name: string; readonly message: string };
      readonly headers?: { [name: string]: string };
    }
  /** Answers with these very bytes. */
  | { readonly body: string; readonly type?: string; readonly status?: number }
  /** Begins to answer, then says in the stream that it failed (in place of an answer, when none is wanted). */
  | { readonly breaks: { readonly name: string; readonly message: string } }
  | LlmFault;

export type LlmFault =
  /** Nothing comes. */
  | 'hang'
  /** Headers come, nothing else. */
  | 'hang after headers'
  /** A whole answer, a byte a second. */
  | 'drip'
  /** A whole answer at once; the connection stays open, and nothing says that it is over. */
  | 'stays open'
  /** Well-formed pieces, or one text, without end. */
  | 'endless'
  /** An answer of 50 MB. */
  | 'large'
  /** The first half of an answer, and then nothing. */
  | 'begins'
  /** Half of the answer, then the connection is reset. */
  | 'reset'
  /** Half of the answer, then all is over. */
  | 'half'
  /** The connection is cut before anything came. */
  | 'drop';

/** A question as it came in. */
export interface LlmRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Null for what the service does not understand. */
  readonly heard: HeardQuestion | null;
}

const USUAL: MadeAnswer = {
  text: 'All is well, as far as I see.',
  model: 'made-model',
  inputTokens: '321',
  outputTokens: '45',
  ended: 'whole',
};
const LARGE = 50_000_000;

/**
 * A real server on this machine that speaks as Anthropic, OpenAI or Ollama do, answers as it is told, and keeps every
 * byte that it received.
 */
export class LlmServer {
  readonly #server: Server;
  readonly #wire: LlmWire;
  readonly #secure: boolean;
  readonly #bytes: Buffer[] = [];
  readonly requests: LlmRequest[] = [];
  /** Bytes written by `endless` and `large`. */
  written = 0;
  /** What the next request meets; may be changed at any time. */
  behaviour: LlmBehaviour = { answer: {} };
  /** How one request is met in place of that; undefined for as all are. */
  asked: (request: LlmRequest) => LlmBehaviour | undefined = () => undefined;

  private constructor(server: Server, { wire, secure }: { wire: LlmWire; secure: boolean }) {
    this.#server = server;
    this.#wire = wire;
    this.#secure = secure;
    server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => {
      socket.on('data', (chunk: Buffer) => this.#bytes.push(Buffer.from(chunk)));
      socket.on('error', () => {});
    });
    server.on('request', (request, response: ServerResponse) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('error', () => {});
      response.on('error', () => {});
      request.on('end', () =>
        this.#meet(request, { body: Buffer.concat(chunks).toString('utf8'), response }),
      );
    });
  }

  /** With a certificate (PEM) it speaks TLS. */
  static start(name: WireName, certificate?: { key: string; cert: string }): Promise<LlmServer> {
    const server = certificate === undefined ? createServer() : (createTlsServer(certificate) as Server);
    const made = new LlmServer(server, { wire: LLM_WIRES[name], secure: certificate !== undefined });
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done(made)));
  }

  /** Where it is asked: `http://127.0.0.1:PORT`. */
  get url(): string {
    return `${this.#secure ? 'https' : 'http'}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Everything that came in, on all connections, as text of one byte to a character. */
  get received(): string {
    return Buffer.concat(this.#bytes).toString('latin1');
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => {
      this.#server.close(() => done());
    });
  }

  #meet(
    { url = '', headers, method }: IncomingMessage,
    { body, response }: { body: string; response: ServerResponse },
  ): void {
    const request = { path: url, headers, body, heard: this.#hear(body) };
    this.requests.push(request);
    const refusal = this.#refusal(request, method ?? '');
    this.#answer(
      response,
      { stream: request.heard?.stream === true },
      refusal ?? this.asked(request) ?? this.behaviour,
    );
  }

  #hear(body: string): HeardQuestion | null {
    try {
      return this.#wire.heard(body);
    } catch {
      return null;
    }
  }

  /** What the real service would not take. */
  #refusal({ path, headers, heard }: LlmRequest, method: string): LlmBehaviour | undefined {
    const wrong = (status: number, name: string) => ({ status, error: { name, message: 'wrong' } });
    if (method !== 'POST' || path !== this.#wire.path) return wrong(404, 'not_found_error');
    if (heard === null) return wrong(400, 'invalid_request_error');
    const needed = this.#wire.key;
    if (needed?.[0] === 'x-api-key' && (!headers['x-api-key'] || !headers['anthropic-version']))
      return wrong(401, 'authentication_error');
    return undefined;
  }

  #answer(response: ServerResponse, { stream }: { stream: boolean }, behaviour: LlmBehaviour): void {
    const type = stream ? this.#wire.streamType : 'application/json';
    if (typeof behaviour === 'string') this.#fail(response, { stream, type }, behaviour);
    else if ('answer' in behaviour) {
      response.writeHead(200, { 'content-type': type }).end(this.#text(behaviour.answer, stream));
    } else if ('breaks' in behaviour) {
      const { breaks } = behaviour;
      const [first = ''] = stream ? this.#wire.pieces(USUAL) : [];
      const last = stream ? this.#wire.errorPiece(breaks) : this.#wire.error(breaks);
      response.writeHead(200, { 'content-type': type }).end(first + last);
    } else if ('body' in behaviour) {
      const { status = 200, body } = behaviour;
      response.writeHead(status, { 'content-type': behaviour.type ?? type }).end(body);
    } else {
      const { status, headers = {}, error = { name: 'made_up_error', message: 'no' } } = behaviour;
      const all = { 'content-type': 'application/json', ...headers };
      response.writeHead(status, all).end(this.#wire.error(error));
    }
  }

  #text(wanted: Partial<MadeAnswer> | string, stream: boolean): string {
    const answer = { ...USUAL, ...(typeof wanted === 'string' ? { text: wanted } : wanted) };
    return stream ? this.#wire.pieces(answer).join('') : this.#wire.whole(answer);
  }

  #fail(
    response: ServerResponse,
    { stream, type }: { stream: boolean; type: string },
    fault: LlmFault,
  ): void {
    if (fault === 'hang') return;
    if (fault === 'drop') {
      response.destroy();
      return;
    }
    const text = this.#text({}, stream);
    response.writeHead(200, { 'content-type': type });
    if (fault === 'hang after headers') response.flushHeaders();
    else if (fault === 'stays open') response.write(text);
    else if (fault === 'drip') this.#drip(response, text);
    else if (fault === 'begins') response.write(text.slice(0, text.length / 2));
    else if (fault === 'half') response.end(text.slice(0, text.length / 2));
    else if (fault === 'reset') {
      response.write(text.slice(0, text.length / 2), () => {
        setTimeout(() => response.socket?.resetAndDestroy(), 20);
      });
    } else this.#pour(response, { stream, most: fault === 'large' ? LARGE : Number.POSITIVE_INFINITY });
  }

  #drip(response: ServerResponse, text: string): void {
    let at = 0;
    const timer = setInterval(() => response.write(text[at++] ?? ' '), 1000);
    response.write(text[at++]);
    response.on('close', () => clearInterval(timer));
  }

  #pour(response: ServerResponse, { stream, most }: { stream: boolean; most: number }): void {
    const word = 'x'.repeat(60_000);
    const pieces = this.#wire.pieces({ ...USUAL, text: word });
    // The piece that has the word, without what ends a stream.
    const piece = stream ? pieces.find((one) => one.includes(word))! : word;
    response.write(
      stream ? pieces.slice(0, pieces.indexOf(piece)).join('') : this.#wire.whole(USUAL).split('All')[0],
    );
    const more = () => {
      while (!response.destroyed && this.written < most) {
        this.written += piece.length;
        if (!response.write(piece)) return;
      }
      if (this.written >= most) response.end();
    };
    response.on('drain', more);
    more();
  }
}
