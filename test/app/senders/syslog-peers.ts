import { LiveInput } from '../../../src/app/live-input.ts';
import { SenderWatch, type SenderWatchOptions } from '../../../src/app/senders/sender-watch.ts';
import type { Event, EventJson } from '../../../src/core/event.ts';
import type { LiveBatch } from '../../../src/core/live-source.ts';
import type { Notice } from '../../../src/core/notice.ts';
import syslog from '../../../src/sources/live-syslog.ts';
import { RecordingSink } from '../../../src/testing/live-sink.ts';
import { connected, freePort, sendDatagrams, udpSender, write } from '../../sources/network-peer.ts';

/** A clock that is set by hand: minutes pass at once. */
class SetSink extends RecordingSink {
  time: number;

  constructor(time: number) {
    super();
    this.time = time;
  }

  override now(): number {
    return this.time;
  }
}

/** A syslog server on loopback whose lines are watched, and peers with addresses of their own that send to it. */
export class SyslogPeers {
  readonly notices: Notice[] = [];
  readonly events: EventJson[] = [];
  readonly watch: SenderWatch;
  readonly #sink: SetSink;
  readonly #inputs = new Map<string, LiveInput>();
  readonly #closing: (() => Promise<void> | void)[] = [];
  readonly #port: number;
  readonly #sockets = new Map<string, Awaited<ReturnType<typeof udpSender>>>();
  readonly #streams = new Map<string, Awaited<ReturnType<typeof connected>>>();
  #taken = 0;

  private constructor(port: number, time: number, options: Partial<SenderWatchOptions>) {
    this.#port = port;
    this.#sink = new SetSink(time);
    this.watch = new SenderWatch({
      clockSkew: { correct: false, hosts: {} },
      timeZone: 'UTC',
      interfaces: {},
      notice: (notice) => this.notices.push(notice),
      ...options,
    });
  }

  static async open(time: number, options: Partial<SenderWatchOptions> = {}): Promise<SyslogPeers> {
    const port = await freePort();
    const peers = new SyslogPeers(port, time, options);
    const address = `127.0.0.1:${port}`;
    const source = syslog.follow(syslog.schema.parse({ udp: address, tcp: address }));
    await source.start(peers.#sink, new Map());
    peers.#closing.push(() => source.stop());
    return peers;
  }

  get now(): number {
    return this.#sink.time;
  }

  /** Time passes. */
  pass(ms: number): void {
    this.#sink.time += ms;
    this.watch.second(this.now);
  }

  /** Sends datagrams from an address, and waits until they were taken in. */
  async datagrams(lines: readonly string[], from = '127.0.0.1'): Promise<void> {
    let socket = this.#sockets.get(from);
    if (socket === undefined) {
      const made = await udpSender(from);
      this.#closing.push(() => new Promise<void>((done) => made.close(() => done())));
      this.#sockets.set(from, made);
      socket = made;
    }
    // Less than any receive buffer holds.
    for (let i = 0; i < lines.length; i += 50) {
      const some = lines.slice(i, i + 50);
      await sendDatagrams(socket, this.#port, some);
      await this.#taking(some.length);
    }
  }

  /** The same over a connection, line by line. */
  async stream(lines: readonly string[], from = '127.0.0.1'): Promise<void> {
    let socket = this.#streams.get(from);
    if (socket === undefined) {
      const made = await connected(this.#port, from);
      this.#closing.push(() => void made.destroy());
      this.#streams.set(from, made);
      socket = made;
    }
    await write(socket, lines.map((line) => `${line}\n`).join(''));
    await this.#taking(lines.length);
  }

  async close(): Promise<void> {
    for (const close of this.#closing.reverse()) await close();
  }

  async #taking(lines: number): Promise<void> {
    this.#taken += lines;
    await this.#sink.untilLines(this.#taken);
    for (const batch of this.#sink.batches.splice(0)) this.#read(batch);
  }

  #read(batch: LiveBatch): void {
    let input = this.#inputs.get(batch.key);
    if (input === undefined) {
      input = new LiveInput(batch, { timeZone: 'UTC', fold: false });
      this.#inputs.set(batch.key, input);
    }
    input.feed(batch, this.now);
    const take = (event: Event) => {
      this.watch.observe(event);
      this.events.push(event.toJSON());
    };
    for (let event = input.next(); event !== null; event = input.next()) take(event);
    const held = input.flush();
    if (held !== null) take(held);
  }
}
