import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A message as Slack has it. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | null;
  readonly broadcast: boolean;
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
  /** How often it was updated. */
  readonly updates: number;
}

export interface SlackBlock {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly elements?: readonly { readonly type: string; readonly text?: unknown; readonly url?: string }[];
}

/** Arguments that the methods have by Slack's reference; others are refused here, where Slack would pass them over. */
const ARGUMENTS: { readonly [method: string]: readonly string[] } = {
  'chat.postMessage': [
    ...['channel', 'text', 'blocks', 'attachments', 'metadata', 'parse', 'link_names', 'mrkdwn'],
    ...['thread_ts', 'reply_broadcast', 'unfurl_links', 'unfurl_media', 'icon_emoji', 'username'],
  ],
  'chat.update': ['channel', 'ts', 'text', 'blocks', 'attachments', 'metadata', 'parse', 'link_names'],
};

/** Slack's Web API on this machine, as far as a bot that writes meets it; it takes down what is posted. */
export class SlackServer {
  readonly #server: Server;
  /** In the order in which they were posted. */
  readonly messages: SlackMessage[] = [];
  /** Methods as they were called. */
  readonly calls: string[] = [];
  /** What the next calls (of a method) are answered in place of the truth, with a status of 200 when none is said. */
  readonly answers: {
    readonly method?: string;
    readonly status?: number;
    readonly headers?: { [name: string]: string };
    readonly error?: string;
  }[] = [];
  token: string;

  private constructor(server: Server, token: string) {
    this.#server = server;
    this.token = token;
    server.on('request', (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const method = /^\/api\/(chat\.\w+)$/.exec(request.url ?? '')?.[1] ?? '';
        const at = this.answers.findIndex((one) => (one.method ?? method) === method);
        const scripted = at < 0 ? undefined : this.answers.splice(at, 1)[0];
        this.calls.push(method);
        const body = Buffer.concat(chunks).toString('utf8');
        const answer =
          scripted === undefined ? this.#answer(method, request, body) : { ok: false, error: scripted.error };
        const headers = { 'Content-Type': 'application/json; charset=utf-8', ...scripted?.headers };
        response.writeHead(scripted?.status ?? 200, headers).end(JSON.stringify(answer));
      });
    });
  }

  static start(token: string): Promise<SlackServer> {
    const server = createServer();
    const made = new SlackServer(server, token);
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done(made)));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((done) => {
      this.#server.close(() => done());
    });
  }

  /** Those that are no reply. */
  get roots(): SlackMessage[] {
    return this.messages.filter(({ thread }) => thread === null);
  }

  get replies(): SlackMessage[] {
    return this.messages.filter(({ thread }) => thread !== null);
  }

  #answer(method: string, request: IncomingMessage, text: string): object {
    const no = (error: string) => ({ ok: false, error });
    if (request.headers.authorization !== `Bearer ${this.token}`) return no('invalid_auth');
    if (request.headers['content-type'] !== 'application/json; charset=utf-8') return no('invalid_post_type');
    const known = ARGUMENTS[method];
    if (request.method !== 'POST' || known === undefined) return no('unknown_method');
    const of = JSON.parse(text);
    if (Object.keys(of).some((key) => !known.includes(key))) return no('invalid_arguments');
    const wrong = wrongIn(of);
    if (wrong !== null) return no(wrong);
    return method === 'chat.update' ? this.#update(of) : this.#post(of);
  }

  // biome-ignore lint/suspicious/noExplicitAny: a request, as it came.
  #post(of: any): object {
    const channel = of.channel === '#ops' || of.channel === 'C024BE91L' ? 'C024BE91L' : null;
    if (channel === null) return { ok: false, error: 'channel_not_found' };
    const thread = of.thread_ts ?? null;
    if (thread !== null && !this.messages.some(({ ts }) => ts === thread))
      return { ok: false, error: 'thread_not_found' };
    const ts = `1795262400.${String(this.messages.length + 1).padStart(6, '0')}`;
    const broadcast = of.reply_broadcast === true;
    this.messages.push({ channel, ts, thread, broadcast, text: of.text, blocks: of.blocks, updates: 0 });
    return { ok: true, channel, ts, message: { type: 'message', text: of.text } };
  }

  // biome-ignore lint/suspicious/noExplicitAny: a request, as it came.
  #update(of: any): object {
    const at = this.messages.findIndex(({ ts, channel }) => ts === of.ts && channel === of.channel);
    const known = this.messages[at];
    if (known === undefined) return { ok: false, error: 'message_not_found' };
    this.messages[at] = { ...known, text: of.text, blocks: of.blocks, updates: known.updates + 1 };
    return { ok: true, channel: known.channel, ts: known.ts, text: of.text };
  }
}

/** What Slack refuses of a message; null when it takes it. */
function wrongIn({ text, blocks, metadata }: { text: string; blocks: SlackBlock[]; metadata?: object }) {
  if (typeof text !== 'string' || text === '') return 'no_text';
  if (text.length > 40_000) return 'msg_too_long';
  if (JSON.stringify(blocks).length > 13_200) return 'msg_blocks_too_long';
  if (blocks.length > 50 || blocks.some((block) => isWrong(block))) return 'invalid_blocks';
  const { event_type: type, event_payload: payload } = (metadata ?? {}) as { [key: string]: unknown };
  if (metadata !== undefined && (typeof type !== 'string' || typeof payload !== 'object'))
    return 'invalid_metadata_format';
  return null;
}

function isWrong({ type, text, elements }: SlackBlock): boolean {
  switch (type) {
    case 'header':
      return text?.type !== 'plain_text' || text.text.length > 150 || text.text === '';
    case 'section':
      return text === undefined || text.text.length > 3000 || text.text === '';
    case 'actions':
      return (elements ?? []).some(({ url = '' }) => url.length > 3000) || (elements ?? []).length > 25;
    case 'context':
      return (elements ?? []).length === 0 || (elements ?? []).length > 10;
    case 'divider':
      return false;
    default:
      return true;
  }
}
