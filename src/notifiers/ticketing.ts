import { createHash } from 'node:crypto';
import type { Delivery, Message } from '../core/notifier.ts';
import { deliveryOf } from './delivery.ts';
import { type Answer, type Post, post } from './post.ts';

/** A ticket as its service knows it. */
export interface Ticket {
  /** What the service calls it, fit for a path. */
  readonly id: string;
  readonly closed: boolean;
  /** Marks of the message and of the incidents that it was opened for. */
  readonly marks: readonly string[];
  /** Stamp of the message that it was opened with; null when somebody took it out. */
  readonly stamp: string | null;
}

/** A try that came to nothing. */
export type Refused = Delivery & { readonly ok: false };

/** What came of a request: what was said, or why nothing was. */
export type Said<T> = { readonly ok: true; readonly value: T } | Refused;

/** A service of tickets, as far as it matters here. None of it rejects; all of it ends with the signal it was made for. */
export interface Desk {
  /** What the service calls its tickets. */
  readonly id: RegExp;
  /** The first ticket that has one of these marks; null when there is none. */
  find(marks: readonly string[]): Promise<Said<Ticket | null>>;
  /** Opens one with all of these marks; its id, null when the service did not say it. */
  open(message: Message, marks: readonly string[]): Promise<Said<string | null>>;
  /** Closes it, or opens it again; nothing where it is so already. */
  turn(id: string, closed: boolean): Promise<Said<unknown>>;
  comment(id: string, message: Message): Promise<Said<unknown>>;
}

/** What is done with a ticket whose incident is over. */
export type AtTheEnd = 'close' | 'comment';

/** Opened for another message, and still open when this one came to it: its end is not that of this one alone. */
const GUEST = ' guest';
const MOST_MARKS = 41;

/**
 * One try of saying something by tickets: one for an incident, for ever. Where no id is kept, the service is asked for
 * a ticket of this message or of one of its incidents before another is opened, so that neither a crash between opening
 * and noting it nor a merge of incidents leads to a second one. What can be repeated without harm is done first, the
 * comment last: a try that fails halfway leaves nothing behind that the next would double.
 */
export async function tellByTicket(
  desk: Desk,
  message: Message,
  { reference, atTheEnd }: { readonly reference: string | undefined; readonly atTheEnd: AtTheEnd },
): Promise<Delivery> {
  const kept = keptId(desk, reference);
  if (kept !== null) return goesOn(desk, message, { ...kept, atTheEnd });
  const marks = marksOf(message);
  const found = await desk.find(marks);
  if (!found.ok) return found;
  const ticket = found.value;
  if (ticket !== null) {
    // It was opened with this very message, and nobody came to note it.
    if (ticket.stamp === stampOf(message)) return { ok: true, reference: ticket.id };
    const guest = !ticket.marks.includes(marks[0]!) && !ticket.closed;
    return goesOn(desk, message, { id: ticket.id, guest, atTheEnd });
  }
  // Nobody opens a ticket to say that something is over.
  if (message.kind === 'resolve' || message.kind === 'ack') return { ok: true };
  const opened = await desk.open(message, marks);
  if (!opened.ok) return opened;
  return opened.value === null || !desk.id.test(opened.value)
    ? { ok: true }
    : { ok: true, reference: opened.value };
}

async function goesOn(
  desk: Desk,
  message: Message,
  { id, guest, atTheEnd }: { id: string; guest: boolean; atTheEnd: AtTheEnd },
): Promise<Delivery> {
  const reference = guest ? `${id}${GUEST}` : id;
  const { kind, reminder, quiet } = message;
  if (reminder === true) return { ok: true, reference };
  const over = kind === 'resolve';
  if (over ? atTheEnd === 'close' && !guest : kind !== 'ack' && quiet !== true) {
    const turned = await desk.turn(id, over);
    if (!turned.ok) return turned;
  }
  const said = await desk.comment(id, message);
  return said.ok ? { ok: true, reference } : said;
}

/** What was kept is put into paths: nothing but an id is taken for one. */
function keptId(desk: Desk, reference: string | undefined): { id: string; guest: boolean } | null {
  if (reference === undefined) return null;
  const guest = reference.endsWith(GUEST);
  const id = guest ? reference.slice(0, -GUEST.length) : reference;
  return desk.id.test(id) ? { id, guest } : null;
}

/** What a ticket is found by: the key of its message first, then its incidents; letters, digits, `-` and `_`. */
function marksOf({ key, incidents = [] }: Message): string[] {
  const marks = [key, ...incidents].map(
    (name) => `logsift-${/^[\w-]{1,40}$/.test(name) ? name : digest(name)}`,
  );
  return [...new Set(marks)].slice(0, MOST_MARKS);
}

/** What tells the message that a ticket was opened with from later ones of its key. */
export function stampOf({ key, kind, time }: Message): string {
  return digest(`${key}\0${kind}\0${time}`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** How a service is spoken to. */
export interface Line {
  /** Without a slash at its end. */
  readonly base: string;
  readonly headers: { readonly [name: string]: string };
  readonly allowPrivate: boolean;
  readonly secrets: readonly string[];
  readonly signal: AbortSignal;
  /** The wall clock, epoch ms. */
  now(): number;
  /** What an answer means where a service has its own way of saying it. */
  judge?(delivery: Refused, answer: Answer): Refused;
}

/** One request to a service of tickets; what it said is JSON, null where it is none. */
export async function ask(
  line: Line,
  path: string,
  how: { readonly method?: Post['method']; readonly json?: unknown; readonly most?: number } = {},
): Promise<Said<unknown>> {
  const { method = 'GET', json, most } = how;
  const { base, headers, allowPrivate, signal, secrets } = line;
  const answer = await post({
    ...{ url: `${base}${path}`, method, allowPrivate, signal, readsAnswer: true },
    ...(most === undefined ? {} : { most }),
    headers: { ...headers, ...(json === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body: json === undefined ? '' : JSON.stringify(json),
  });
  const delivery = deliveryOf(answer, { now: line.now(), secrets });
  if (!delivery.ok) return line.judge?.(delivery, answer) ?? delivery;
  return { ok: true, value: 'body' in answer ? parsed(answer.body) : null };
}

/** An answer that is not what it should be; whatever it was, it may be right the next time. */
export function odd(what: string): Refused {
  return { ok: false, permanent: false, reason: `the receiver's answer about ${what} cannot be read` };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
