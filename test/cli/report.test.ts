import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/kit/terminal.ts';
import { markdownDaily, renderDaily } from '../../src/report/daily.ts';
import { type Page, painter } from '../../src/report/page.ts';
import { Outbox } from '../../src/store/outbox.ts';
import { Store } from '../../src/store/store.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { HOSTILE, madeMessage } from '../../src/testing/made-messages.ts';
import { sampleDaily, sampleMail } from '../report/sample-daily.ts';
import { sampleIncident } from '../report/sample-incident.ts';
import { sampleFinding } from '../report/sample-result.ts';
import { folderWith, runCli } from './run-cli.ts';

const NOON = Date.UTC(2026, 2, 2, 12);
const HOUR = 3_600_000;
let folder: string;

/** A day: a page, two incidents without one, findings of several detectors, and counted lines. */
beforeEach(async () => {
  folder = folderWith({});
  const store = Store.open({ folder, now: () => NOON, notice: () => {} });
  const at = (from: number) => ({ from, to: from, aliases: [], similar: [] });
  const ids = ['aaaa000000000000', 'bbbb000000000000', 'cccc000000000000'];
  const minor = { headline: 'A minor thing', surprise: 0.2, gravity: 0.4 };
  const findings = (['novelty', 'novelty', 'silence', 'chronic'] as const).map((detector, i) =>
    sampleFinding({ id: `f${i}`, detector, because: `${detector} says ${i}`, about: { host: 'web01' } }),
  );
  store.write('test', () => {
    store.incidents.put(
      [
        sampleIncident({ id: ids[0]!, ...at(NOON - HOUR) }),
        sampleIncident({ id: ids[1]!, ...at(NOON - 2 * HOUR), ...minor, state: 'resolved', resolved: NOON }),
        sampleIncident({ id: ids[2]!, ...at(NOON - 72 * HOUR), headline: 'Long ago' }),
      ],
      NOON,
    );
    store.findings.put(findings, NOON - HOUR);
  });
  const outbox = new Outbox(store);
  const message = {
    ...madeMessage(),
    headline: 'The page of it',
    findings: [sampleFinding({ id: ids[0]! })],
  };
  outbox.put([{ message, version: 0, critical: false }], { channels: ['slack', 'desk'], now: NOON - HOUR });
  outbox.delivered(outbox.next('slack', NOON)!.id, { now: NOON });
  for (let i = 0; i < 500; i++) {
    const event = madeEvent({ time: NOON - HOUR + i * 1000, line: i + 1 });
    store.rollups.add(event);
    if (i % 5 === 0) store.events.add(event);
  }
  await store.snapshots.save({ taken: NOON, chunks: new Map(), resume: new Map() });
  store.close();
});

const report = (...args: string[]) =>
  runCli([
    'report',
    '--state',
    folder,
    '--since',
    '2026-03-02T00:00:00Z',
    '--until',
    '2026-03-02T12:00:00Z',
    ...args,
  ]);

describe('logsift report', () => {
  test('tells what was told, what was not, what is silent, chronic and new, and the reduction', async () => {
    const { code, stdout } = await report();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Mon 2026-03-02 00:00:00 – 12:00:00 \+00:00: 1 page, 2 incidents, 1 not over\n/);
    expect(stdout).toContain('Told (1)\n  Mon 2026-03-02 11:00:00 +00:00  The page of it\n');
    expect(stdout).toContain('Without a page of their own (1)\n');
    expect(stdout).toContain('A minor thing (minor, bbbb0000)');
    expect(stdout).toContain('Silent (1)\n  web01: silence says 2\n');
    expect(stdout).toContain('Day after day (1)');
    expect(stdout).toContain('Never seen before (2)');
    expect(stdout).toContain(
      '500 lines → 100 stored → 4 findings → 2 incidents → 1 page of 3 that the budget allows\n',
    );
    expect(stdout).not.toContain('Long ago');
  });

  test('tells what people said of the pages, and what was missed', async () => {
    const verdict = (...args: string[]) => runCli(['verdict', '--state', folder, ...args]);
    expect((await report()).stdout).not.toContain('What people said');
    await verdict('aaaa', 'real');
    await verdict('missed', '--at', '2026-03-02T10:00:00Z', '--host', 'db01', '--line', 'raid degraded');
    for (const at of ['2026-03-01T10:00:00Z', '2026-03-02T13:00:00Z']) {
      await verdict('missed', '--at', at, '--host', 'db02');
    }
    const { stdout } = await report();
    expect(stdout).toContain(
      'What people said of it\n  of 1 page judged, 1 real (precision 100 %, 21–100 %)\n',
    );
    expect(stdout).toMatch(
      /Missed \(1\)\n {2}Mon 2026-03-02 10:00:00 \+00:00 {2}db01: raid degraded \(said \S+\)/,
    );
    expect(stdout).not.toContain('db02');
    const json = JSON.parse((await report('--json')).stdout);
    expect(json).toMatchObject({ precision: { all: { judged: 1, real: 1 } }, missed: { count: 1 } });
  });

  test('counts a call of somebody else about the same apart from pages, and reports of before not at all', async () => {
    const store = Store.open({ folder, now: () => NOON, notice: () => {} });
    const message = { ...madeMessage(), findings: [sampleFinding({ id: 'aaaa000000000000' })] };
    const unheard = { ...message, headline: 'Nobody has acknowledged this for 15 minutes: The page of it' };
    const digest = { ...madeMessage(), key: 'report', kind: 'digest', headline: 'Daily report' } as const;
    const whole = { text: 'all of it', html: '<p>all of it</p>' };
    new Outbox(store).put(
      [
        { message: unheard, version: 1, critical: false },
        { message: { ...digest, report: whole }, version: 0, critical: false },
      ],
      { channels: ['desk'], now: NOON - HOUR / 2 },
    );
    store.close();
    const { stdout } = await report();
    expect(stdout).toContain('Told (2)\n');
    expect(stdout.replace(/\s+/g, ' ')).toContain('escalation: Nobody has acknowledged this for 15 minutes');
    expect(stdout.replace(/\s+/g, ' ')).toContain('→ 1 page of 3 that the budget allows → 1 escalation ');
    expect(JSON.parse((await report('--json')).stdout)).toMatchObject({
      reduction: { pages: 1, escalations: 1 },
      precision: { pages: 1 },
    });
  });

  test('as Markdown and as JSON', async () => {
    const { stdout } = await report('--markdown');
    expect(stdout).toMatch(/^# Mon 2026-03-02/);
    expect(stdout).toContain('\n## Told (1)\n\n- Mon 2026-03-02');
    const json = JSON.parse((await report('--json')).stdout);
    expect(json).toMatchObject({
      ...{ schemaVersion: 1, from: '2026-03-02T00:00:00.000000Z', open: 1 },
      messages: { count: 1, first: [{ kind: 'page', delivered: true, at: '2026-03-02T11:00:00.000000Z' }] },
      reduction: { lines: 500, stored: 100, findings: 4, incidents: 2, pages: 1, escalations: 0 },
    });
  });

  test('as a page, for a file and for the browser', async () => {
    const { stdout } = await report('--format', 'html');
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<h1>1 page, 2 incidents, 1 not over<\/h1>/);
    const argv = ['report', '--state', folder, '--since', '2026-03-02', '--until', '2026-03-03', '--open'];
    const browser = join(folder, 'browser');
    writeFileSync(browser, `#!/bin/sh\ncp "\${1#file://}" ${folder}/seen.html\n`, { mode: 0o755 });
    const env = { BROWSER: `/nowhere/browser:${browser} %s`, DISPLAY: '', WAYLAND_DISPLAY: '' };
    const opened = await runCli(argv, { env: { ...env, TMPDIR: folder } });
    expect([opened.code, opened.stdout]).toEqual([0, '']);
    expect(opened.stderr).toMatch(/^logsift: opened \S+\/report\.html\n$/);
    expect(readFileSync(join(folder, 'seen.html'), 'utf8')).toContain('<h1>1 page');
    const none = await runCli(argv, { env: { ...env, BROWSER: 'false', TMPDIR: folder } });
    expect(none.code).toBe(3);
    expect(none.stderr).toMatch(/No browser could be started\. Set BROWSER .*: (\S+)\n$/);
    const [path] = /\S+\.html/.exec(none.stderr) ?? [''];
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('what was not counted is left out, and a quiet time is said to be one', async () => {
    const args = ['report', '--state', folder, '--since', '2020-01-01', '--until', '2020-01-02'];
    const { stdout } = await runCli(args);
    expect(stdout).toMatch(
      /: no page, 0 incidents\n\n0 stored → 0 findings → 0 incidents → 0 pages of 3 that the budget allows\n$/,
    );
  });

  test.each([
    [['--json', '--markdown'], 'one of them'],
    [['--format', 'md', '--open'], 'one of them'],
    [['--since', 'lately'], '--since wants'],
    [['--since', '2026-03-02', '--until', '2026-03-01'], 'is not before'],
  ])('%j is a wrong usage', async (args, said) => {
    const { code, stderr } = await runCli(['report', '--state', folder, ...args]);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
  });
});

test('what came from logs is neither markup nor a terminal escape, and fits the page', () => {
  const page: Page = { width: 80, paint: painter(false), timeZone: 'UTC' };
  for (const hostile of HOSTILE) {
    const finding = sampleFinding({ because: hostile, about: { host: hostile } });
    const listed = { count: 1, first: [finding] };
    const reason = { count: 1, first: [{ path: [hostile, hostile], count: 1 }] };
    const share = { distinct: 1, atLeast: false, first: [{ name: hostile, count: 1, bytes: 1 }] };
    const shares = { byCount: share, bySize: share };
    const day = sampleDaily({
      ...{ novel: listed, silent: listed, chronic: listed, ahead: listed, mailOdd: listed },
      messages: {
        count: 1,
        first: [{ key: 'k', kind: 'page', headline: hostile, incidents: [], at: 1, delivered: false }],
      },
      below: { count: 1, first: [sampleIncident({ headline: hostile })] },
      missed: { count: 1, first: [{ at: 1, host: hostile, line: hostile, note: hostile, by: hostile }] },
      silenced: { count: 1, first: [{ at: 1, headline: hostile, incident: 'x', by: hostile }] },
      talkers: { count: 1, first: [{ name: hostile, lines: 5, before: 0 }] },
      mail: {
        ...sampleMail(),
        ...{ senders: shares, recipients: shares, sendingDomains: shares },
        ...{ deferred: { ...share, ...reason }, warnings: { ...share, ...reason } },
        news: [{ kind: 'bounced', reason: hostile, count: 1 }],
        turned: [{ name: hostile, deferrals: 3, sent: 1, stuck: 2 }],
      },
    });
    const text = renderDaily(day, page);
    expect(text).not.toMatch(/[\p{Cc}\u202e\u2066](?<!\n)/u);
    for (const row of text.split('\n')) expect(displayWidth(row)).toBeLessThanOrEqual(80);
    const markdown = markdownDaily(day, page);
    expect(markdown).not.toMatch(/(?<!\\)[<>[\]`*]|[\p{Cc}\u202e](?<!\n)|(?<!\\):\/\/|(?<!\\)@/u);
  }
});
