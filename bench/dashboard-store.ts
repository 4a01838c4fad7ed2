// A state folder as a daemon of a large network leaves it behind, made in seconds: counts go straight into the store.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Config } from '../src/app/config.ts';
import { Daemon } from '../src/app/daemon.ts';
import { pageOf } from '../src/app/incidents-now.ts';
import { loadWithTopology } from '../src/app/topology-of.ts';
import type { Finding } from '../src/core/finding.ts';
import type { Incident } from '../src/core/incident.ts';
import { hashText } from '../src/kit/hash.ts';
import { Outbox } from '../src/store/outbox.ts';
import { packCounts } from '../src/store/rollup-cells.ts';
import { Store } from '../src/store/store.ts';

/** How much there is. */
export interface StoreSize {
  readonly days: number;
  readonly hosts: number;
  readonly kinds: number;
  /** Lines a second of the whole network. */
  readonly perSecond: number;
  readonly findings: number;
  readonly incidents: number;
  /** Lines that were kept, over all days. */
  readonly kept: number;
}

/** 30 days of the network of `network-mix.ts`. */
const LARGE: StoreSize = {
  ...{ days: 30, hosts: 5900, kinds: 3000, perSecond: 10_500 },
  ...{ findings: 6000, incidents: 600, kept: 1_000_000 },
};

export interface MadeStore {
  readonly folder: string;
  readonly config: Config;
  /** Epoch ms at which it was left; a Wednesday at noon. */
  readonly now: number;
  readonly hosts: readonly string[];
  /** Ids of kinds of lines, the commonest first. */
  readonly kinds: readonly string[];
}

const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
const NOW = Date.UTC(2026, 10, 18, 12);
/** Shares of severities 0–7 and of lines without one. */
const SEVERITIES = [0, 0.00001, 0.0002, 0.005, 0.03, 0.2, 0.6, 0.05, 0.1148];
/** Shapes of a day that buckets take turns with. */
const SHAPES = 24;
const OPEN = 12;

/** Makes a state folder below the temporary one; who asked for it deletes it. */
export async function madeDashboardStore(size: StoreSize = LARGE): Promise<MadeStore> {
  const home = mkdtempSync(join(tmpdir(), 'logsift-bench-'));
  const folder = join(home, 'state');
  const log = join(home, 'network.log');
  writeFileSync(log, linesOf(size).join('\n'));
  const { config } = loadWithTopology({
    ...{ env: {}, home, hostname: 'bench', root: false, files: [] },
    set: [`state.folder=${folder}`, 'sources=[]', 'listen=[]', 'store.keep=all', 'timezone=UTC'],
  });
  const store = Store.open({ folder, now: () => NOW, notice: () => {} });
  const daemon = new Daemon({
    ...{ config, store, ringFolder: join(folder, 'ring'), stdout: () => true, notice: () => {} },
    plan: { sources: [], history: [log], notes: [] },
    ...{ onIncidents: () => {}, onSecond: () => {}, clock: () => NOW },
    onFailure(error) {
      throw error;
    },
  });
  await daemon.start(new AbortController().signal, () => {});
  await daemon.stop();
  const hosts = Array.from({ length: size.hosts }, (_, i) => hostName(i));
  const kinds = daemon.pipeline.live.engine.miner.templates().map(({ id }) => id);
  count(store, size, { hosts, kinds });
  remark(store, size, { hosts, kinds });
  store.close();
  keep(folder, size, { hosts, kinds });
  return { folder, config, now: NOW, hosts, kinds };
}

/** Lines as they are kept; written at once, as a month of it would take an hour. */
function keep(folder: string, { days, kept }: StoreSize, { hosts, kinds }: Names): void {
  const db = new Database(join(folder, 'events.db'));
  db.prepare(
    `INSERT OR IGNORE INTO event
       (received, id, time, host, app, severity, template, mark, source, file, line, raw, bytes)
     WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     SELECT cast((? + i * ?) * 1000 AS INTEGER), printf('%032x', i * 2654435761), ? + i * ?,
       json_extract(?, '$[' || cast(i * 7919 % ? AS INTEGER) || ']'), 'prog' || (i % 40), CASE WHEN i % 97 = 0 THEN 3 ELSE 6 END,
       json_extract(?, '$[' || cast(i % ? AS INTEGER) || ']'), 'keep', 'syslog', NULL, NULL,
       printf('2026-11-01T00:00:00.000Z sw-%04d prog%d[%d]: bafe gulo after %d ms, session %x', i * 7919 % 5900, i % 40,
         i % 800, i % 977, i * 2654435761), NULL
     FROM n`,
  ).run(
    ...[kept - 1, NOW - days * DAY, (days * DAY) / kept, NOW - days * DAY, (days * DAY) / kept],
    ...[...[JSON.stringify(hosts.slice(0, 60)), 60, JSON.stringify(kinds.slice(0, 60)), 60]],
  );
  db.close();
}

interface Names {
  readonly hosts: readonly string[];
  readonly kinds: readonly string[];
}

/** Some lines of every kind and host, so that there is something learnt. */
function linesOf({ kinds, hosts, days }: StoreSize): string[] {
  const lines = 5 * Math.max(kinds, hosts);
  const gap = (days * DAY) / lines;
  return Array.from({ length: lines }, (_, i) => {
    const kind = i % kinds;
    const stamp = new Date(NOW - days * DAY + i * gap).toISOString();
    const words = [0, 1, 2, 3].map((n) => wordOf(4 * kind + n)).join(' ');
    return `${stamp} ${hostName(i % hosts)} prog${kind % 40}[${100 + (i % 800)}]: ${words} after ${i % 977} ms`;
  });
}

/** Another word for every number: kinds of lines share none. */
function wordOf(n: number): string {
  const syllables = [n % 60, Math.floor(n / 60) % 60, Math.floor(n / 3600) % 60];
  return syllables.map((one) => `${'bdfgklmnprst'[one % 12]}${'aeiou'[Math.floor(one / 12)]}`).join('');
}

function hostName(i: number): string {
  return `${i % 12 === 0 ? 'fw' : 'sw'}-${String(i).padStart(4, '0')}`;
}

function count(store: Store, { days, perSecond }: StoreSize, { hosts, kinds }: Names): void {
  const db = store.state;
  const series = db.prepare('INSERT OR IGNORE INTO series (kind, name, since) VALUES (?, ?, ?)');
  const idOf = db.prepare('SELECT id FROM series WHERE kind = ? AND name = ?').pluck();
  const put = db.prepare('INSERT OR REPLACE INTO rollup (width, kind, start, counts) VALUES (?, ?, ?, ?)');
  const first = NOW - days * DAY;
  store.write('bench', () => {
    const numbers = (kind: string, names: readonly string[]) =>
      names.map((name) => {
        series.run(kind, name, first);
        return idOf.get(kind, name) as number;
      });
    const shares = {
      all: sharesOf(numbers('all', ['all']), () => 1),
      severity: sharesOf(numbers('severity', [...'01234567', 'none']), (i) => SEVERITIES[i]!),
      host: sharesOf(numbers('host', hosts), () => 1),
      template: sharesOf(numbers('template', kinds), (i) => 1 / (i + 1)),
    };
    for (const [width, kept] of [
      [10 * SECOND, DAY],
      [MINUTE, 14 * DAY],
      [HOUR, days * DAY],
    ] as const) {
      const lines = (perSecond * width) / SECOND;
      for (const [kind, all] of Object.entries(shares)) {
        const shapes = Array.from({ length: SHAPES }, (_, hour) => packedOf(all, lines * shapeOf(hour)));
        const from = Math.ceil(Math.max(first, NOW - kept) / width) * width;
        for (let start = from; start < NOW; start += width)
          put.run(width, kind, start, shapes[Math.floor(start / HOUR) % SHAPES]!);
      }
    }
  });
}

/** Less at night. */
function shapeOf(hour: number): number {
  return 1 + 0.4 * Math.sin(((hour - 8) / 24) * 2 * Math.PI);
}

function sharesOf(ids: readonly number[], weightOf: (i: number) => number): [id: number, share: number][] {
  const sum = ids.reduce((all, _, i) => all + weightOf(i), 0);
  return ids.map((id, i) => [id, weightOf(i) / sum]);
}

function packedOf(shares: readonly (readonly [number, number])[], lines: number): Buffer {
  const counts = shares.map(([id, share]): [number, number] => [id, Math.round(lines * share)]);
  return packCounts(new Map(counts.filter(([, n]) => n > 0)));
}

/** Findings, incidents and messages over the whole time; a dozen incidents are open. */
function remark(store: Store, size: StoreSize, names: Names): void {
  const step = (size.days * DAY) / size.findings;
  const findings = Array.from({ length: size.findings }, (_, i) =>
    findingOf(i, NOW - size.days * DAY + i * step, names),
  );
  const each = Math.floor(size.findings / size.incidents);
  const incidents = Array.from({ length: size.incidents }, (_, i) =>
    incidentOf(findings.slice(i * each, (i + 1) * each), i >= size.incidents - OPEN),
  );
  store.write('bench', () => {
    for (const finding of findings) store.findings.put([finding], finding.to);
    for (const incident of incidents) store.incidents.put([incident], incident.to);
    store.findings.keepSpan(size.days * DAY);
  });
  const outbox = new Outbox(store);
  for (const incident of incidents.filter((_, i) => i % 7 === 0)) {
    const { id: key, headline, to: time } = incident;
    const message = { key, kind: 'page' as const, headline, body: [], findings: [pageOf(incident)], time };
    outbox.put([{ message, version: 0, critical: false }], { channels: ['ops'], now: time });
  }
}

function findingOf(i: number, from: number, { hosts, kinds }: Names): Finding {
  const [host, template] = [hosts[(i * 37) % hosts.length]!, kinds[(i * 11) % kinds.length]!];
  const evidence = Array.from({ length: 5 }, (_, n) => ({
    ...{
      source: 'syslog',
      text: `${new Date(from + n).toISOString()} ${host} prog${i % 40}: link failed on port unit after ${n} ms`,
    },
  }));
  return {
    ...{
      id: hashText(`finding ${i}`),
      detector: i % 3 === 0 ? 'novelty' : 'burst',
      about: { host, app: `prog${i % 40}`, template },
    },
    ...{
      from,
      to: from + 5 * MINUTE,
      count: 40,
      surprise: (i % 30) / 10,
      rawSurprise: 4,
      gravity: 0.3 + (i % 6) / 10,
    },
    ...{ evidence, expected: 'at most 3 an hour', seen: '40 in 5 minutes', maturity: '30 days of history' },
    because: `"${host}" said 40 times within 5 minutes what it says 3 times an hour.`,
    figure: { label: 'lines per hour', usual: [0, 3], typical: 1, seen: 40 },
  };
}

function incidentOf(findings: readonly Finding[], open: boolean): Incident {
  const root = findings[0]!;
  const { from } = root;
  const to = open ? NOW - MINUTE : findings.at(-1)!.to;
  return {
    ...{ id: hashText(`incident ${root.id}`), aliases: [], state: open ? 'open' : 'resolved' },
    ...{
      headline: `${root.about.host}: ${root.because}`,
      root,
      findings,
      moreFindings: 0,
      ties: [],
      category: 'link',
    },
    ...{ hosts: [...new Set(findings.map(({ about }) => about.host!))], place: null },
    ...{
      from,
      to,
      opened: from,
      resolved: open ? null : to + MINUTE,
      surprise: 2.1,
      gravity: 0.7,
      page: false,
    },
    ...{ changes: [], similar: [], notes: [], verdict: null },
  };
}
