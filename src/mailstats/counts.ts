import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { Calendar } from './calendar.ts';
import { CONNECTION, DESTINATION, HOUR, MailDay, type TableName } from './mail-day.ts';
import { type MailLine, mailLine } from './mail-line.ts';
import { addressOf, domainOf, lower, saidTrimmed, trimmed } from './mail-words.ts';
import { Queue } from './queue.ts';
import { rejectionOf } from './reject.ts';

/** Days that are kept. */
const MOST_DAYS = 15;
/** No line of a real server is of another time. */
const LATEST = Date.UTC(9999, 0);

const FILTERED =
  /\/cleanup\[\d+\]: .*?\b((?:milter-)?reject|warning|hold|discard): (header|body|END-OF-MESSAGE) (.*)$/s;
const CLIENT = /\[\d+\]: \w+: client=(.+?)(?:,|$)/s;
const REJECT = /\[\d+\]: \w+: (reject(?:_warning)?|hold|discard): /;
const SENDER = /from=<([^>]*)>, size=(\d+)/;
const DELIVERY =
  /to=<([^>]*)>, (?:orig_to=<[^>]*>, )?relay=([^,]+), (?:conn_use=[^,]+, )?delay=([^,]+), (?:delays=[^,]+, )?(?:dsn=[^,]+, )?status=([^ \t\r\f\v]+)(.*)$/s;
const REFUSED = /^.* connect to ([^ \t\r\f\v]+?): ([^;]+); address [^ \t\r\f\v]+ port.*$/s;
const UNREACHED = /^.* connect to ([^[]+)\[[^ \t\r\f\v]+?\]: (.+?) \(port \d+\)$/s;
const LOCAL = 'pickup';

/** What a line of one of these words is counted as. */
const FATES = {
  reject: ['rejected', 'rejected'],
  'milter-reject': ['rejected', 'rejected'],
  warning: ['warned', 'warned'],
  reject_warning: ['warned', 'warned'],
  hold: ['held', 'held'],
  discard: ['discarded', 'discarded'],
} as const satisfies { readonly [word: string]: readonly [TableName, keyof MailDay['totals']] };
type Fate = keyof typeof FATES;
const isFate = (word: string): word is Fate => Object.hasOwn(FATES, word);

/** A line with when and where it was said. */
interface Said extends MailLine {
  readonly day: MailDay;
  readonly hour: number;
  /** Epoch ms. */
  readonly time: number;
  readonly host: string;
}

const VERSION = 1;
const openSchema = z.object({
  version: z.literal(VERSION),
  counters: z.object({ events: z.number(), counted: z.number(), untimed: z.number(), tooOld: z.number() }),
  days: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/)),
  queue: z.unknown(),
});

/** What was counted, as JSON; the days by name. */
export interface SavedMail {
  readonly open: string;
  readonly days: ReadonlyMap<string, string>;
}

/** The days alone of what was saved. Throws a ZodError or a SyntaxError. */
export function savedDays(open: string, dayOf: (name: string) => string | null): Map<string, MailDay> {
  const days = new Map<string, MailDay>();
  for (const name of openSchema.parse(JSON.parse(open)).days) {
    const text = dayOf(name);
    if (text !== null) days.set(name, MailDay.load(JSON.parse(text)));
  }
  return days;
}

/** Events of Postfix; events = counted + untimed + tooOld. */
export interface MailCounters {
  events: number;
  counted: number;
  /** Without a time of their own, or of a time that cannot be. */
  untimed: number;
  /** Of a day before those that are kept. */
  tooOld: number;
}

/**
 * Counts mail as pflogsumm 1.1.5 does, line by line, by days of the zone: the same lines, the same numbers, quirks
 * among them. What it does not do: queue ids of several servers are kept apart, and memory is bounded.
 */
export class MailCounts {
  readonly counters: MailCounters = { events: 0, counted: 0, untimed: 0, tooOld: 0 };
  readonly queue = new Queue();
  /** By name of the day, `2026-03-01`. */
  readonly days = new Map<string, MailDay>();
  readonly #calendar: Calendar;
  /** Of days to which nothing was added since they were written down. */
  readonly #texts = new Map<string, string>();

  constructor(timeZone?: string) {
    this.#calendar = new Calendar(timeZone);
  }

  observe(event: Event): void {
    const line = mailLine(event);
    if (line === null) return;
    this.counters.events++;
    const { time } = event;
    if (!(time > 0 && time < LATEST) || (event.flags & FLAG.future) !== 0) {
      this.counters.untimed++;
      return;
    }
    this.#calendar.at(time);
    const day = this.#day(this.#calendar.day);
    if (day === null) {
      this.counters.tooOld++;
      return;
    }
    this.counters.counted++;
    this.#texts.delete(this.#calendar.day);
    this.#count({ ...line, day, hour: this.#calendar.hour, time, host: event.host ?? '' });
  }

  /** State as JSON: what is on its way, and each day by itself, as days that are over do not change. */
  save(): SavedMail {
    const { counters, queue, days } = this;
    for (const [name, day] of days) {
      if (!this.#texts.has(name)) this.#texts.set(name, JSON.stringify(day.save()));
    }
    const open = { version: VERSION, counters, days: [...days.keys()], queue: queue.save() };
    return { open: JSON.stringify(open), days: new Map(this.#texts) };
  }

  /** Takes back what `save` gave. Throws a ZodError or a SyntaxError. */
  load(open: string, dayOf: (name: string) => string | null): void {
    const { counters, queue } = openSchema.parse(JSON.parse(open));
    Object.assign(this.counters, counters);
    this.queue.load(queue);
    for (const [name, day] of savedDays(open, dayOf)) this.days.set(name, day);
  }

  #count(said: Said): void {
    const { text, program, id, day } = said;
    const filtered = program === 'cleanup' ? FILTERED.exec(text) : null;
    if (filtered !== null) this.#filtered(said, filtered);
    else if (id === 'warning') tell(day, 'warnings', [program, after(text, 'warning')]);
    else if (id === 'fatal') tell(day, 'fatals', [program, after(text, 'fatal')]);
    else if (id === 'panic') tell(day, 'panics', [program, after(text, 'panic')]);
    else if (isFate(id) && id !== 'milter-reject') this.#rejected(said, id);
    else if (program === 'master') tell(day, 'master', [text.replace(/^.*master.*: /s, '')]);
    else if (program === 'smtpd' || program === 'postscreen') this.#server(said);
    else this.#delivery(said);
  }

  #filtered(said: Said, [, word = '', where = '', rest = '']: RegExpExecArray): void {
    if (!isFate(word)) return;
    const [table, total] = FATES[word];
    said.day.totals[total]++;
    const reason = trimmed(rest.replace(/( from [^ \t\r\f\v]+?)?; from=<.*$/s, ''), 64);
    tell(said.day, table, [said.program, where, reason]);
    hourOf(said)[HOUR.rejected]!++;
  }

  #rejected(said: Said, fate: Fate): void {
    const [table, total] = FATES[fate];
    said.day.totals[total]++;
    hourOf(said)[HOUR.rejected]!++;
    tell(said.day, table, rejectionOf(said.text));
  }

  /** What came in over the network. */
  #server(said: Said): void {
    const { text } = said;
    const client = CLIENT.exec(text);
    if (client !== null) {
      this.#received(said, domainOf(client[1]!));
      return;
    }
    const fate = REJECT.exec(text)?.[1];
    if (fate !== undefined && isFate(fate)) this.#rejected(said, fate);
    else this.#connection(said);
  }

  #received(said: Said, from: string): void {
    hourOf(said)[HOUR.received]!++;
    said.day.totals.received++;
    this.queue.message(keyOf(said, said.id)).from = from;
  }

  #connection(said: Said): void {
    const { text, day, time } = said;
    const seconds = Math.floor(time / 1000);
    if (text.includes(': connect from ')) {
      const [, pid = ''] = /\/smtpd\[(\d+)\]: /.exec(text) ?? [];
      this.queue.opened(keyOf(said, pid), seconds);
      return;
    }
    if (!text.includes(': disconnect from ')) return;
    const [, pid = '', client = ''] = /\/smtpd\[(\d+)\]: disconnect from (.+)$/s.exec(text) ?? [];
    const opened = this.queue.closed(keyOf(said, pid));
    if (opened === null) return;
    const lasted = Math.max(0, seconds - opened);
    const hour = hourOf(said);
    const row = day.tables.clients.row(domainOf(client));
    hour[HOUR.connections]!++;
    hour[HOUR.seconds]! += lasted;
    hour[HOUR.longest] = Math.max(hour[HOUR.longest]!, lasted);
    row[CONNECTION.count]!++;
    row[CONNECTION.seconds]! += lasted;
    row[CONNECTION.longest] = Math.max(row[CONNECTION.longest]!, lasted);
  }

  #delivery(said: Said): void {
    const { text, program, id, day } = said;
    const sender = SENDER.exec(text);
    const delivery = sender === null ? DELIVERY.exec(text) : null;
    if (sender !== null) this.#queued(said, sender[1]!, sender[2]!);
    else if (delivery !== null) this.#tried(said, delivery);
    else if (program === 'pickup' && /: (?:sender|uid)=/.test(text)) this.#received(said, LOCAL);
    else if (program === 'qmgr' && text.endsWith(': removed')) this.queue.removed(keyOf(said, id));
    else if (program === 'smtp') {
      const failure = (text.includes('; address ') ? REFUSED.exec(text) : null) ?? unreached(text);
      if (failure !== null) tell(day, 'failures', [lower(failure[2]!), failure[1]!]);
    }
  }

  /** The size of a message is known, and who sent it. */
  #queued(said: Said, from: string, bytes: string): void {
    const { day } = said;
    const message = this.queue.message(keyOf(said, said.id));
    if (isTrue(message.size)) return;
    message.size = bytes;
    if (!isTrue(message.from)) return;
    const address = isTrue(from) ? addressOf(from) : 'from=<>';
    const own = /^[^@]+@(.+)$/s.exec(address)?.[1];
    const domain = own ?? (message.from === LOCAL ? address : message.from);
    const size = Number(bytes);
    share(day.tables.sendingDomains.row(domain), size);
    share(day.tables.senders.row(address), size);
    day.totals.bytesReceived += size;
    message.from = '';
  }

  #tried(said: Said, [, to = '', relay = '', delayText = '', status, rest = '']: RegExpExecArray): void {
    const { text, program, day, time } = said;
    const address = addressOf(to);
    const domain = address.replace(/^[^@]+@/s, '');
    const hour = hourOf(said);
    const { totals, tables } = day;
    if (status === 'sent') {
      if (rest.includes('forwarded as ')) {
        totals.forwarded++;
        return;
      }
      const message = this.queue.message(keyOf(said, said.id));
      const size = isTrue(message.size) ? Number(message.size) : 0;
      const row = tables.destinations.row(domain);
      share(row, size);
      row[DESTINATION.delay]! += secondsOf(delayText);
      row[DESTINATION.longest] = Math.max(row[DESTINATION.longest]!, secondsOf(delayText));
      row[DESTINATION.sent] = Math.max(row[DESTINATION.sent]!, time);
      share(tables.recipients.row(address), size);
      totals.delivered++;
      totals.bytesDelivered += size;
      if (!isTrue(message.size) && !message.unsized) {
        message.unsized = true;
        totals.unsized++;
      }
      hour[HOUR.delivered]!++;
    } else if (status === 'deferred') {
      const said65 = saidTrimmed(/, status=deferred \(([^)]+)/.exec(text)?.[1] ?? '', 65);
      tell(day, 'deferred', [program, said65.replace(/^\d{3} /, '').replace(/^connect to /, '')]);
      const message = this.queue.message(keyOf(said, said.id));
      const row = tables.destinations.row(domain);
      row[DESTINATION.deferrals]!++;
      row[DESTINATION.longest] = Math.max(row[DESTINATION.longest]!, secondsOf(delayText));
      row[DESTINATION.stuck] = Math.max(row[DESTINATION.stuck]!, time);
      totals.deferrals++;
      if (!message.deferred) totals.deferred++;
      message.deferred = true;
      hour[HOUR.deferred]!++;
    } else if (status === 'bounced') {
      const reason = saidTrimmed(/, status=bounced \((.+)\)/s.exec(text)?.[1] ?? '', 66);
      tell(day, 'bounced', [relay, reason.replace(/^\d{3} /, '')]);
      totals.bounced++;
      hour[HOUR.bounced]!++;
    }
  }

  /** The day of that name; null when it is older than those that are kept. */
  #day(name: string): MailDay | null {
    const known = this.days.get(name);
    if (known !== undefined) return known;
    if (this.days.size >= MOST_DAYS) {
      const oldest = [...this.days.keys()].reduce((a, b) => (a < b ? a : b));
      if (name < oldest) return null;
      this.days.delete(oldest);
      this.#texts.delete(oldest);
    }
    const day = new MailDay();
    this.days.set(name, day);
    return day;
  }
}

/** The pattern is slow where it does not fit. */
function unreached(text: string): RegExpExecArray | null {
  return / \(port \d+\)$/.test(text) ? UNREACHED.exec(text) : null;
}

function tell(day: MailDay, table: TableName, path: readonly string[]): void {
  day.tables[table].row(path.join('\n'))[0]!++;
}

function share(row: number[], size: number): void {
  row[0]!++;
  row[1]! += size;
}

function hourOf({ day, hour }: Said): number[] {
  return day.hours[hour]!;
}

function keyOf({ host }: Said, id: string): string {
  return `${host}\n${id}`;
}

function after(text: string, word: string): string {
  const at = text.lastIndexOf(`${word}: `);
  return trimmed(at < 0 ? text : text.slice(at + word.length + 2), 66);
}

/** What Perl takes for true. */
function isTrue(text: string): boolean {
  return text !== '' && text !== '0';
}

/** What Perl makes of text as a number: how it begins. */
function secondsOf(text: string): number {
  const value = Number.parseFloat(text);
  return Number.isFinite(value) ? value : 0;
}
