/** Settings of every test run: of one project (`vitest.project.mjs`) and of all (`vitest.config.mjs`). */
import { defaultServerConditions } from 'vite';

const conditions = ['@basis/source', ...defaultServerConditions];

/** Workspace imports reach the sources of other packages, so no test needs a build. */
export const resolution = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

const skipped = ['**/node_modules/**', '**/dist/**'];

/**
 * Two kinds of tests: `unit`, and `integration` for those that start servers or processes.
 *
 * @param {string[]} folders  globs of the folders that hold tests
 */
export const testProjects = (folders) => [
  {
    ...resolution,
    test: {
      name: 'unit',
      environment: 'node',
      include: folders.map((folder) => `${folder}/*.test.ts`),
      exclude: [...skipped, '**/*.integration.test.ts'],
      testTimeout: 20_000,
    },
  },
  {
    ...resolution,
    test: {
      name: 'integration',
      environment: 'node',
      include: folders.map((folder) => `${folder}/*.integration.test.ts`),
      exclude: skipped,
      testTimeout: 120_000,
      hookTimeout: 60_000,
    },
  },
];
