import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Subject } from '../../src/alerts/match.ts';
import { routeOf } from '../../src/alerts/route.ts';
import { loadConfig } from '../../src/app/config.ts';
import { NO_TOPOLOGY } from '../../src/core/topology.ts';
import { temporaryFolder } from '../app/made-logs.ts';

const page = readFileSync(new URL('../../docs/routes.md', import.meta.url), 'utf8');

/** The example of the page, with secrets of its own. */
function example() {
  const block = page
    .split('\n\n')
    .filter((part) => /^ {4}(notifiers|routes):/.test(part))
    .join('\n')
    .replace(/url_file: (\S+) }/g, "url: 'https://hooks.slack.com/services/T/B/x' }")
    .replace(/routing_key_file: \S+ }/, "routing_key: '0123456789abcdef0123456789abcdef' }");
  const file = join(temporaryFolder(), 'logsift.yaml');
  writeFileSync(file, block.replace(/^ {4}/gm, ''));
  return loadConfig({ files: [file], env: {}, home: '/home/x', hostname: 'h', root: false }).config.routes!;
}

test.each([
  [{ category: 'power' }, 'facilities'],
  [{ category: 'intrusion' }, 'soc'],
  [{ category: 'storage', detectors: ['forecast'] }, 'storage'],
  [{ detectors: ['forecast'] }, 'storage'],
  [{ category: 'mail' }, 'ops'],
] as const)('the example of the page sends %j to %s', (changes, receiver) => {
  const subject: Subject = {
    ...{ category: null, severity: 'urgent', hosts: ['db01'], apps: [], detectors: ['rule'], labels: {} },
    ...changes,
  };
  const now = Date.UTC(2026, 2, 4, 12);
  const { destinations } = routeOf(example(), { subject, topology: NO_TOPOLOGY, now });
  expect(destinations.map(({ receivers }) => receivers)).toEqual([[receiver]]);
});
