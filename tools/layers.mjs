/**
 * The layer table: the one home of who may import whom. Read by the Nx plugin (tags), by ESLint
 * (layers and purity) and by the tests of both.
 *
 * - A package may import packages of strictly lower layers, never of its own.
 * - `io: 'none'` entry points may import only `io: 'none'` entry points, and their files obey the
 *   purity rule. An entry `./name` that is `edge` covers the files under `src/name/`.
 * - Tests may besides import `io: 'none'` entry points of their own layer.
 *
 * @typedef {'none' | 'edge'} Io
 * @typedef {object} Row
 * @property {number} layer
 * @property {'package' | 'app'} kind
 * @property {Record<string, Io>} entries  exports of the package; an app has one, its main file
 * @property {string[]} [external]  packages from the registry that pure files may import
 * @property {string[]} [promises]  pure files that may nevertheless make promises
 */

/** @type {(layer: number, entries: Record<string, Io>, more?: Partial<Row>) => Row} */
const row = (layer, entries, more = {}) => ({ layer, kind: 'package', entries, ...more });

const none = /** @type {const} */ ({ '.': 'none' });
const edge = /** @type {const} */ ({ '.': 'edge' });

/** @type {Record<string, Row>} */
export const packages = {
  'core-types': row(0, none, { external: ['zod'] }),
  maths: row(0, none),

  monitors: row(1, none),
  'venue-sim': row(1, none),
  strategies: row(1, none),
  'execution-interfaces': row(1, none),
  health: row(1, none),
  'folder-lock': row(1, edge),

  'venue-manager': row(2, none),
  'data-provider': row(2, { '.': 'none', './load': 'edge' }),
  'event-logger': row(2, edge),
  'venue-clients': row(2, { '.': 'edge', './conformance': 'edge' }),

  engine: row(
    3,
    { '.': 'none', './node': 'edge', './live': 'edge' },
    { promises: ['src/run/run-backtest.ts', 'src/run/run-live.ts'] },
  ),
  cli: row(3, edge),
  config: row(3, edge),
  results: row(3, edge),
  journal: row(3, edge),
  testkit: row(3, edge),
  'sample-data': row(3, none),

  'backtest-cli': row(4, edge, { kind: 'app' }),
  'live-daemon': row(4, edge, { kind: 'app' }),
};

export const scope = '@basis';

/** Folder of a package or app, from the root of the workspace. */
export function folderOf(/** @type {string} */ name) {
  return `${packages[name]?.kind === 'app' ? 'apps' : 'packages'}/${name}`;
}

/** `none`, `edge`, or `mixed` where the entry points of a package differ. */
export function ioOf(/** @type {string} */ name) {
  const kinds = new Set(Object.values(packages[name]?.entries ?? {}));
  return kinds.size > 1 ? 'mixed' : [...kinds][0];
}

/** Nx tags of a project. */
export function tagsOf(/** @type {string} */ name) {
  const own = packages[name];
  return own === undefined ? [] : [`layer:${own.layer}`, `io:${ioOf(name)}`, `type:${own.kind}`];
}

/** Globs, inside the package, of the files that do I/O although the package's main entry does not. */
export function edgeGlobsOf(/** @type {string} */ name) {
  return Object.entries(packages[name]?.entries ?? {})
    .filter(([entry, io]) => entry !== '.' && io === 'edge')
    .map(([entry]) => `src/${entry.slice(2)}/**`);
}

/**
 * Import specifiers of the workspace that a file may use.
 *
 * @param {string} name  package of the file
 * @param {{ io: Io, test: boolean }} file
 * @returns {string[]}
 */
export function allowedImports(name, file) {
  const own = packages[name];
  if (own === undefined) return [];
  return Object.entries(packages).flatMap(([other, { layer, kind, entries }]) =>
    Object.entries(entries)
      .filter(([, io]) => {
        if (kind === 'app') return false;
        if (other === name) return file.test && (io === 'none' || file.io === 'edge');
        if (layer < own.layer) return io === 'none' || file.io === 'edge';
        return layer === own.layer && file.test && io === 'none';
      })
      .map(([entry]) => scope + '/' + other + entry.slice(1)),
  );
}
