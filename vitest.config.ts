import { defineConfig } from 'vitest/config';

const END_TO_END = ['test/e2e/**/*.test.ts', 'test/**/*.e2e.test.ts'];

export default defineConfig({
  test: {
    // onnxruntime aborts the process when one of its threads is terminated, so tests run in child processes.
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: END_TO_END,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: END_TO_END,
          // These test the compiled program.
          globalSetup: ['test/e2e/build-dist.ts', 'test/e2e/calibrate.ts'],
          // Ten times what they take on two idle cores.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
