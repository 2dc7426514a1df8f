/** vitest for the project in the current folder; what Nx runs. */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { hasSources } from './has-sources.mjs';
import { testProjects } from './vitest.shared.mjs';

const folder = process.cwd();
const isTools = basename(folder) === 'tools';

export default defineConfig({
  root: folder,
  test: {
    allowOnly: false,
    // A package with sources and no tests fails.
    passWithNoTests: !isTools && !hasSources(folder),
    projects: testProjects(isTools || !existsSync('src') ? ['**'] : ['src/**']),
  },
});
