/**
 * Layers and purity come from `tools/layers.mjs` and `tools/purity.mjs`; the rest is
 * typescript-eslint's recommended set, tightened. Floating promises are checked by oxlint, whose
 * typed rules are fast (`.oxlintrc.json`). Formatting is prettier's.
 */
import { join } from 'node:path';
import nxPlugin from '@nx/eslint-plugin';
import * as jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import { hasSources } from './tools/has-sources.mjs';
import {
  allowedImports,
  edgeGlobsOf,
  folderOf,
  ioOf,
  packages,
  scope,
  tagsOf,
} from './tools/layers.mjs';
import {
  pureImports,
  restrictedGlobals,
  restrictedProperties,
  restrictedSyntax,
} from './tools/purity.mjs';

/** Tests, and what only they use: neither is published, and neither is part of a run. */
const tests = ['**/*.test.ts', '**/src/testing/**'];
/** Its own types do not fit ESLint's. */
const nx = /** @type {import('eslint').ESLint.Plugin} */ (/** @type {unknown} */ (nxPlugin));

/**
 * Everything of the workspace but what the layer table allows.
 *
 * @param {string} name
 * @param {import('./tools/layers.mjs').Io} io
 * @param {boolean} test
 */
function workspaceImports(name, io, test) {
  const allowed = allowedImports(name, { io, test }).map((entry) => `${entry}$`);
  const message =
    `@basis/${name} (layer ${packages[name]?.layer}, io ${io}) may not import this: ` +
    'only lower layers, and from pure files only pure entry points (tools/layers.mjs).';
  return { regex: `^(?!${allowed.join('|') || '$'})${scope}/`, message };
}

/** In a package with edge entries, its pure files must not reach them by a relative path. */
function ownEdgeFiles(/** @type {string} */ name) {
  return edgeGlobsOf(name).map((glob) => {
    const folder = glob.slice('src/'.length, -'/**'.length);
    return {
      regex: `^\\.{1,2}/(.*/)?${folder}(/|$)`,
      message: `src/${folder}/ does I/O and this file is pure.`,
    };
  });
}

/** @param {string} name */
function configsOf(name) {
  const folder = folderOf(name);
  const own = packages[name];
  const edges = edgeGlobsOf(name).map((glob) => `${folder}/${glob}`);
  const isPure = ioOf(name) !== 'edge';
  const at = (/** @type {string} */ path) => `${folder}/${path}`;
  const ownTests = [at('src/**/*.test.ts'), at('src/testing/**')];
  /** @type {(files: string[], io: 'none' | 'edge', test: boolean, ignores?: string[]) => object} */
  const layers = (files, io, test, ignores = []) => {
    const pure = io === 'none' && !test ? pureImports(own?.external ?? []) : undefined;
    return {
      files,
      ignores,
      rules: {
        'no-restricted-imports': [
          'error',
          {
            paths: pure?.paths ?? [],
            patterns: [
              workspaceImports(name, io, test),
              ...(pure?.patterns ?? []),
              ...(pure ? ownEdgeFiles(name) : []),
            ],
          },
        ],
      },
    };
  };
  /** @type {(files: string[], promises: boolean, ignores?: string[]) => object} */
  const purity = (files, promises, ignores = []) => ({
    files,
    ignores,
    rules: {
      'no-restricted-globals': restrictedGlobals({ promises }),
      'no-restricted-properties': restrictedProperties,
      'no-restricted-syntax': restrictedSyntax({ promises }),
    },
  });
  if (!isPure) {
    return [layers([at('src/**/*.ts')], 'edge', false, tests), layers(ownTests, 'edge', true)];
  }
  return [
    layers([at('src/**/*.ts')], 'none', false, [...tests, ...edges]),
    layers(ownTests, 'none', true, edges),
    ...(edges.length === 0
      ? []
      : [
          layers(edges, 'edge', false, tests),
          layers(
            edges.map((glob) => `${glob}/*.test.ts`),
            'edge',
            true,
          ),
        ]),
    purity([at('src/**/*.ts')], false, [...tests, ...edges]),
    ...(own?.promises ?? []).map((file) => purity([at(file)], true)),
  ];
}

/**
 * Nx knows the whole graph: cycles, relative imports across packages, dynamic imports.
 *
 * @param {boolean} test
 * @returns {['error', object]}
 */
function boundaries(test) {
  const tags = [...new Set(Object.keys(packages).flatMap(tagsOf))];
  const layerOf = (/** @type {string} */ tag) => Number(tag.split(':')[1]);
  const levels = tags.filter((tag) => tag.startsWith('layer:'));
  return [
    'error',
    {
      enforceBuildableLibDependency: false,
      banTransitiveDependencies: false,
      allow: [],
      depConstraints: [
        ...levels.map((tag) => ({
          sourceTag: tag,
          onlyDependOnLibsWithTags: levels.filter(
            (other) => layerOf(other) < layerOf(tag) || (test && other === tag),
          ),
        })),
        { sourceTag: 'io:none', onlyDependOnLibsWithTags: ['io:none', 'io:mixed'] },
        { sourceTag: 'type:tools', onlyDependOnLibsWithTags: ['*'] },
      ],
    },
  ];
}

/**
 * What a package imports it declares, and nothing else; `--fix` removes what is not imported.
 *
 * @param {string} name
 * @returns {import('eslint').Linter.Config}
 */
function dependencies(name) {
  return {
    files: [`${folderOf(name)}/package.json`],
    languageOptions: { parser: jsonc },
    plugins: { '@nx': nx },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          buildTargets: ['build'],
          ignoredFiles: tests.map((glob) => `{projectRoot}/${glob}`),
          checkVersionMismatches: false,
          checkObsoleteDependencies: hasSources(join(import.meta.dirname, folderOf(name))),
        },
      ],
    },
  };
}

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/coverage/**', '.nx/**', 'results/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.ts', '**/*.mjs'] })),
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { '@nx': nx },
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      // Indexing typed arrays under noUncheckedIndexedAccess needs `!`.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        {
          args: 'after-used',
          argsIgnorePattern: '^_',
          varsIgnorePattern: '^_',
          caughtErrorsIgnorePattern: '^_',
        },
      ],
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'separate-type-imports', disallowTypeAnnotations: false },
      ],
      '@nx/enforce-module-boundaries': boundaries(false),
    },
  },
  { files: tests, rules: { '@nx/enforce-module-boundaries': boundaries(true) } },
  ...Object.keys(packages).flatMap(configsOf),
  ...Object.keys(packages).map(dependencies),
);
