import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineEvent } from '../src/app/parse-line.ts';
import type { Event } from '../src/core/event.ts';
import type { Origin } from '../src/core/origin.ts';
import { createFilter, type Filter } from '../src/filter/filter.ts';
import { loadRules } from '../src/filter/load-rules.ts';
import { EventReader } from '../src/formats/reader.ts';
import { LineSplitter } from '../src/kit/lines.ts';
import type { Result } from '../src/testing/result.ts';
import { readLabelledLog } from './loghub2k.ts';

/** What says of itself that it failed is no routine, whatever level it was given. */
const SAYS_FAILURE =
  /\b(?:fail(?:s|ed|ure|ures)?|error|errors|abnormally|denied|refused|illegal|user unknown|invalid|panic|fatal)\b/i;

const filter = createFilter(loadRules());

/** Share of the events of a log that the packs escalate. */
function escalatedShare(text: string, routine: (event: Event) => boolean): { lines: number; share: number } {
  const origin: Origin = {
    source: 'file',
    file: 'log',
    identity: 'log',
    referenceTime: Date.UTC(2026, 0, 1),
  };
  const reader = new EventReader(origin, { fold: false });
  const splitter = new LineSplitter();
  let [lines, escalated] = [0, 0];
  const drain = () => {
    for (let event = reader.next(); event !== null; event = reader.next()) {
      if (!routine(event)) continue;
      lines++;
      if (isEscalated(event, filter)) escalated++;
    }
  };
  for (const batch of [splitter.push(Buffer.from(text)), splitter.end()]) {
    if (batch === null) continue;
    reader.feed(batch);
    drain();
  }
  reader.end();
  drain();
  return { lines, share: lines === 0 ? 0 : escalated / lines };
}

function isEscalated(event: Event, by: Filter): boolean {
  return by.mark(event).startsWith('escalate');
}

function isLineEscalated(line: string): boolean {
  return isEscalated(lineEvent(line, { receivedAt: Date.UTC(2026, 0, 1), timeZone: 'UTC' }), filter);
}

/** Rows of a tab-separated file, keyed by the names in its first line. */
function rows(path: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  const names = header!.split('\t');
  return lines.map((line) => {
    const cells = line.split('\t');
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  });
}

/** False escalation on routine lines: of labelled systems, and of this machine where it has such logs. */
function routineLogs(dataDir: string): Result[] {
  const linux = readLabelledLog(dataDir, 'Linux').lines.join('\n');
  const apache = readLabelledLog(dataDir, 'Apache').lines.join('\n');
  const logs: [name: string, text: string, routine: (event: Event) => boolean][] = [
    ['loghub2k Linux, lines that tell of no failure', linux, (event) => !SAYS_FAILURE.test(event.message)],
    ['loghub2k Apache, notices', apache, (event) => event.severity === 5 || /\[notice\]/.test(event.raw)],
  ];
  if (existsSync('/var/log/dpkg.log'))
    logs.push(['dpkg.log of this machine', readFileSync('/var/log/dpkg.log', 'utf8'), () => true]);
  const cron = Array.from({ length: 500 }, (_, i) => {
    return `Mar  1 ${String(i % 24).padStart(2, '0')}:17:01 web01 CRON[${1000 + i}]: (root) CMD (cd / && run-parts --report /etc/cron.hourly)`;
  });
  logs.push(['lines of cron', cron.join('\n'), () => true]);
  return logs.map(([name, text, routine]) => {
    const { lines, share } = escalatedShare(text, routine);
    return {
      name: `false escalation, ${name} (${lines})`,
      value: share,
      unit: '',
      better: 'lower',
      bar: 0.01,
    };
  });
}

/** Hostile lines that are escalated, and those among benign look-alikes that are too. */
function fail2ban(dataDir: string): Result[] {
  const path = join(dataDir, 'fail2ban', 'lines.tsv');
  if (!existsSync(path)) return [];
  const all = rows(path);
  const share = (attack: string) => {
    const some = all.filter((row) => row.attack === attack);
    return some.filter((row) => isLineEscalated(row.line!)).length / some.length;
  };
  return [
    { name: 'fail2ban: hostile lines escalated', value: share('1'), unit: '', better: 'higher' },
    {
      name: 'fail2ban: look-alikes escalated (a third are failures too)',
      value: share('0'),
      unit: '',
      better: 'lower',
    },
  ];
}

/** Lines that a vendor calls grave, against those it would not show; syslog-shaped products only. */
function wazuh(dataDir: string): Result[] {
  const path = join(dataDir, 'wazuh_rules', 'lines.tsv');
  if (!existsSync(path)) return [];
  const lines = rows(path).filter((row) => !row.line!.startsWith('{') && !row.line!.startsWith('<Event'));
  const share = (from: number, to: number) => {
    const some = lines.filter((row) => Number(row.alert_level) >= from && Number(row.alert_level) <= to);
    return some.filter((row) => isLineEscalated(row.line!)).length / some.length;
  };
  return [
    {
      name: 'wazuh_rules: lines of level 10 and more escalated',
      value: share(10, 15),
      unit: '',
      better: 'higher',
    },
    { name: 'wazuh_rules: lines of level 5 to 9 escalated', value: share(5, 9), unit: '', better: 'higher' },
    { name: 'wazuh_rules: lines of level 0 to 2 escalated', value: share(0, 2), unit: '', better: 'lower' },
  ];
}

/** Logs of brute force and scans in which at least one line is escalated. */
function crowdsec(dataDir: string): Result[] {
  const folder = join(dataDir, 'crowdsec_scenarios');
  if (!existsSync(join(folder, 'expected.tsv'))) return [];
  const wanted = rows(join(folder, 'expected.tsv')).filter(
    ({ test, n_alerts }) =>
      Number(n_alerts) > 0 && /bf|brute|scan|enum|probing|cve|traversal|sensitive/i.test(test!),
  );
  const found = wanted.filter(({ test }) => {
    const files = readdirSync(join(folder, test!)).filter((name) => name.endsWith('.log'));
    return files.some(
      (name) => escalatedShare(readFileSync(join(folder, test!, name), 'utf8'), () => true).share > 0,
    );
  });
  return [
    {
      name: `crowdsec_scenarios: attack logs with a line escalated (of ${wanted.length})`,
      value: found.length / Math.max(1, wanted.length),
      ...{ unit: '', better: 'higher' },
    },
  ];
}

/** What the reviewed rules escalate: routine lines hardly ever, hostile ones as often as fixed patterns can. */
export default async function escalation(dataDir: string): Promise<Result[]> {
  return [...routineLogs(dataDir), ...fail2ban(dataDir), ...wazuh(dataDir), ...crowdsec(dataDir)];
}
