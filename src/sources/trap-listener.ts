import { createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { hostname } from 'node:os';
import type { LiveInputStatus, LiveSink } from '../core/live-source.ts';
import { FloodWatch } from './flood-watch.ts';
import { addressText, type ListenAddress, listenError } from './listen-address.ts';
import type { Listener } from './listening-source.ts';
import { loadMibs } from './mib-folder.ts';
import { SnmpDecoder } from './snmp-decoder.ts';
import { SnmpEngine } from './snmp-engine.ts';
import type { Refusal } from './snmp-message.ts';
import type { SnmpUser } from './snmp-users.ts';
import { freePlace } from './syslog-udp.ts';
import { TrapReceiver } from './trap-receiver.ts';
import { TrapText } from './trap-text.ts';
import { UdpDrops } from './udp-drops.ts';

/** Senders and reasons that are told of. */
const MOST_TOLD = 100;
const HELP: ReadonlyMap<Refusal, string> = new Map([
  ['wrong_community', 'its community is none of those configured'],
  ['unknown_user', 'its user is none of those configured'],
  ['bad_digest', 'its password, or the protocol of `auth`, is another than the one configured'],
  [
    'cannot_decrypt',
    'its password for privacy, or the protocol of `privacy`, is another than the one configured',
  ],
  ['wrong_level', 'its messages have less protection, or more, than the user as configured'],
  [
    'not_in_time',
    'its clock says that they are old; where the device was replaced or forgot how often it had started, restart logsift',
  ],
]);

export interface TrapListenerOptions {
  readonly address: ListenAddress;
  readonly communities: readonly string[];
  readonly users: readonly SnmpUser[];
  /** Addresses and networks that may send; empty for everybody. */
  readonly allow: readonly string[];
  /** A folder of MIB texts; null for none. */
  readonly mibs: string | null;
  /** Our own engine id; null for one made of the host's name. */
  readonly engineId: string | null;
  readonly receiveBuffer: number;
  readonly maxLine: number;
  readonly maxQueue: number;
}

/** One UDP port that takes in notifications; what the kernel dropped; floods. */
export class TrapListener implements Listener {
  readonly #options: TrapListenerOptions;
  readonly #sink: LiveSink;
  readonly #key: string;
  readonly #watch: FloodWatch;
  #receiver: TrapReceiver | null = null;
  #address: ListenAddress;
  #granted = 0;
  #drops: UdpDrops | null = null;
  #kernel = 0;
  readonly #told = new Set<string>();

  constructor(options: TrapListenerOptions, sink: LiveSink) {
    this.#options = options;
    this.#sink = sink;
    this.#address = options.address;
    this.#key = `snmp-trap:${addressText(options.address)}`;
    this.#watch = new FloodWatch({
      ...{ about: this.#key, name: this.#name },
      ...{ notice: (notice) => sink.notice(notice), now: () => sink.now() },
    });
  }

  async open(): Promise<void> {
    const { address, mibs, allow, communities, users, receiveBuffer, maxLine, maxQueue } = this.#options;
    const sink = this.#sink;
    const { tree, faults } = await loadMibs(mibs);
    for (const text of faults) {
      sink.notice({ kind: 'trouble', about: `${this.#key}: mibs`, text, time: sink.now() });
    }
    const engine = new SnmpEngine(engineId(this.#options), sink.now(), () => performance.now());
    const receiver = new TrapReceiver(
      {
        ...{ key: this.#key, receiveBuffer, maxLine, maxQueue },
        origin: { source: 'snmp', file: null, identity: this.#key, referenceTime: sink.now() },
        decoder: new SnmpDecoder({ communities, users, engine }),
        text: new TrapText(tree),
        allowed: allowing(allow),
        refused: (sender, reason) => this.#refused(sender, reason),
      },
      sink,
      this.#watch,
    );
    try {
      this.#address = await freePlace(address);
      this.#granted = await receiver.open(this.#address);
    } catch (error) {
      receiver.close();
      throw listenError(error, `snmp-trap ${this.#name}`, address);
    }
    this.#receiver = receiver;
    this.#drops = new UdpDrops(this.#address);
    this.#kernel = this.#drops.read();
    if (this.#granted >= receiveBuffer) return;
    const text = `${this.#name}: the kernel granted a receive buffer of ${kib(this.#granted)} instead of ${kib(receiveBuffer)}; bursts will be lost: sudo sysctl -w net.core.rmem_max=${receiveBuffer} (and in /etc/sysctl.d/ to keep it) allows it`;
    sink.notice({ kind: 'info', about: this.#key, text, time: sink.now() });
  }

  tick(): void {
    this.#look();
    this.#watch.tick();
  }

  status(): LiveInputStatus {
    const receiver = this.#receiver;
    return {
      ...{ key: this.#key, name: this.#name },
      ...{
        lines: receiver?.lines ?? 0,
        bytes: receiver?.bytes ?? 0,
        lastSeen: receiver?.lastSeen ?? Number.NaN,
      },
      dropped: { ...receiver?.reasons.toObject(), kernel: this.#kernel },
      ...{ trouble: null, loudest: this.#watch.loudest },
      // What the kernel holds nobody can know.
      behind: Number.NaN,
    };
  }

  async close(): Promise<void> {
    this.#look();
    this.#receiver?.close();
    this.#watch.tick();
    this.#watch.end();
  }

  get #name(): string {
    return `traps ${addressText(this.#address)}`;
  }

  /** Said once of each sender: a device with a wrong password is else found missing when it is needed. */
  #refused(sender: string, reason: Refusal): void {
    const help = HELP.get(reason);
    const told = `${sender} ${reason}`;
    if (help === undefined || this.#told.size >= MOST_TOLD || this.#told.has(told)) return;
    this.#told.add(told);
    const text = `${this.#name}: what ${sender} sends is refused (${reason}): ${help}`;
    this.#sink.notice({ kind: 'info', about: this.#key, text, time: this.#sink.now() });
  }

  #look(): void {
    if (this.#drops === null) return;
    const kernel = this.#drops.read();
    const more = kernel - this.#kernel;
    this.#kernel = kernel;
    if (more > 0) this.#watch.lostUnseen(more, `the receive buffer of ${kib(this.#granted)} was full`);
  }
}

/** Ours stays the same from start to start, as senders of informs remember it (RFC 3411, section 5, SnmpEngineID). */
function engineId({ engineId: given, address }: TrapListenerOptions): Buffer {
  if (given !== null) return Buffer.from(given, 'hex');
  const name = createHash('sha256')
    .update(`${hostname()}\0${addressText(address)}`)
    .digest()
    .subarray(0, 12);
  // 32473 is the number that RFC 5612 keeps for those without one of their own; 5: octets of our choice.
  return Buffer.concat([Buffer.from('80007ed905', 'hex'), name]);
}

function allowing(allow: readonly string[]): (address: string) => boolean {
  if (allow.length === 0) return () => true;
  const list = new BlockList();
  for (const text of allow) {
    const [address = '', bits] = text.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1024)} KiB`;
}
