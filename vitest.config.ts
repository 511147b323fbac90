import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // onnxruntime aborts the process when one of its threads is terminated, so tests run in child processes.
    pool: 'forks',
    maxWorkers: 2,
  },
});
