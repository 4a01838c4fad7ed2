import { Event } from '../core/event.ts';
import type { Origin } from '../core/origin.ts';
import type { First, Template } from '../core/template.ts';
import { hashText } from '../kit/hash.ts';

/** 2025-01-06T00:00:00Z, a Monday: where made streams begin. */
export const MADE_START = Date.UTC(2025, 0, 6);

/** What a made event differs in from the usual one; everything is optional. */
export interface EventParts {
  readonly message?: string;
  readonly host?: string | null;
  readonly app?: string | null;
  /** Epoch ms; also `received`, unless that is given. */
  readonly time?: number;
  readonly received?: number;
  readonly severity?: number;
  readonly weight?: number;
  readonly line?: number;
  readonly template?: Template | null;
  readonly firsts?: readonly First[] | null;
}

const ORIGIN: Origin = { source: 'made', file: 'made.log', identity: 'made', referenceTime: MADE_START };

const HOSTS = new Map<string, number>();
let templatesMade = 0;

/** A template as the miner would hand it out; `text` has `<*>` for slots. */
export function madeTemplate(text: string): Template {
  return {
    index: templatesMade++,
    id: hashText(text),
    text,
    slotCount: text.split('<*>').length - 1,
    successor: null,
    profile: null,
  };
}

/** An event as the engine would hand it to a detector, message and raw line being the same. */
export function madeEvent(parts: EventParts = {}): Event {
  const message = parts.message ?? 'session opened for user alice';
  const event = new Event(ORIGIN);
  event.buffer = Buffer.from(message);
  event.text = event.buffer;
  event.end = event.messageEnd = event.buffer.length;
  event.line = parts.line ?? 1;
  event.position = event.line * 100;
  event.time = parts.time ?? MADE_START;
  event.received = parts.received ?? event.time;
  event.host = parts.host === undefined ? 'web1' : parts.host;
  event.hostKey = event.host === null ? -1 : hostKeyOf(event.host);
  event.app = parts.app === undefined ? 'sshd' : parts.app;
  event.severity = parts.severity ?? 6;
  event.format = 'made';
  event.weight = parts.weight ?? 1;
  event.template = parts.template === undefined ? madeTemplate(message) : parts.template;
  event.firsts = parts.firsts ?? null;
  return event;
}

/** As the profiles number hosts, with their cap. */
function hostKeyOf(host: string): number {
  const known = HOSTS.get(host);
  if (known !== undefined) return known;
  if (HOSTS.size >= 65_536) return -1;
  HOSTS.set(host, HOSTS.size);
  return HOSTS.size - 1;
}

/** The i-th event of an endless log in which nothing is ever said twice: words, hosts, apps and templates. */
export function freshEvent(i: number): Event {
  const word = hashText(`word ${i}`);
  return madeEvent({
    message: `unit ${word} reached state ${hashText(word)}`,
    host: `host-${word}`,
    app: `app-${word.slice(0, 8)}`,
    time: MADE_START + i * 100,
    line: i + 1,
    firsts: [{ kind: 'template' }],
  });
}

/** Events that no detector may stumble over, each with what is odd about it. */
export function oddEvents(): readonly (readonly [what: string, event: Event])[] {
  const rate = { looks: 0, singles: 0, known: [], distinct: 0 };
  const value: First = { kind: 'value', slot: 99, value: '', numeric: false, rate };
  const first: First = { kind: 'template' };
  return [
    ['no time', madeEvent({ time: Number.NaN, received: MADE_START, firsts: [first] })],
    ['neither time nor received', madeEvent({ time: Number.NaN, firsts: [first] })],
    ['empty message', madeEvent({ message: '', firsts: [first] })],
    ['no host, no app', madeEvent({ host: null, app: null, firsts: [first] })],
    ['empty host and app', madeEvent({ host: '', app: '', firsts: [{ kind: 'host', host: '', rate }] })],
    ['host named __proto__', madeEvent({ host: '__proto__', app: 'constructor', firsts: [first] })],
    ['message of 1 MB', madeEvent({ message: 'x'.repeat(1 << 20), firsts: [first] })],
    ['control characters', madeEvent({ message: '\u0000\u001b[2J\r\n\u202e', firsts: [first] })],
    ['year 1', madeEvent({ time: -62_135_596_800_000, firsts: [first] })],
    ['beyond every calendar', madeEvent({ time: 8.64e15 + 1, firsts: [first] })],
    ['weight of a billion', madeEvent({ weight: 1e9, firsts: [first] })],
    ['no severity', madeEvent({ severity: -1, firsts: [value] })],
    ['a value of a slot that is not there', madeEvent({ severity: 0, firsts: [value, first] })],
    ['no template', madeEvent({ template: null, firsts: null })],
    ['going back in time', madeEvent({ time: MADE_START - 86_400_000, firsts: [first] })],
  ];
}
