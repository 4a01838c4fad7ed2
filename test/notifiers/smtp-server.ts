import { createServer, type Server, type Socket } from 'node:net';
import { createSecureContext, TLSSocket } from 'node:tls';

/** How a mail server behaves. */
export interface SmtpBehaviour {
  /** Replies in place of its own; `end` is what follows the text of a mail. */
  readonly replies?: {
    readonly [command in 'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'end']?: string;
  };
  /** Cuts the connection when a mail has come in whole. */
  readonly dropsAfterData?: true;
  /** A recipient nobody knows. */
  readonly refuses?: string;
  /** Never says a word. */
  readonly hangs?: true;
  readonly tls?: { readonly cert: string; readonly key: string; readonly implicit?: true };
}

/** A mail as it came in. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
  /** It came over TLS. */
  readonly encrypted: boolean;
}

/** A mail server on this machine (RFC 5321), which takes down what it is sent. */
export class SmtpServer {
  readonly #server: Server;
  readonly #behaviour: SmtpBehaviour;
  readonly #sockets = new Set<Socket>();
  readonly mails: ReceivedMail[] = [];
  /** All commands, as they came. */
  readonly commands: string[] = [];

  private constructor(server: Server, behaviour: SmtpBehaviour) {
    this.#server = server;
    this.#behaviour = behaviour;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {}).on('close', () => this.#sockets.delete(socket));
      if (behaviour.hangs) return;
      const { tls } = behaviour;
      if (tls?.implicit) this.#converse(this.#secured(socket), true);
      else this.#converse(socket, false);
    });
  }

  static start(behaviour: SmtpBehaviour = {}): Promise<SmtpServer> {
    const server = createServer();
    const made = new SmtpServer(server, behaviour);
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done(made)));
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((done) => {
      this.#server.close(() => done());
    });
  }

  #secured(socket: Socket): TLSSocket {
    const { cert, key } = this.#behaviour.tls!;
    const secured = new TLSSocket(socket, {
      isServer: true,
      secureContext: createSecureContext({ cert, key }),
    });
    secured.on('error', () => {});
    return secured;
  }

  #converse(socket: Socket, encrypted: boolean, greets = true): void {
    const { replies = {}, tls } = this.#behaviour;
    const say = (line: string) => socket.write(`${line}\r\n`);
    let [from, to, data, inData] = ['', [] as string[], '', false];
    let rest = '';
    if (greets) say(replies.greeting ?? '220 test ESMTP');
    const extensions = () =>
      ['test', '8BITMIME', 'AUTH PLAIN', ...(tls !== undefined && !encrypted ? ['STARTTLS'] : [])]
        .map((word, i, all) => `250${i === all.length - 1 ? ' ' : '-'}${word}`)
        .join('\r\n');
    const command = (line: string) => {
      this.commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      const own = replies[verb as keyof typeof replies];
      if (verb === 'EHLO') say(own ?? extensions());
      else if (verb === 'AUTH') say(own ?? '235 2.7.0 welcome');
      else if (verb === 'MAIL') {
        from = /<(.*?)>/.exec(line)![1]!;
        say(own ?? '250 ok');
      } else if (verb === 'RCPT') {
        const recipient = /<(.*?)>/.exec(line)![1]!;
        const refused = recipient === this.#behaviour.refuses;
        if (!refused) to.push(recipient);
        say(refused ? '550 5.1.1 no such user' : (own ?? '250 ok'));
      } else if (verb === 'DATA') {
        inData = own === undefined;
        say(own ?? '354 go on');
      } else if (verb === 'STAR' && tls === undefined) say('502 5.5.1 not here');
      else if (verb === 'STAR') {
        say('220 go on');
        socket.removeAllListeners('data');
        this.#converse(this.#secured(socket), true, false);
      } else if (verb === 'QUIT') socket.end('221 bye\r\n');
      else say('250 ok');
    };
    socket.on('data', (chunk: Buffer) => {
      rest += chunk.toString('latin1');
      for (let at = rest.indexOf('\r\n'); at >= 0; at = rest.indexOf('\r\n')) {
        const line = rest.slice(0, at);
        rest = rest.slice(at + 2);
        if (!inData) command(line);
        else if (line !== '.') data += `${line.replace(/^\./, '')}\r\n`;
        else {
          const raw = Buffer.from(data, 'latin1').toString('utf8');
          this.mails.push({ from, to, raw, encrypted });
          [from, to, data, inData] = ['', [], '', false];
          if (this.#behaviour.dropsAfterData) return void socket.destroy();
          say(replies.end ?? '250 2.0.0 queued');
        }
      }
    });
  }
}
