/** vitest for the whole workspace in one process, which is what `npm test` runs. */
import { defineConfig } from 'vitest/config';
import { testProjects } from './tools/vitest.shared.mjs';

export default defineConfig({
  test: {
    allowOnly: false,
    projects: testProjects(['packages/*/src/**', 'apps/*/src/**', 'tools/**']),
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.d.ts'],
      reporter: ['text-summary', 'json-summary', 'html'],
      thresholds: { lines: 80, statements: 80, functions: 80, branches: 80 },
    },
  },
});
