import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Machines stall; a test that hangs is still found.
    testTimeout: 120_000,
    env: { TZ: 'UTC' },
  },
});
