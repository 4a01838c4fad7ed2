import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scan } from '../../src/app/scan.ts';
import { rank } from '../../src/core/finding.ts';
import { simulate } from '../../src/simulate/index.ts';
import { temporaryFolder } from '../app/made-logs.ts';

const DAY = 86_400_000;

/** Lines of a small network for a fortnight in which nothing is wrong, each with its time. */
function fortnight(seed: number) {
  const simulation = simulate({ seed, duration: 14 * DAY, hosts: 14, rate: 0.1, scenarios: [] });
  return { lines: [...simulation.lines()], zone: simulation.labels().timeZone };
}

async function told(lines: readonly string[], timeZone: string) {
  const path = join(temporaryFolder(), 'all.log');
  writeFileSync(path, `${lines.join('\n')}\n`);
  const { findings } = await scan({
    inputs: [path],
    timeZone,
    detectors: ['rate'],
    baseline: { kind: 'none' },
  });
  return findings;
}

test('a clean fortnight of a made network is quiet in one pass', async () => {
  for (const seed of [21]) {
    const { lines, zone } = fortnight(seed);
    const findings = await told(lines, zone);
    expect(findings.filter((finding) => rank(finding) >= 1).map(({ because }) => because)).toEqual([]);
    expect(findings.length).toBeLessThanOrEqual(2);
  }
}, 60_000);
