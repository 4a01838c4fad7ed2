import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file that the syslog daemon of a machine writes. */
export interface DaemonFile {
  readonly path: string;
  /** Facilities and severities that go there, bit `facility * 8 + severity`; null where a filter decides. */
  readonly selected: ReadonlySet<number> | null;
  /** What goes there goes nowhere else (`stop`). */
  readonly apart: boolean;
}

/** What a syslog daemon does, as its configuration says. */
export interface SyslogDaemon {
  readonly name: 'rsyslog' | 'syslog-ng';
  readonly files: readonly DaemonFile[];
  /** What it takes in beside what this machine's programs tell the journal: `the network`, `files`, `other sockets`. */
  readonly otherInputs: readonly string[];
}

/** The syslog daemon that is set up below `root`, null when there is none that can be understood. */
export function syslogDaemon(root: string): SyslogDaemon | null {
  const rsyslog = [join(root, 'etc/rsyslog.conf'), ...confFiles(join(root, 'etc/rsyslog.d'))];
  const text = rsyslog.map(textOf).join('\n');
  if (text.trim() !== '') return readRsyslog(text);
  const ng = [join(root, 'etc/syslog-ng/syslog-ng.conf'), ...confFiles(join(root, 'etc/syslog-ng/conf.d'))];
  const ngText = ng.map(textOf).join('\n');
  return ngText.trim() === '' ? null : readSyslogNg(ngText);
}

const FACILITIES = [
  ...['kern', 'user', 'mail', 'daemon', 'auth', 'syslog', 'lpr', 'news', 'uucp', 'cron', 'authpriv', 'ftp'],
  ...['ntp', 'audit', 'alert', 'clock'],
  ...['local0', 'local1', 'local2', 'local3', 'local4', 'local5', 'local6', 'local7'],
];
const SEVERITIES: { readonly [name: string]: number } = {
  ...{
    emerg: 0,
    panic: 0,
    alert: 1,
    crit: 2,
    err: 3,
    error: 3,
    warning: 4,
    warn: 4,
    notice: 5,
    info: 6,
    debug: 7,
  },
};
const SELECTOR = /^[\w*,]+\.[\w*=!]+(?:;\s*[\w*,]+\.[\w*=!]+)*/;

/** What rsyslog's configuration says, in its old and its new form; what is not understood is a filter. */
function readRsyslog(text: string): SyslogDaemon {
  const files: { path: string; selected: ReadonlySet<number> | null; apart: boolean }[] = [];
  const inputs = new Set<string>();
  /** Files of the filter that a `stop` would end. */
  let open: number[] = [];
  let depth = 0;
  for (const line of linesOf(text)) {
    if (/\bim(?:udp|tcp|ptcp|relp|gssapi)\b|^\$(?:UDP|InputTCP|InputRELP)ServerRun\b/.test(line))
      inputs.add('the network');
    if (/\bimfile\b/.test(line)) inputs.add('files');
    if (/^\$AddUnixListenSocket\b|\binput\([^)]*imuxsock/i.test(line)) inputs.add('other sockets');
    const selector = SELECTOR.exec(line)?.[0] ?? null;
    const ends = /(?:^|[\s{}&])(?:stop|discard)\b|(?:^|&)\s*~/.test(line);
    const continues = line.startsWith('&') || depth > 0;
    if (!continues && !ends) open = [];
    const plain = depth === 0 && selector !== null && !/\bthen\b/.test(line);
    for (const path of pathsOf(plain ? line.slice(selector.length) : line)) {
      open.push(files.length);
      files.push({ path, selected: plain ? selected(selector) : null, apart: false });
    }
    if (ends) for (const index of open) files[index]!.apart = true;
    depth = Math.max(0, depth + count(line, '{') - count(line, '}'));
  }
  return { name: 'rsyslog', files: joined(files), otherInputs: [...inputs].sort() };
}

function readSyslogNg(text: string): SyslogDaemon {
  const whole = linesOf(text).join(' ');
  const paths = [...whole.matchAll(/\bdestination\b[^{]*\{(.*?)\}\s*;/g)].flatMap(([, body]) =>
    [...body!.matchAll(/\bfile\(\s*"?(\/[^"$\s)]+)"?(?=[\s)])/g)].map(([, path]) => path!),
  );
  const sources = [...whole.matchAll(/\bsource\b[^{]*\{(.*?)\}\s*;/g)].map(([, body]) => body!).join(' ');
  const inputs = new Set<string>();
  if (/\b(?:network|udp6?|tcp6?|syslog|default-network-drivers)\s*\(/.test(sources))
    inputs.add('the network');
  if (/\b(?:file|wildcard-file)\s*\(/.test(sources)) inputs.add('files');
  if (/\bunix-(?:dgram|stream)\s*\(/.test(sources)) inputs.add('other sockets');
  const files = [...new Set(paths)].map((path) => ({ path, selected: null, apart: false }));
  return { name: 'syslog-ng', files, otherInputs: [...inputs].sort() };
}

/** The bits of `mail,news.=err;auth.none` and the like (rsyslog.conf(5), selectors). */
function selected(selector: string): ReadonlySet<number> {
  const bits = new Set<number>();
  for (const part of selector.split(';')) {
    const [names, priority] = part.trim().split('.') as [string, string];
    const [, not, only, word] = /^(!?)(=?)(.*)$/.exec(priority)!;
    const add = not === '' && word !== 'none';
    const most = word === '*' || word === 'none' ? 7 : (SEVERITIES[word!.toLowerCase()] ?? 7);
    const least = only === '=' ? most : 0;
    for (const [facility, name] of FACILITIES.entries()) {
      if (!names.split(',').some((one) => one === '*' || one.toLowerCase() === name)) continue;
      for (let severity = least; severity <= most; severity++) {
        if (add) bits.add(facility * 8 + severity);
        else bits.delete(facility * 8 + severity);
      }
    }
  }
  return bits;
}

/** Static paths an action writes to; names made of what a line says are left out. */
function pathsOf(action: string): string[] {
  const old = /(?:^|[\s}])-?(\/[\w./+@-]+)(?:;\w+)?\s*(?:[}&].*)?$/.exec(action.replace(/\([^)]*\)/g, ''));
  const modern = [...action.matchAll(/\bfile\s*=\s*"(\/[^"]+)"/gi)].map(([, path]) => path!);
  const isOmfile = /\bomfile\b/i.test(action);
  return [...(old === null ? [] : [old[1]!]), ...(isOmfile ? modern : [])];
}

function joined(files: readonly DaemonFile[]): DaemonFile[] {
  return [...Map.groupBy(files, ({ path }) => path)].map(([path, all]) => ({
    path,
    selected: all.some((one) => one.selected === null)
      ? null
      : new Set(all.flatMap((one) => [...one.selected!])),
    apart: all.every((one) => one.apart),
  }));
}

function linesOf(text: string): string[] {
  return text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

function confFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.conf'));
    return names.sort().map((name) => join(folder, name));
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, 1_000_000);
  } catch {
    return '';
  }
}
