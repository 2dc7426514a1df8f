import { ComponentError, usedVenues, type RunConfig } from '@basis/core-types';
import type { MarketDataProvider } from '@basis/data-provider';
import { EventDrivenStrategyEngine } from '@basis/engine';
import { venuesGate, type Gate } from '@basis/health';

/** Whether the engine can make a simulated account of every venue that the run acts on. */
export function judgeVenues(config: RunConfig, data: MarketDataProvider): Gate {
  const required = usedVenues(config);
  try {
    const { world } = new EventDrivenStrategyEngine({
      config,
      dataProvider: data,
    }).initializeEngine();
    const reason = 'this version cannot simulate it';
    return venuesGate({
      required,
      available: world.venueIds,
      reasons: new Map(required.map((venue) => [venue, reason])),
    });
  } catch (error) {
    if (!(error instanceof ComponentError)) throw error;
    const reason = `${error.code} ${error.message}`;
    return venuesGate({
      required,
      available: [],
      reasons: new Map(required.map((venue) => [venue, reason])),
    });
  }
}
