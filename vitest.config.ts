import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Rooms whose tests leave nothing behind in the process: their files share one, which saves the start of hundreds. */
const PURE = [
  ...['kit', 'core', 'ml', 'formats', 'templates', 'filter', 'topology', 'incidents', 'alerts'],
  ...['wire', 'simulate', 'mailstats', 'remediation', 'report', 'config', 'output', 'analyst', 'links'],
].map((room) => `test/${room}/**/*.test.ts`);
const ALL = ['test/**/*.test.ts'];

export default defineConfig({
  test: {
    // Machines stall; a test that hangs is still found.
    testTimeout: 240_000,
    env: { TZ: 'UTC' },
    // Many wait for other processes: a quarter more files than there are cores.
    maxWorkers: Math.ceil(1.25 * availableParallelism()),
    projects: [
      { extends: true, test: { name: 'world', include: ALL, exclude: PURE } },
      { extends: true, test: { name: 'pure', include: PURE, isolate: false } },
    ],
  },
});
