import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DAY } from '../src/simulate/calendar.ts';
import type { MadeLine, Simulation } from '../src/simulate/simulation.ts';
import { AUTH, AUTHPRIV, CRON, KERN, MAIL } from '../src/simulate/speaker.ts';

/** Where the lines of a facility go besides syslog, as in Debian's rsyslog.conf. */
const EXTRA = new Map([
  [MAIL, 'mail.log'],
  [KERN, 'kern.log'],
  [CRON, 'cron.log'],
]);
/** Bytes that wait before they are written. */
const CHUNK = 1 << 16;

/** A day of the month, as a syslog server with Debian's rules has written it. */
export interface LogDay {
  /** Epoch ms of its local midnight, and of the next. */
  readonly from: number;
  readonly to: number;
  readonly folder: string;
}

/** A month in files, and which of its lines are of something planted that is wrong. */
export interface LogMonth {
  /** syslog and auth.log of all days. */
  readonly folder: string;
  readonly days: readonly LogDay[];
  /** Index in the labels by the line as it stands in the files. */
  readonly planted: ReadonlyMap<string, number>;
  /** The messages of these lines without their headers, by label and by local midnight. */
  readonly said: ReadonlyMap<number, ReadonlyMap<number, ReadonlySet<string>>>;
}

/** Writes the lines of a simulation from `from` (epoch ms) on into `root`, by facility; walks all of it. */
export function writeLogMonth(simulation: Simulation, root: string, from: number): LogMonth {
  const { calendar, planted: plantings } = simulation.settings;
  const month = new LogFolder(join(root, 'month'));
  const days: LogDay[] = [];
  const planted = new Map<string, number>();
  const said = new Map<number, Map<number, Set<string>>>();
  let day: LogFolder | null = null;
  for (const line of simulation.events()) {
    if (line.time < from) continue;
    if (day === null || line.time >= days.at(-1)!.to) {
      day?.close();
      const midnight = calendar.nextTimeOfDay(line.time - DAY + 1, 0);
      const folder = join(root, `day-${calendar.compactDate(line.time)}`);
      days.push({ from: midnight, to: calendar.nextTimeOfDay(midnight + DAY / 2, 0), folder });
      day = new LogFolder(folder);
    }
    const text = `${calendar.iso(line.time, line.number % 1000)} ${line.host.name} ${tagOf(line)}: ${line.message}`;
    const auth = line.speaker.facility === AUTH || line.speaker.facility === AUTHPRIV;
    const file = auth ? 'auth.log' : 'syslog';
    month.write(file, text);
    day.write(file, text);
    const extra = EXTRA.get(line.speaker.facility);
    if (extra !== undefined) day.write(extra, text);
    if (line.planted < 0 || plantings[line.planted]!.scenario.harmless) continue;
    planted.set(text, line.planted);
    const ofDay = entry(said, days.at(-1)!.from, () => new Map<number, Set<string>>());
    entry(ofDay, line.planted, () => new Set<string>()).add(line.message);
  }
  day?.close();
  month.close();
  return { folder: join(root, 'month'), days, planted, said };
}

function tagOf({ speaker, pid }: MadeLine): string {
  const app = speaker.cisco ? `%${speaker.app}` : speaker.app;
  return pid > 0 ? `${app}[${pid}]` : app;
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** The files of one folder while they are written. */
class LogFolder {
  readonly #folder: string;
  readonly #files = new Map<string, { readonly fd: number; lines: string[]; size: number }>();

  constructor(folder: string) {
    this.#folder = folder;
    // The peers run under accounts of their own.
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    for (const name of ['syslog', 'auth.log']) this.#open(name);
  }

  write(name: string, text: string): void {
    const file = this.#files.get(name) ?? this.#open(name);
    file.lines.push(text);
    file.size += text.length;
    if (file.size > CHUNK) this.#flush(name);
  }

  close(): void {
    for (const [name, { fd }] of this.#files) {
      this.#flush(name);
      closeSync(fd);
    }
  }

  #open(name: string) {
    const file = { fd: openSync(join(this.#folder, name), 'w', 0o644), lines: [] as string[], size: 0 };
    this.#files.set(name, file);
    return file;
  }

  #flush(name: string): void {
    const file = this.#files.get(name)!;
    if (file.lines.length > 0) writeSync(file.fd, `${file.lines.join('\n')}\n`);
    file.lines = [];
    file.size = 0;
  }
}
