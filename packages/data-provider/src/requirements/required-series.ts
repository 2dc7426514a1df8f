import {
  GAS_SERIES,
  QUOTE,
  fundingSeries,
  fxSeries,
  hedgeVenues,
  perpSeries,
  perpSymbol,
  spotSeries,
  spotSymbol,
  splitSymbol,
  type RunConfig,
  type SeriesId,
} from '@basis/core-types';

/** What one kind of subscription needs. Another kind of venue brings another rule, never a branch on the mode. */
type SeriesRule = (config: RunConfig) => readonly SeriesId[];

const spotRule: SeriesRule = (config) =>
  config.venues.execution_subscriptions.cex_spot.map((venue) =>
    spotSeries(venue, spotSymbol(config)),
  );

const hedgeRule: SeriesRule = (config) =>
  hedgeVenues(config).flatMap((venue) => {
    const symbol = perpSymbol(config, venue);
    return [perpSeries(venue, symbol), fundingSeries(venue, symbol)];
  });

const gasRule: SeriesRule = ({ venues }) =>
  venues.execution_subscriptions.wallet.length > 0 ? [GAS_SERIES] : [];

const RULES: readonly SeriesRule[] = [spotRule, hedgeRule, gasRule];

/** The series without which a run of this configuration cannot start, following its subscriptions. */
export function requiredSeries(config: RunConfig): SeriesId[] {
  return [...new Set(RULES.flatMap((rule) => rule(config)))];
}

/** Series that are used where a dataset has them: a currency without one counts as a dollar. */
export function optionalSeries(config: RunConfig): SeriesId[] {
  const quotes = hedgeVenues(config).map((venue) => splitSymbol(perpSymbol(config, venue)).quote);
  return [...new Set([QUOTE, ...quotes])]
    .filter((currency) => currency !== 'USD')
    .map((currency) => fxSeries(currency, 'USD'));
}
