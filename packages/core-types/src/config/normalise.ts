import type { Json } from '../json.js';
import { isMapping } from './plain-json.js';

/**
 * Old spellings, accepted on reading. Only places where a name can stand are touched: `wallet` is an old venue name, but
 * also a category and a capability, which stay. A document may be partial; what does not fit is left for the checks.
 */
const VENUES: Readonly<Record<string, string>> = { aave: 'aave_v3', wallet: 'alchemy' };
const MODES: Readonly<Record<string, string>> = { eth_staking: 'eth_staking_only' };
const SHARE_CLASSES: Readonly<Record<string, string>> = {
  usdt_stable: 'USDT',
  eth_directional: 'ETH',
};
const ENVIRONMENTS: Readonly<Record<string, string>> = { prod: 'production' };

const ROOT_KEYS = { strategy_mode: 'mode' };
const VENUE_MANAGER_KEYS = {
  max_retry_attempts: 'max_retries',
  block_timeout_seconds: 'execution_timeout',
};
const ENGINE_KEYS = { timeout: 'timeout_seconds', memory_limit: 'memory_limit_mb' };

/** Old key -> its present name, for saying so where both are given. */
export const OLD_KEYS: Readonly<Record<string, string>> = {
  ...ROOT_KEYS,
  ...VENUE_MANAGER_KEYS,
  ...ENGINE_KEYS,
};

const UNDASHED = /^([A-Z0-9]{2,})(USDT|USDC)$/;

export const normaliseVenueName = (name: string): string => lookUp(VENUES, name);
export const normaliseMode = (name: string): string => lookUp(MODES, name);
export const normaliseEnvironment = (name: string): string => lookUp(ENVIRONMENTS, name);
/** `ETHUSDT` -> `ETH-USDT`. */
export const normaliseSymbol = (symbol: string): string => symbol.replace(UNDASHED, '$1-$2');

/** A run configuration, or the part of one that a mode file holds, in present spellings. */
export function normaliseRunConfig(document: Json): Json {
  return edit(rename(document, ROOT_KEYS), {
    mode: text(MODES),
    share_class: text(SHARE_CLASSES),
    on_chain_leverage_venue: text(VENUES),
    hedge_allocation: venueKeys,
    venues: (venues) =>
      edit(venues, {
        data_subscriptions: venueList,
        execution_subscriptions: (lists) => editAll(lists, venueList),
      }),
    component_config: (components) =>
      edit(components, {
        venue_manager: (section) => rename(section, VENUE_MANAGER_KEYS),
        event_driven_strategy_engine: (section) => rename(section, ENGINE_KEYS),
      }),
    venue_configs: (venues) => editAll(venueKeys(venues), normaliseVenueConfig),
    venue_overrides: (venues) => editAll(venueKeys(venues), normaliseVenueConfig),
  });
}

/** The static data of one venue, or overrides of it. */
export function normaliseVenueConfig(document: Json): Json {
  const market = (section: Json) =>
    edit(section, { instruments: (list) => renameBy(list, normaliseSymbol) });
  return edit(document, { venue: text(VENUES), spot: market, futures: market });
}

type Edit = (value: Json) => Json;

function lookUp(table: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(table, name) ? table[name]! : name;
}

function text(table: Readonly<Record<string, string>>): Edit {
  return (value) => (typeof value === 'string' ? lookUp(table, value) : value);
}

const venueList: Edit = (list) => (Array.isArray(list) ? list.map(text(VENUES)) : list);
const venueKeys: Edit = (mapping) => renameBy(mapping, normaliseVenueName);

function edit(document: Json, edits: Readonly<Record<string, Edit>>): Json {
  return mapEntries(document, (key, value) => [
    key,
    Object.hasOwn(edits, key) ? edits[key]!(value) : value,
  ]);
}

function editAll(document: Json, each: Edit): Json {
  return mapEntries(document, (key, value) => [key, each(value)]);
}

function rename(document: Json, names: Readonly<Record<string, string>>): Json {
  return renameBy(document, (key) => lookUp(names, key));
}

/** Where the new name is given too, the old one stays, and is then refused as an unknown key. */
function renameBy(document: Json, nameOf: (key: string) => string): Json {
  if (!isMapping(document)) return document;
  return mapEntries(document, (key, value) => {
    const name = nameOf(key);
    return [name !== key && Object.hasOwn(document, name) ? key : name, value];
  });
}

function mapEntries(
  document: Json,
  change: (key: string, value: Json) => readonly [string, Json],
): Json {
  if (!isMapping(document)) return document;
  return Object.fromEntries(Object.entries(document).map(([key, value]) => change(key, value)));
}
