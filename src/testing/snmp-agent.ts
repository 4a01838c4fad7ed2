import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { BerReader, ber, berInteger, berOid } from '../kit/ber.ts';

const [GET, GET_NEXT, RESPONSE, GET_BULK] = [0xa0, 0xa1, 0xa2, 0xa5];
const [NO_SUCH, END] = [Buffer.from([0x81, 0]), Buffer.from([0x82, 0])];
const TAGS: { readonly [kind: string]: number } = {
  ...{ INTEGER: 2, STRING: 4, 'Hex-STRING': 4, OID: 6, IpAddress: 0x40, Counter32: 0x41, Gauge32: 0x42 },
  ...{ Timeticks: 0x43, Counter64: 0x46 },
};
/** Bytes of variables in an answer of a bulk request. */
const ROOM = 1400;

interface Entry {
  readonly arcs: readonly number[];
  /** Name and value, as BER. */
  pair: Buffer;
}

/**
 * A device that answers SNMP 2c from a recorded walk: the text of `snmpwalk -On`, one `.1.3.6.1.2.1.1.5.0 = STRING:
 * "sw1"` a line. Values may be changed while it answers.
 */
export class SnmpAgent {
  readonly #community: string;
  readonly #entries: Entry[] = [];
  readonly #known = new Map<string, Entry>();
  #sorted = true;
  #socket: Socket | null = null;
  /** Questions that came. */
  asked = 0;
  /** While set it does not answer. */
  silent = false;

  constructor(walk: string, community = 'public') {
    this.#community = community;
    for (const line of walk.split('\n')) if (line.trim() !== '') this.#read(line);
  }

  /** Opens a port of loopback; gives it. */
  async open(port = 0, address = '127.0.0.1'): Promise<number> {
    const socket = createSocket('udp4');
    this.#socket = socket;
    socket.on('message', (message, from) => this.#take(message, from));
    await new Promise<void>((done) => socket.bind(port, address, done));
    return socket.address().port;
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) await new Promise<void>((done) => socket.close(() => done()));
  }

  /** Sets one object, as a line of a walk says it: `Counter32: 17`. */
  set(oid: string, value: string): void {
    const [, kind = '', text = ''] = /^([A-Za-z0-9-]+): ?(.*)$/s.exec(value) ?? [];
    const tag = TAGS[kind];
    if (tag === undefined) throw new Error(`no value of a walk: ${value}`);
    const arcs = oid.replace(/^\./, '').split('.').map(Number);
    const key = arcs.join('.');
    const pair = ber(0x30, berOid(arcs), ber(tag, contentOf(kind, text)));
    const entry = this.#known.get(key);
    if (entry !== undefined) entry.pair = pair;
    else {
      const made = { arcs, pair };
      this.#known.set(key, made);
      this.#entries.push(made);
      this.#sorted = false;
    }
  }

  /** Takes one object, or everything below it, away. */
  remove(oid: string): void {
    for (const key of [...this.#known.keys()]) {
      if (key !== oid && !key.startsWith(`${oid}.`)) continue;
      this.#entries.splice(this.#entries.indexOf(this.#known.get(key)!), 1);
      this.#known.delete(key);
    }
  }

  #read(line: string): void {
    const at = line.indexOf(' = ');
    this.set(line.slice(0, at).trim(), line.slice(at + 3));
  }

  #take(message: Buffer, from: RemoteInfo): void {
    this.asked++;
    if (this.silent) return;
    const answer = this.answer(message);
    if (answer !== null) this.#socket?.send(answer, from.port, from.address);
  }

  /** What it says to a question; null for what it passes over. */
  answer(message: Buffer): Buffer | null {
    const reader = new BerReader(message).inside();
    if (reader.integer() !== 1) return null;
    const community = reader.octets();
    if (community.toString() !== this.#community) return null;
    const { tag } = reader;
    const pdu = reader.inside(tag);
    const [request, , repetitions] = [pdu.integer(), pdu.integer(), pdu.integer()];
    const list = pdu.inside();
    const oids: number[][] = [];
    while (list.more) oids.push(list.inside().oid());
    const pairs = this.#pairs(tag, oids, repetitions);
    const head = [berInteger(request), berInteger(0), berInteger(0)];
    const response = ber(RESPONSE, ...head, ber(0x30, ...pairs));
    return ber(0x30, berInteger(1), ber(4, community), response);
  }

  #pairs(tag: number, oids: readonly number[][], repetitions: number): Buffer[] {
    if (tag === GET) {
      return oids.map((arcs) => this.#known.get(arcs.join('.'))?.pair ?? ber(0x30, berOid(arcs), NO_SUCH));
    }
    if (tag !== GET_NEXT && tag !== GET_BULK) return [];
    this.#sort();
    const pairs: Buffer[] = [];
    let bytes = 0;
    const at = oids.map((arcs) => this.#behind(arcs));
    for (let round = 0; round < (tag === GET_BULK ? repetitions : 1); round++) {
      for (const [i, arcs] of oids.entries()) {
        const entry = this.#entries[at[i]! + round];
        const last = this.#entries.at(-1)?.arcs ?? arcs;
        const pair = entry?.pair ?? ber(0x30, berOid(round === 0 ? arcs : last), END);
        bytes += pair.length;
        if (bytes > ROOM && pairs.length > 0) return pairs;
        pairs.push(pair);
      }
    }
    return pairs;
  }

  #sort(): void {
    if (this.#sorted) return;
    this.#entries.sort((a, b) => order(a.arcs, b.arcs));
    this.#sorted = true;
  }

  /** Where the first entry behind an object stands. */
  #behind(arcs: readonly number[]): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order(this.#entries[middle]!.arcs, arcs) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function order(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

function contentOf(kind: string, text: string): Buffer {
  if (kind === 'STRING') return Buffer.from(text.replace(/^"(.*)"$/s, '$1'), 'utf8');
  if (kind === 'Hex-STRING') return Buffer.from(text.replaceAll(' ', ''), 'hex');
  if (kind === 'OID') return berOid(text.replace(/^\./, '').split('.').map(Number)).subarray(2);
  if (kind === 'IpAddress') return Buffer.from(text.split('.').map(Number));
  // `up(1)`, `(123456) 0:20:34.56`, `38 %`: the number is what counts.
  const digits = /\((-?\d+)\)|(-?\d+)/.exec(text);
  return numberBytes(BigInt(digits?.[1] ?? digits?.[2] ?? 0));
}

function numberBytes(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(Number(rest & 255n));
    rest >>= 8n;
  } while (!((rest === 0n && bytes[0]! < 0x80) || (rest === -1n && bytes[0]! >= 0x80)));
  return Buffer.from(bytes);
}
