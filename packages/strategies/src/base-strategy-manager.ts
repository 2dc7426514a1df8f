import {
  HOLD,
  PRIORITY,
  type Decision,
  type Json,
  type Leg,
  type RunConfig,
  type Strategy,
  type StrategyAction,
  type StrategyView,
} from '@basis/core-types';

/**
 * What all strategies share: five actions by which a position is entered, left and cleaned up, and `decide`, which
 * chooses among them. A strategy reads the view, never keeps it, and remembers only what is in its state.
 *
 * A mode of one's own extends this class (or implements `Strategy`) and is registered under its name.
 */
export abstract class BaseStrategyManager<S extends Json> implements Strategy<S> {
  readonly mode: string;
  protected readonly config: RunConfig;

  constructor(config: RunConfig) {
    this.mode = config.mode;
    this.config = config;
  }

  protected get settings(): RunConfig['component_config']['strategy_manager'] {
    return this.config.component_config.strategy_manager;
  }

  /** Cash that no plan may use: what is owed to investors, and the reserve for those who will ask. */
  protected cashToKeep({ payable, equity }: StrategyView): number {
    return payable + this.settings.reserve_ratio * equity;
  }

  /**
   * Cash that should lie at the place that pays, of which `held` does: what is owed, and the whole reserve once half of it
   * is gone. In between the reserve is not refilled, or every day's yield would be unwound for it.
   */
  protected cashToRaise(view: StrategyView, held: number): number {
    const reserve = this.settings.reserve_ratio * view.equity;
    return view.payable + (held - view.payable < reserve / 2 ? reserve : 0);
  }

  /** The same once it is being raised: a sale costs equity, and so makes half of a reserve less than it was before. */
  protected cashStillToRaise(view: StrategyView, held: number): number {
    const reserve = this.settings.reserve_ratio * view.equity;
    return view.payable + (held - view.payable < 0.6 * reserve ? reserve : 0);
  }

  abstract initial(): S;
  abstract decide(view: StrategyView, state: S): Decision;

  /** Everything that is deployable, into the position. */
  abstract entryFull(view: StrategyView): Decision;
  /** `share` of what is deployable and not yet in the position. */
  abstract entryPartial(view: StrategyView, share: number): Decision;
  /** Out of everything. */
  abstract exitFull(view: StrategyView, reason: string): Decision;
  /** Out of `share` of the position. */
  abstract exitPartial(view: StrategyView, share: number): Decision;
  /** Remains that belong to no position, into the quote. */
  abstract sellDust(view: StrategyView): Decision;

  /** A decision, or `HOLD` when no leg is left of it. */
  protected decision(action: StrategyAction, reason: string, legs: readonly Leg[]): Decision {
    return legs.length === 0 ? HOLD : { action, priority: priorityOf(action), reason, legs };
  }
}

function priorityOf(action: StrategyAction): number {
  switch (action) {
    case 'exit_full':
    case 'exit_partial':
      return PRIORITY.riskExit;
    case 'sell_dust':
      return PRIORITY.dust;
    case 'rebalance':
      return PRIORITY.rebalance;
    case 'entry_full':
    case 'entry_partial':
      return PRIORITY.entry;
  }
}
