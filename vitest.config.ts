import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,sandbox,tests,widget,bench,scripts}/**/*.test.ts'],
    globalSetup: 'tests/support/global-setup.ts',
    setupFiles: 'tests/support/name-rejections.ts',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores on the smallest machine we support: more workers only make each other late.
    maxWorkers: 2,
    // Where it decides, one wait that ran out on a busy machine is tried once more; a fault fails twice.
    retry: process.env['CI'] === 'true' ? 1 : 0,
  },
});
