import { spawnSync } from 'node:child_process';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eachEvent } from '../../src/app/each-event.ts';
import { openInputs, openSources } from '../../src/app/inputs.ts';
import { MailCounts } from '../../src/mailstats/counts.ts';
import { mailReport } from '../../src/mailstats/mail-report.ts';
import { simulate } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';
import { HAND_MADE, hostileLines, LATER } from './hand-made.ts';
import { pflogsummSections, sectionsOf } from './pflogsumm-text.ts';

const HOUR = 3_600_000;
const folder = temporaryFolder();
const missing = spawnSync('pflogsumm', ['--version']).error !== undefined;
let files = 0;

/** The same log by both; sections whose order of ties pflogsumm leaves to chance are sorted. */
async function both(lines: readonly string[], modified = Date.UTC(2026, 2, 10)) {
  const path = join(folder, `mail-${files++}.log`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  utimesSync(path, modified / 1000, modified / 1000);
  const now = new Date();
  const { stdout, stderr, status } = spawnSync('pflogsumm', ['--smtpd-stats', path], {
    env: { PATH: process.env.PATH, TZ: 'UTC', LC_ALL: 'C' },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`pflogsumm failed: ${stderr}`);
  const options = { inputs: [path], timeZone: 'UTC' };
  const { sources } = await openSources(options);
  const counts = new MailCounts('UTC');
  await eachEvent(openInputs(sources, options), {
    order: 'input',
    visit: (event) => counts.observe(event),
  });
  const report = mailReport(counts.days, { from: '0000', to: '9999' }, Number.POSITIVE_INFINITY);
  const theirs = sectionsOf(stdout.toString('utf8'));
  const ours = report === null ? new Map<string, string[]>() : pflogsummSections(report, now);
  return { theirs, ours, counts, report };
}

/** Every section of one is one of the other, line by line. */
function same({ theirs, ours }: Awaited<ReturnType<typeof both>>): void {
  const rows = (of: ReadonlyMap<string, readonly string[]>) =>
    Object.fromEntries(
      [...of]
        .filter(([title]) => !title.endsWith('with no size data'))
        .map(([title, list]) => [title, title.startsWith('Host/Domain') ? list.toSorted() : settled(list)]),
    );
  expect(rows(ours)).toEqual(rows(theirs));
}

/** Names next to each other in an order that is left to chance, and zeros at the end that may be missing. */
function settled(rows: readonly string[]): string[] {
  const sorted: string[] = [];
  let run: string[] = [];
  for (const row of rows) {
    if (/^ +\d+[ km] {2}/.test(row)) run.push(row);
    else {
      sorted.push(...run.toSorted(), row.replace(/(?: {9}0 )+$/, ''));
      run = [];
    }
  }
  return [...sorted, ...run.toSorted()];
}

describe.skipIf(missing)('the same log counted by pflogsumm 1.1.5', () => {
  test('every kind of line of a mail server', async () => {
    const done = await both(HAND_MADE);
    expect(done.theirs.get('message reject detail')!.length).toBeGreaterThan(20);
    same(done);
    expect(done.counts.counters.events).toBe(done.counts.counters.counted);
  });

  test('in RFC 3339 as well', async () => {
    const stamped = HAND_MADE.map((line) =>
      line.replace(/^Mar {1,2}(\d+) (\S+)/, (_, day: string, time: string) => {
        return `2026-03-${day.padStart(2, '0')}T${time}.123456+00:00`;
      }),
    );
    same(await both(stamped));
  });

  test('over several days', async () => {
    const done = await both([...HAND_MADE, ...LATER]);
    expect(done.report!.days).toHaveLength(3);
    same(done);
  });

  test('what clients and servers may write, however odd', async () => {
    same(await both(hostileLines()));
  });

  test.each([1, 2])('the mail of a made network, and a name server that breaks (seed %i)', async (seed) => {
    const lines = simulateMail(seed);
    const done = await both(lines, Date.UTC(2026, 9, 10));
    expect(done.report!.totals.received).toBeGreaterThan(300);
    expect(done.report!.totals.deferrals).toBeGreaterThan(20);
    same(done);
  });

  test('a log without mail', async () => {
    const done = await both([
      'Mar  1 10:00:00 mail sshd[1]: Accepted password for root from ::1 port 1 ssh2',
    ]);
    expect(done.report).toBeNull();
    expect(done.theirs.get('Grand Totals')![1]).toBe('      0   received');
  });
});

function simulateMail(seed: number): string[] {
  const simulation = simulate({
    duration: 26 * HOUR,
    rate: 0.6,
    seed,
    scenarios: ['mail-deferrals'],
    format: 'rfc3164',
  });
  // As rsyslog writes them to a file.
  return [...simulation.lines()]
    .filter((line) => line.includes(' postfix/'))
    .map((line) => line.replace(/^<\d+>/, ''));
}
