import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryFolder } from '../app/made-logs.ts';
import { ClusterRun } from './cluster-run.ts';

const NOW = Date.now();
const ROLES = ['decide', 'detect', 'filter', 'collect', 'serve'] as const;

test('every role ends when it is told to while Redis is away', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const log = join(folder, 'live.log');
  const line = (i: number) =>
    `${new Date(NOW - 60_000 + i).toISOString()} web1 shop[71]: request ${i} served`;
  writeFileSync(log, `${Array.from({ length: 5000 }, (_, i) => line(i)).join('\n')}\n`);
  const cluster = await ClusterRun.start(join(folder, 'cluster'));
  onTestFinished(() => cluster.end());
  const source = `sources: [{ type: file, paths: [${log}], start: beginning }]\nlisten: []\nlearn: { warm_start: false }\n`;
  const nodes = await Promise.all(
    ROLES.map((role) => cluster.add(role, { role, yaml: role === 'collect' ? source : '' })),
  );
  await vi.waitFor(() => expect(nodes[0]!.output).toContain('decides from now on'), {
    ...{ timeout: 30_000, interval: 100 },
  });
  await cluster.redis.end();
  const codes = await Promise.all(nodes.map((node) => node.end('SIGTERM')));
  expect(codes).toEqual(ROLES.map(() => 0));
});
