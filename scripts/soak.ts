// The long forms of the tests of faults, one after the other: `npm run soak [-- TEST …]`. They take an hour and more.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What has a long form. */
const TESTS = [
  'test/cli/run-crash.test.ts',
  'test/cli/run-stop.test.ts',
  'test/cli/run-flood.test.ts',
  'test/cli/run-messages.test.ts',
  'test/cli/run-disk.test.ts',
  'test/cli/run-clock.test.ts',
  'test/sources/follow-soak.test.ts',
];
const HOUR = 3_600_000;

const wanted = process.argv.slice(2);
const tests = wanted.length === 0 ? TESTS : wanted;
const { status } = spawnSync(
  process.execPath,
  [
    fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url)),
    ...['run', '--no-file-parallelism', '--reporter=verbose', '--testTimeout', String(HOUR)],
    ...tests,
  ],
  {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: 'inherit',
    // Set beforehand they stay as they are: `LOGSIFT_SOAK_KILLS=10 npm run soak`.
    env: { LOGSIFT_SOAK: '1', LOGSIFT_SOAK_KILLS: '100', LOGSIFT_SOAK_SECONDS: '300', ...process.env },
  },
);
process.exitCode = status ?? 1;
