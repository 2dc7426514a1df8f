/**
 * Gives every project of the workspace the same targets, so that none needs a `project.json`:
 * each `package.json` under `packages/` and `apps/`, and `tools/` itself.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { tagsOf } from '../layers.mjs';

const sources = ['default', '^production'];
const tools = (/** @type {string[]} */ ...files) => files.map((f) => `{workspaceRoot}/tools/${f}`);
/** Files outside any project that tests read: they are no part of a project's own sources. */
const testData = ['{workspaceRoot}/configs/**/*', '{workspaceRoot}/data/sample/**/*'];
/** What the tests of the documents read besides. */
const documents = [
  '{workspaceRoot}/*.md',
  '{workspaceRoot}/docs/**/*',
  '{workspaceRoot}/{packages,apps}/*/README.md',
  '{workspaceRoot}/{packages,apps}/*/src/**/*',
  '{workspaceRoot}/eslint.config.mjs',
];
const externals = (/** @type {string[]} */ ...names) => [{ externalDependencies: names }];

/** @param {string} command @param {unknown[]} inputs */
const inProject = (command, inputs, more = {}) => ({
  executor: 'nx:run-commands',
  options: { command, cwd: '{projectRoot}', ...more },
  inputs,
  cache: true,
});

/** The app's main file, run from source: `nx run backtest-cli:run --mode=btc_basis`. */
const app = (/** @type {string} */ root, /** @type {string} */ command) => ({
  executor: 'nx:run-commands',
  options: {
    command: `tsx --conditions=@basis/source ${root}/src/main.ts ${command}`,
    forwardAllArgs: true,
  },
  cache: false,
});

const hasFile = (/** @type {string} */ folder, /** @type {string} */ ending) =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(ending));

/** @param {string} root @param {string} workspace */
function project(root, workspace) {
  const isApp = root.startsWith('apps/');
  const isTools = root === 'tools';
  const name = basename(root);
  const up = isTools ? '..' : '../..';
  const vitest = `vitest run --config ${up}/tools/vitest.project.mjs --project`;
  const testInputs = [
    ...(isTools ? ['default', ...documents] : sources),
    ...testData,
    { runtime: 'node --version' },
    ...tools('vitest.project.mjs', 'vitest.shared.mjs'),
    ...externals('vitest'),
  ];
  /** @type {Record<string, unknown>} */
  const targets = {
    test: inProject(`${vitest} unit`, testInputs),
    typecheck: inProject('tsc -p tsconfig.json --noEmit', [
      ...sources,
      ...externals('@typescript/native'),
    ]),
    lint: inProject(
      `eslint .${isTools ? ' ../*.mjs' : ''} --max-warnings 0 && oxlint --config ${up}/.oxlintrc.json --type-aware --deny-warnings .`,
      [
        ...sources,
        '{workspaceRoot}/eslint.config.mjs',
        '{workspaceRoot}/.oxlintrc.json',
        ...tools('layers.mjs', 'purity.mjs'),
        ...externals('eslint', 'typescript-eslint', 'oxlint', 'oxlint-tsgolint'),
      ],
    ),
  };
  if (!isTools && hasFile(join(workspace, root, 'src'), '.integration.test.ts')) {
    targets['test-integration'] = inProject(`${vitest} integration`, testInputs);
  }
  if (!isTools) {
    targets['build'] = {
      ...inProject(`node ${up}/tools/build.mjs`, [
        'production',
        '^production',
        ...tools('build.mjs'),
        ...externals('tsup', '@typescript/native'),
      ]),
      dependsOn: ['^build'],
      outputs: ['{projectRoot}/dist'],
    };
  }
  if (isApp && name.endsWith('-cli')) targets['run'] = app(root, 'run');
  if (isApp && name.endsWith('-daemon')) targets['start'] = app(root, 'start');
  return {
    name,
    root,
    ...(isTools ? {} : { sourceRoot: `${root}/src` }),
    projectType: isApp ? 'application' : 'library',
    tags: isTools ? ['type:tools'] : tagsOf(name),
    targets,
  };
}

export const name = '@basis/nx-plugin';

export const createNodesV2 = [
  '{{packages,apps}/*/package.json,tools/layers.mjs}',
  (
    /** @type {readonly string[]} */ files,
    /** @type {unknown} */ _options,
    /** @type {{ workspaceRoot: string }} */ { workspaceRoot },
  ) =>
    files.map((file) => {
      const root = dirname(file);
      return [file, { projects: { [root]: project(root, workspaceRoot) } }];
    }),
];
