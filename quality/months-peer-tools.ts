import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlantedLabel } from '../src/simulate/index.ts';
import type { LogMonth } from './months-peer-logs.ts';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const MOST_OUTPUT = 2 ** 30;
/** Debian's jail.conf: bans after so many failures within findtime, for bantime. */
const [MAXRETRY, FINDTIME, BANTIME] = [5, 10 * MINUTE, 10 * MINUTE];
/** Debian's cron runs logcheck two minutes past every hour. */
const PAST_HOUR = 2 * MINUTE;

/** A message that a person would have got. */
export interface PeerMessage {
  /** Epoch ms. */
  readonly at: number;
  /** Lines that must be read. */
  readonly lines: number;
  /** Indices of the labels of which it shows something. */
  readonly shows: ReadonlySet<number>;
}

/** Another tool, as Debian installs it. */
export interface Peer {
  readonly name: string;
  /** Its programs, and the packages that have them. */
  readonly programs: readonly string[];
  readonly packages: string;
  /** What it would have sent in the month. Throws an Error with what the tool said when it fails. */
  messages(month: LogMonth, labels: readonly PlantedLabel[]): PeerMessage[];
}

/** The tools beside which a month is put. */
export const peers: readonly Peer[] = [
  {
    name: 'fail2ban',
    programs: ['/usr/bin/fail2ban-regex'],
    packages: 'fail2ban',
    messages: (month) => bansOf(failuresOf(month)),
  },
  {
    name: 'logcheck',
    programs: ['/usr/sbin/logcheck', '/etc/logcheck/ignore.d.server/ssh'],
    packages: 'logcheck logcheck-database',
    messages: hourlyMails,
  },
  {
    name: 'logwatch',
    programs: ['/usr/sbin/logwatch'],
    packages: 'logwatch',
    messages: dailyReports,
  },
];

/** Whether all of a peer is there. */
export function isInstalled({ programs }: Peer): boolean {
  return programs.every((path) => existsSync(path));
}

/** A failed login as fail2ban sees it. */
export interface Failure {
  readonly at: number;
  readonly address: string;
  readonly of: number | null;
}

/** The jail that Debian enables, sshd, over auth.log by fail2ban's own program for past logs. */
function failuresOf({ folder, planted }: LogMonth): Failure[] {
  const args = ['-o', '<time> <ip> <matches>', join(folder, 'auth.log'), 'sshd'];
  const failures: Failure[] = [];
  for (const line of run('fail2ban-regex', args)) {
    const [, time, address, text] = /^(\d{9,}(?:\.\d+)?) (\S+) (.*)$/.exec(line) ?? [];
    if (time === undefined) continue;
    failures.push({ at: Number(time) * 1000, address: address!, of: planted.get(text!) ?? null });
  }
  return failures;
}

/** Each ban is a message: so many failures of an address within findtime, none while it is banned. */
export function bansOf(failures: readonly Failure[]): PeerMessage[] {
  const recent = new Map<string, Failure[]>();
  const bannedUntil = new Map<string, number>();
  const bans: PeerMessage[] = [];
  for (const failure of failures) {
    const { at, address } = failure;
    if (at < (bannedUntil.get(address) ?? 0)) continue;
    const within = [...(recent.get(address) ?? []).filter((one) => one.at > at - FINDTIME), failure];
    recent.set(address, within);
    if (within.length < MAXRETRY) continue;
    recent.delete(address);
    bannedUntil.set(address, at + BANTIME);
    const shows = new Set(within.flatMap(({ of }) => of ?? []));
    bans.push({ at, lines: 1, shows });
  }
  return bans;
}

/**
 * What logcheck leaves of syslog and auth.log at its usual level, a mail for every hour with lines left. Its rules look
 * at single lines, so that one run over all of them leaves what a run each hour does.
 */
function hourlyMails({ folder, planted }: LogMonth): PeerMessage[] {
  const [state, list, none] = ['state', 'logfiles', 'none.d'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [state, none]) mkdirSync(path, { recursive: true });
  chmodSync(state, 0o777);
  writeFileSync(list, `${join(folder, 'syslog')}\n${join(folder, 'auth.log')}\n`);
  const args = ['/usr/sbin/logcheck', '-o', '-t', '-L', list, '-D', none, '-S', state];
  // It refuses to run as root.
  const asItself =
    process.getuid?.() === 0 ? ['setpriv', '--reuid=logcheck', '--regid=logcheck', '--clear-groups'] : [];
  const [command = '', ...rest] = [...asItself, ...args];
  return mailsOf(run(command, rest), planted);
}

/** Mails of the lines that logcheck printed; its headings have no time. */
export function mailsOf(printed: Iterable<string>, planted: LogMonth['planted']): PeerMessage[] {
  const hours = new Map<number, { lines: number; readonly shows: Set<number> }>();
  for (const line of printed) {
    const time = Date.parse(line.slice(0, line.indexOf(' ')).replace(/(\.\d{3})\d+/, '$1'));
    if (Number.isNaN(time)) continue;
    const hour = (Math.floor((time - PAST_HOUR) / HOUR) + 1) * HOUR + PAST_HOUR;
    let mail = hours.get(hour);
    if (mail === undefined) hours.set(hour, (mail = { lines: 0, shows: new Set() }));
    mail.lines++;
    const of = planted.get(line);
    if (of !== undefined) mail.shows.add(of);
  }
  return [...hours].sort(([a], [b]) => a - b).map(([at, mail]) => ({ at, ...mail }));
}

/** logwatch's report of each day, counted as sent when the day is over. */
function dailyReports({ days, said }: LogMonth, labels: readonly PlantedLabel[]): PeerMessage[] {
  const reports = days.map(({ folder, from }) => ({
    lines: reportOf(folder),
    said: said.get(from) ?? new Map(),
  }));
  const shown = shownIn(reports, labels);
  return days.map(({ to }, i) => ({ at: to, lines: reports[i]!.lines.length, shows: shown[i]! }));
}

function reportOf(folder: string): string[] {
  // What it would say of the machine that measures is left out, and no name server is asked.
  const services = ['All', '-zz-network', '-zz-sys', '-eximstats', '-zz-disk_space', '-dpkg'];
  const args = ['--logdir', folder, '--range', 'all', '--output', 'stdout', '--format', 'text', '--numeric'];
  const output = run('/usr/sbin/logwatch', [...args, ...services.flatMap((name) => ['--service', name])]);
  return [...output].filter((line) => line.trim() !== '');
}

/**
 * Of which incidents each day's report shows a line: it has one of the day's messages, or an address, account or device
 * of it that is in no report of a day without that incident.
 */
export function shownIn(
  reports: readonly {
    readonly lines: readonly string[];
    readonly said: ReadonlyMap<number, ReadonlySet<string>>;
  }[],
  labels: readonly PlantedLabel[],
): ReadonlySet<number>[] {
  const texts = reports.map(({ lines }) => lines.map((line) => ` ${line.replaceAll(/\s+/g, ' ')} `));
  const has = (report: number, word: string) => texts[report]!.some((line) => hasWord(line, word));
  const words = labels.map(({ subjects }) =>
    subjects.actors.filter((actor) => {
      const of = labels.flatMap((label, i) => (label.subjects.actors.includes(actor) ? i : []));
      return reports.every(({ said }, i) => of.some((one) => said.has(one)) || !has(i, actor));
    }),
  );
  return reports.map(({ said }, i) => {
    const shows = new Set<number>();
    for (const [of, messages] of said) {
      const plain = [...messages].map((text) => text.replaceAll(/\s+/g, ' ').trim());
      const verbatim = plain.some((text) => texts[i]!.some((line) => line.includes(text)));
      if (verbatim || words[of]!.some((word) => has(i, word))) shows.add(of);
    }
    return shows;
  });
}

/** Whether a word stands in a line as a whole: 10.0.0.1 is not in 10.0.0.12. */
function hasWord(line: string, word: string): boolean {
  const inside = /[\w./-]/;
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const [before = '', after = ''] = [line[at - 1], line[at + word.length]];
    if (!inside.test(before) && !/[\w/-]/.test(after)) return true;
  }
  return false;
}

function* run(command: string, args: readonly string[]): Generator<string> {
  const env = { PATH: '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C.UTF-8', HOME: '/' };
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...{ env, encoding: 'utf8', maxBuffer: MOST_OUTPUT, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  if (error !== undefined) throw error;
  // fail2ban-regex ends with 1 when nothing failed.
  if (status !== 0 && stdout === '')
    throw new Error(`${command} ended with ${status}: ${stderr.slice(0, 500)}`);
  yield* stdout.split('\n');
}
