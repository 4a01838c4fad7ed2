import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import file from '../../src/sources/live-file.ts';
import { liveSourceChecks } from '../../src/testing/live-source-checks.ts';
import { scratch } from './scratch.ts';

const at = scratch();
let made = 0;

describe('the file source keeps the contract of live sources', () => {
  const checks = liveSourceChecks(file, {
    fileName: 'file',
    accepted: [
      { paths: ['/var/log/syslog'] },
      { paths: ['/a/*.log'], start: 'beginning', poll: '500ms', max_open: 10 },
    ],
    refused: [
      {},
      { paths: [] },
      { paths: [''] },
      { paths: '/a' },
      { paths: ['/a'], start: 'middle' },
      { paths: ['/a'], poll: '1ms' },
    ],
    async prepare() {
      const folder = at(`contract-${made++}`);
      await mkdir(folder);
      const path = join(folder, 'app.log');
      await appendFile(path, '');
      const options = file.schema.parse({ paths: [path], start: 'beginning', poll: '50ms' });
      return {
        open: () => file.follow(options),
        send: (lines) => appendFile(path, lines.map((line) => `${line}\n`).join('')),
        sendBytes: (bytes) => appendFile(path, bytes),
        async close() {},
      };
    },
  });
  for (const check of checks) it(check.name, () => check.run());
});
