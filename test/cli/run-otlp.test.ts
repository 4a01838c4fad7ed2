import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { expect, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { freePort } from '../sources/network-peer.ts';
import { metricsOf, text } from '../sources/otlp-requests.ts';
import { runCli } from './run-cli.ts';
import { listeningDaemon, PATIENCE } from './run-fixture.ts';

const HOUR = 3_600_000;
const LIBRARY = faketime();
const why = LIBRARY === null ? ' (skipped: needs the package faketime)' : '';

function faketime(): string | null {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib') : [];
  const paths = folders.map((name) => `/usr/lib/${name}/faketime/libfaketimeMT.so.1`);
  return paths.find(existsSync) ?? null;
}

function sourcesAt(port: number): string {
  return `sources: [{ type: otlp, listen: '127.0.0.1:${port}' }]\nlearn: { warm_start: false }`;
}

test('logs that OpenTelemetry exports are events, and after a crash they are so once', {
  timeout: 180_000,
}, async () => {
  const port = await freePort();
  const daemon = await listeningDaemon({ sources: sourcesAt(port), yaml: 'store: { keep: all }' });
  await daemon.run.start();
  const exporter = new OTLPLogExporter({ url: `http://127.0.0.1:${port}/v1/logs` });
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('test');
  for (let i = 0; i < 20; i++) {
    logger.emit({ severityNumber: 17, body: `order ${i} lost`, attributes: { 'order.id': i } });
  }
  await provider.shutdown();
  await vi.waitFor(() => expect(daemon.run.kept()).toHaveLength(20), PATIENCE);
  const input = (await daemon.status()).inputs.find(({ name }) => name === `otlp 127.0.0.1:${port}`);
  expect(input).toMatchObject({ lines: 20, dropped: {}, trouble: null });
  await daemon.run.end('SIGKILL');
  await daemon.run.start();
  await vi.waitFor(async () => expect((await daemon.status()).findings).toBeDefined(), PATIENCE);
  expect(await daemon.run.end('SIGTERM')).toBe(0);
  const kept = daemon.run.kept().map((line) => (JSON.parse(line) as { body: string }).body);
  expect(kept.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `order ${i} lost`).sort());
});

test.skipIf(LIBRARY === null)(
  `a disk that fills, as a collector tells it, is looked ahead of${why}`,
  {
    timeout: 180_000,
  },
  async () => {
    const port = await freePort();
    const folder = temporaryFolder();
    const clock = join(folder, 'clock');
    const began = Date.UTC(2026, 2, 1);
    let shift = began - Date.now();
    const setClock = () => writeFileSync(clock, `${(shift / 1000).toFixed(3).replace(/^(?!-)/, '+')}s\n`);
    setClock();
    const daemon = await listeningDaemon({
      ...{ folder, sources: sourcesAt(port) },
      env: {
        ...{ LD_PRELOAD: LIBRARY!, FAKETIME_TIMESTAMP_FILE: clock, FAKETIME_NO_CACHE: '1' },
        ...{ FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1', NO_FAKE_STAT: '1', TZ: 'UTC' },
      },
    });
    await daemon.run.start();
    for (let i = 0; i < 40; i++) {
      // Six hours go by, in which it fills by 1 %.
      shift += 6 * HOUR;
      setClock();
      const point = { timeUnixNano: `${Date.now() + shift}000000`, asDouble: 0.5 + i / 100 };
      const metric = {
        ...{ name: 'system.filesystem.utilization', unit: '1' },
        gauge: { dataPoints: [{ ...point, attributes: [text('mountpoint', '/var')] }] },
      };
      const answer = await fetch(`http://127.0.0.1:${port}/v1/metrics`, {
        ...{ method: 'POST', headers: { 'Content-Type': 'application/json' } },
        body: JSON.stringify(metricsOf([metric], [text('host.name', 'nas-01')])),
      });
      expect([answer.status, await answer.json()]).toEqual([200, {}]);
    }
    expect(await daemon.run.end('SIGTERM')).toBe(0);
    const place = ['--config', daemon.run.config, '--state', daemon.run.state];
    const { stdout } = await runCli(['forecast', 'filesystem /var', ...place, '--host', 'nas-01', '--json'], {
      cwd: folder,
    });
    const { input, rows, limit } = JSON.parse(stdout);
    expect([input, rows]).toEqual(['system.filesystem.utilization [mountpoint=/var] (%) on nas-01', 11]);
    expect(limit).toMatchObject({ value: 95, falling: false });
    // It is at 89 % on the 11th, and 95 % a day and a half later.
    const { from, to } = limit.crossing;
    expect(Date.parse(from)).toBeGreaterThan(Date.UTC(2026, 2, 11, 12));
    expect(Date.parse(to)).toBeLessThan(Date.UTC(2026, 2, 14));
  },
);
