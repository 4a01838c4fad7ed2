import { BerError, oidAt, signedAt } from '../kit/ber.ts';
import type { MibNode, MibTree } from './mib-tree.ts';
import { type Trap, unsignedAt, type Variable } from './snmp-message.ts';
import { sentenceOf, severityOf } from './trap-sentence.ts';
import { octetsText } from './trap-value.ts';

/** local7, as network devices have it. */
const FACILITY = 23;
/** Variables shown in the message of a notification that has no sentence, and characters of each. */
const SHOWN = 8;
const SHOWN_LENGTH = 200;
const MOST_NAME = 64;

/** A variable with its name and value as text. */
interface Shown {
  readonly name: string;
  readonly index: string;
  readonly value: string;
}

/**
 * A notification as a line of RFC 5424: the kind as MSGID, all variables as structured data under names, a sentence as
 * message. What has no name stays in numbers. The same notification gives the same line, and any reader of syslog
 * reads it.
 */
export class TrapText {
  readonly #tree: MibTree;
  #stamp = '';
  #stampOf = Number.NaN;

  constructor(tree: MibTree) {
    this.#tree = tree;
  }

  /** @param received epoch ms @param sender address */
  line(trap: Trap, sender: string, received: number): string {
    const kind = this.#tree.trap(trap.oid);
    const name = kind?.name ?? trap.oid.join('.');
    const shown = trap.variables.map((variable) => this.#shown(variable));
    // Most are of one row of a table; its index is said once.
    const index = shown.find((one) => one.index !== '' && one.index !== '0')?.index ?? '';
    const values = new Map<string, string>();
    if (index !== '') values.set('index', index);
    for (const one of shown) {
      const own = one.index === '' || one.index === '0' || one.index === index;
      const key = own ? one.name : `${one.name}.${one.index}`;
      if (!values.has(key)) values.set(key, one.value);
    }
    const pri = 8 * FACILITY + severityOf(kind?.trap ?? null, values);
    const msgid = name.length > MOST_NAME ? '-' : name;
    const head = `<${pri}>1 ${this.#time(received)} ${trap.agent ?? sender} snmptrap - ${msgid} `;
    return `${head}${this.#data(trap, kind, values)} ${message(name, kind, values)}`;
  }

  #data(trap: Trap, kind: MibNode | null, values: ReadonlyMap<string, string>): string {
    let data = `[trap@32473 oid="${trap.oid.join('.')}" version="${trap.version}"`;
    if (kind?.trap != null && kind.trap.category !== '') data += ` category="${kind.trap.category}"`;
    if (!Number.isNaN(trap.uptime)) data += ` uptime="${trap.uptime}"`;
    if (trap.left > 0) data += ` left="${trap.left}"`;
    if (values.size > 0) data += '][var@32473';
    for (const [name, value] of values) data += ` ${name}="${escaped(value)}"`;
    return `${data}]`;
  }

  #shown(variable: Variable): Shown {
    const { oid } = variable;
    const found = this.#tree.object(oid);
    const node = found?.node ?? null;
    if (node === null) return { name: oid.join('.'), index: '', value: this.#value(variable, null) };
    const index = oid.length === found!.depth ? '' : oid.slice(found!.depth).join('.');
    return { name: node.name, index, value: this.#value(variable, node) };
  }

  #value({ tag, bytes, start, end }: Variable, node: MibNode | null): string {
    switch (tag) {
      case 0x02: {
        if (end - start > 8) break;
        const number = signedAt(bytes, start, end);
        return node?.enums?.get(number) ?? String(number);
      }
      case 0x04:
        return octetsText(bytes.subarray(start, end), node?.hint ?? null);
      case 0x05:
        return '';
      case 0x06:
        return this.#oid(bytes, start, end);
      case 0x40:
        if (end - start === 4) return bytes.subarray(start, end).join('.');
        break;
      case 0x41:
      case 0x42:
      case 0x43:
        if (end - start <= 5) return String(unsignedAt(bytes, start, end));
        break;
      case 0x46:
        if (end > start && end - start <= 9)
          return BigInt(`0x${bytes.toString('hex', start, end)}`).toString();
    }
    return bytes.toString('hex', start, end);
  }

  #oid(bytes: Buffer, start: number, end: number): string {
    const arcs = arcsOf(bytes, start, end);
    if (arcs === null) return bytes.toString('hex', start, end);
    const exact = this.#tree.exact(arcs);
    if (exact !== null) return exact.name;
    const found = this.#tree.object(arcs);
    return found === null ? arcs.join('.') : `${found.node.name}.${arcs.slice(found.depth).join('.')}`;
  }

  #time(received: number): string {
    if (received !== this.#stampOf) {
      this.#stampOf = received;
      this.#stamp = new Date(received).toISOString();
    }
    return this.#stamp;
  }
}

/** The sentence, behind the name; without one, the first variables. */
function message(name: string, kind: MibNode | null, values: ReadonlyMap<string, string>): string {
  const sentence = kind?.trap ? sentenceOf(kind.trap, values) : '';
  if (sentence !== '') return `${name}: ${sentence}`;
  let text = '';
  let left = SHOWN;
  for (const [variable, value] of values) {
    if (variable === 'index') continue;
    if (left-- === 0) break;
    const cut = value.length > SHOWN_LENGTH ? `${value.slice(0, SHOWN_LENGTH)}…` : value;
    text += ` ${variable}=${cut}`;
  }
  return text === '' ? name : `${name}:${text}`;
}

/** A value of structured data (RFC 5424, section 6.3.3). */
function escaped(value: string): string {
  return /["\\\]]/.test(value) ? value.replace(/["\\\]]/g, '\\$&') : value;
}

/** Null for what is no object identifier. */
function arcsOf(bytes: Buffer, start: number, end: number): number[] | null {
  try {
    return oidAt(bytes, start, end);
  } catch (error) {
    if (error instanceof BerError) return null;
    throw error;
  }
}
