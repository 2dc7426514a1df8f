/** The plans of every mode in a market where everything moves: venues carry them out, so looking ahead must find nothing. */
import type { CexTrade, InstructionBlock } from '@basis/core-types';
import { RoleMap, planFindings } from '@basis/venue-manager';
import { describe, expect, it } from 'vitest';
import { EventDrivenStrategyEngine } from '../event-driven-strategy-engine.js';
import { MODES, modeConfig, type Mode } from '../testing/mode-config.js';
import { HOUR_MS, START_MS, yieldMarket } from '../testing/yield-market.js';

type Traded = Pick<CexTrade, 'venue' | 'tradeType' | 'symbol'>;

const HOURS = 24 * 10;
const timeOf = (hour: number) => START_MS + hour * HOUR_MS;

/** A rise by a half, and back; rates that turn, so that positions are left and taken again. */
const market = yieldMarket({
  hours: HOURS,
  price: (hour) => 2_000 * (1 + 0.5 * Math.sin((hour / HOURS) * Math.PI) ** 2),
  stakingApr: () => 0.03,
  borrowApr: (hour) => (hour > 80 && hour < 140 ? 2.5 : 0.02),
  pledgeApr: () => 0.001,
  usdtApr: () => 0.1,
  funding: (stamp, venue) => 1e-4 * ((stamp % 5) - 1) * venue.length,
  basis: (hour, venue) => 4e-4 * (((hour * venue.length) % 13) / 13 - 0.5),
  discount: (hour) => 0.002 * (1 + Math.sin(hour / 11)),
  gwei: (hour) => 5 + (hour % 23),
  rewards: () => 1,
});

/** Every block of a run with what was found of it before it began. */
function planned(mode: Mode): { block: InstructionBlock; findings: string[] }[] {
  const config = modeConfig(mode, (draft) => {
    const share = draft.initial_capital * 0.3;
    draft.flows = [
      { at: new Date(timeOf(60)).toISOString(), deposit: share },
      { at: new Date(timeOf(150)).toISOString(), withdraw: share },
    ];
  });
  const engine = new EventDrivenStrategyEngine({ config, dataProvider: market });
  const plans: { block: InstructionBlock; findings: string[] }[] = [];
  const make = engine.initializeEngine.bind(engine);
  engine.initializeEngine = () => {
    const parts = make();
    const { execution_manager: manager, interfaces } = parts;
    const roles = new RoleMap(parts.config);
    const submit = manager.submitBlock.bind(manager);
    manager.submitBlock = (block, source, now) => {
      submit(block, source, now);
      const held = parts.position_monitor;
      const priceOf = (traded: Traded) => interfaces.arrivalPrice(traded, now);
      const whole = block as InstructionBlock;
      const findings = planFindings(whole, { config: parts.config, roles, held, priceOf, now });
      plans.push({ block: whole, findings });
    };
    return parts;
  };
  engine.runBacktestSync();
  return plans;
}

describe('a plan of a run', () => {
  it.each(MODES)('has no findings where venues carry it out: %s', (mode) => {
    const plans = planned(mode);
    expect(plans.length).toBeGreaterThan(1);
    expect(plans.filter(({ findings }) => findings.length > 0)).toEqual([]);
  });
});
