import type { LiveInputStatus, LiveSink } from '../core/live-source.ts';
import { FloodWatch } from './flood-watch.ts';
import { addressText, type ListenAddress, listenError } from './listen-address.ts';
import type { Listener } from './listening-source.ts';
import { freePlace, UdpReceiver } from './syslog-udp.ts';
import { UdpPool } from './syslog-udp-pool.ts';
import { UdpDrops } from './udp-drops.ts';

/** Sockets of each port, over all threads. */
const SOCKETS = 16;

export interface UdpListenerOptions {
  readonly address: ListenAddress;
  readonly receiveBuffer: number;
  readonly maxLine: number;
  readonly maxQueue: number;
  readonly workers: number;
}

/** One UDP port: its receiver, or several in threads of their own; what the kernel dropped; floods. */
export class UdpListener implements Listener {
  readonly #options: UdpListenerOptions;
  readonly #sink: LiveSink;
  readonly #key: string;
  readonly #receiver: UdpReceiver | UdpPool;
  readonly #watch: FloodWatch;
  #address: ListenAddress;
  #granted = 0;
  #drops: UdpDrops | null = null;
  #kernel = 0;

  constructor(options: UdpListenerOptions, sink: LiveSink) {
    const { address, workers, ...rest } = options;
    this.#options = options;
    this.#sink = sink;
    this.#address = address;
    this.#key = `syslog:udp ${addressText(address)}`;
    this.#watch = new FloodWatch({
      ...{ about: this.#key, name: this.#name },
      ...{ notice: (notice) => sink.notice(notice), now: () => sink.now() },
    });
    const origin = { source: 'syslog', file: null, identity: this.#key, referenceTime: sink.now() };
    const common = { key: this.#key, origin, sockets: Math.ceil(SOCKETS / workers), ...rest };
    this.#receiver =
      workers > 1
        ? new UdpPool({ ...common, workers }, sink, this.#watch)
        : new UdpReceiver(common, sink, this.#watch);
  }

  async open(): Promise<void> {
    const { address, receiveBuffer } = this.#options;
    try {
      this.#address = await freePlace(address);
      this.#granted = await this.#receiver.open(this.#address);
    } catch (error) {
      throw listenError(error, `syslog ${this.#name}`, address);
    }
    this.#drops = new UdpDrops(this.#address);
    this.#kernel = this.#drops.read();
    if (this.#granted >= receiveBuffer) return;
    const text = `${this.#name}: the kernel granted a receive buffer of ${kib(this.#granted)} instead of ${kib(receiveBuffer)}; bursts will be lost: ${this.#advice}`;
    this.#sink.notice({ kind: 'info', about: this.#key, text, time: this.#sink.now() });
  }

  tick(): void {
    this.#look();
    this.#watch.tick();
  }

  status(): LiveInputStatus {
    const { lines, bytes, lastSeen, empty, shed } = this.#receiver.counts;
    const dropped = { empty_datagram: empty, shed, kernel: this.#kernel };
    const trouble = null;
    const loudest = this.#watch.loudest;
    return {
      ...{ key: this.#key, name: this.#name, lines, bytes, lastSeen, dropped, trouble, loudest },
      // What the kernel holds nobody can know.
      behind: Number.NaN,
    };
  }

  async close(): Promise<void> {
    this.#look();
    await this.#receiver.close();
    this.#watch.tick();
    this.#watch.end();
  }

  get #name(): string {
    return `udp ${addressText(this.#address)}`;
  }

  get #advice(): string {
    const { receiveBuffer } = this.#options;
    const short = this.#granted < receiveBuffer;
    return short
      ? `sudo sysctl -w net.core.rmem_max=${receiveBuffer} (and in /etc/sysctl.d/ to keep it) allows it`
      : 'a larger receive_buffer or more workers help';
  }

  #look(): void {
    if (this.#drops === null) return;
    const kernel = this.#drops.read();
    const more = kernel - this.#kernel;
    this.#kernel = kernel;
    if (more === 0) return;
    const hint = `the kernel dropped them because the receive buffer of ${kib(this.#granted)} was full; ${this.#advice}`;
    this.#watch.lostUnseen(more, hint);
  }
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}
