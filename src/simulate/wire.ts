import { hashText } from '../kit/hash.ts';
import { type Calendar, SECOND } from './calendar.ts';
import type { Host, Style } from './network.ts';
import type { Speaker, TrapKind } from './speaker.ts';

/** A line before it is written down in the style of its machine. */
export interface Utterance {
  /** Epoch ms, a whole number. */
  readonly time: number;
  /** Breaks ties of time. */
  readonly order: number;
  readonly host: Host;
  readonly speaker: Speaker;
  /** 0 when the speaker has none. */
  readonly pid: number;
  readonly message: string;
  /** Index of the planted scenario that it belongs to, −1 for ordinary traffic. */
  readonly planted: number;
}

/** How lines are written: each machine as it does, or all of them as one relay hands them on. */
export const WIRE_FORMATS = ['mixed', 'rfc3164', 'rfc5424'] as const;
export type WireFormat = (typeof WIRE_FORMATS)[number];

interface Journal {
  entries: number;
  readonly boot: string;
  readonly sequence: string;
}

/** Writes lines down as the devices do. Sequence numbers count on from line to line, so one per run. */
export class Wire {
  readonly #calendar: Calendar;
  readonly #format: WireFormat;
  readonly #sequences = new Map<Host, number>();
  readonly #journals = new Map<Host, Journal>();
  #lastTime = Number.NaN;
  #micros = 0;

  constructor(calendar: Calendar, format: WireFormat) {
    this.#calendar = calendar;
    this.#format = format;
  }

  /** The line as it reaches the syslog server, without a line end. */
  write(line: Utterance): string {
    if (line.speaker.trap !== undefined) return trapLine(line, line.speaker.trap);
    this.#tick(line);
    const style: Style = this.#format === 'mixed' ? line.host.style : this.#format;
    switch (style) {
      case 'rfc3164':
        return this.#rfc3164(line);
      case 'rfc5424':
      case 'traps':
        return this.#rfc5424(line);
      case 'journald':
        return this.#journald(line);
      case 'ios':
        return this.#ios(line);
      case 'asa':
        return this.#asa(line);
    }
  }

  #rfc3164(line: Utterance): string {
    const { speaker } = line;
    const tag = speaker.cisco ? `%${speaker.app}` : speaker.app;
    const pid = line.pid > 0 ? `[${line.pid}]` : '';
    return `<${pri(speaker)}>${this.#calendar.stamp(line.time)} ${line.host.name} ${tag}${pid}: ${this.#uptime(line)}${line.message}`;
  }

  #rfc5424(line: Utterance): string {
    const { speaker } = line;
    const time = this.#calendar.iso(line.time, this.#micros);
    const pid = line.pid > 0 ? line.pid : '-';
    const app = speaker.cisco ? '-' : speaker.app;
    const message = speaker.cisco
      ? `%${speaker.app}: ${line.message}`
      : `${this.#uptime(line)}${line.message}`;
    return `<${pri(speaker)}>1 ${time} ${line.host.name} ${app} ${pid} - - ${message}`;
  }

  /** `logging origin-id hostname`, `service sequence-numbers`, `service timestamps log datetime msec localtime`. */
  #ios(line: Utterance): string {
    const number = this.#nextSequence(line.host);
    const millis = String(line.time % SECOND).padStart(3, '0');
    const time = `${this.#calendar.stamp(line.time)}.${millis}`;
    return `<${pri(line.speaker)}>${number}: ${line.host.name}: ${time}: %${line.speaker.app}: ${line.message}`;
  }

  /** `logging timestamp`, `logging device-id hostname`. */
  #asa(line: Utterance): string {
    const time = this.#calendar.stampWithYear(line.time);
    return `<${pri(line.speaker)}>${time} ${line.host.name} : %${line.speaker.app}: ${line.message}`;
  }

  /** An entry of the journal as `journalctl -o json` exports it. */
  #journald(line: Utterance): string {
    const { host, speaker } = line;
    const journal = this.#journal(host);
    journal.entries++;
    const micros = line.time * 1000 + this.#micros;
    const since = (line.time - host.booted) * 1000 + this.#micros;
    const kernel = speaker.app === 'kernel';
    return JSON.stringify({
      __CURSOR: `s=${journal.sequence};i=${journal.entries.toString(16)};b=${journal.boot};m=${since.toString(16)};t=${micros.toString(16)}`,
      __REALTIME_TIMESTAMP: String(micros),
      __MONOTONIC_TIMESTAMP: String(since),
      _BOOT_ID: journal.boot,
      _MACHINE_ID: host.machineId,
      _HOSTNAME: host.name,
      _TRANSPORT: kernel ? 'kernel' : 'syslog',
      PRIORITY: String(speaker.severity),
      SYSLOG_FACILITY: String(speaker.facility),
      SYSLOG_IDENTIFIER: speaker.app,
      ...(line.pid > 0 ? { SYSLOG_PID: String(line.pid), _PID: String(line.pid) } : {}),
      ...(kernel ? {} : { _UID: '0', _GID: '0', _COMM: speaker.app.slice(0, 15) }),
      MESSAGE: line.message,
    });
  }

  /** Microseconds below the millisecond: anything, but later lines of one millisecond have more. */
  #tick({ time, message }: Utterance): void {
    const more = (time * 31 + message.length * 97) % 400;
    this.#micros = time === this.#lastTime ? Math.min(999, this.#micros + 1 + (more % 23)) : more;
    this.#lastTime = time;
  }

  /** The kernel's own clock, which files and relays keep in front of its messages. */
  #uptime({ speaker, time, host }: Utterance): string {
    if (speaker.app !== 'kernel') return '';
    const since = time - host.booted;
    const micros = (since % SECOND) * 1000 + this.#micros;
    return `[${String(Math.floor(since / SECOND)).padStart(5)}.${String(micros).padStart(6, '0')}] `;
  }

  #nextSequence(host: Host): number {
    const number =
      (this.#sequences.get(host) ?? 1000 + (Number.parseInt(host.machineId.slice(0, 4), 16) % 90_000)) + 1;
    this.#sequences.set(host, number);
    return number;
  }

  #journal(host: Host): Journal {
    let journal = this.#journals.get(host);
    if (journal === undefined) {
      const boot = hashText(`boot ${host.machineId} ${host.booted}`) + hashText(`again ${host.booted}`);
      const sequence = hashText(`journal ${host.machineId}`) + hashText(host.machineId);
      journal = { entries: Number.parseInt(host.machineId.slice(4, 9), 16), boot, sequence };
      this.#journals.set(host, journal);
    }
    return journal;
  }
}

/** As the source `snmp-trap` writes a notification down: under the address that it came from. */
function trapLine({ time, host, speaker, message }: Utterance, trap: TrapKind): string {
  const head = `<${pri(speaker)}>1 ${new Date(time).toISOString()} ${host.address} ${speaker.app} - ${trap.name}`;
  const uptime = Math.floor((time - host.booted) / 10) % 2 ** 32;
  const about = `trap@32473 oid="${trap.oid}" version="2c" category="${trap.category}" uptime="${uptime}"`;
  const values = Object.entries(trap.values).map(([name, value]) => ` ${name}="${value}"`);
  const all = values.length === 0 ? '' : `][var@32473${values.join('')}`;
  return `${head} [${about}${all}] ${message}`;
}

function pri(speaker: Speaker): number {
  return speaker.facility * 8 + speaker.severity;
}
