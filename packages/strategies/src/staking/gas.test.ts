import { describe, expect, it } from 'vitest';
import { stakingConfig } from '../testing/config.js';
import { PaperChain, type PaperChainTerms } from '../testing/paper-chain.js';
import { paperStake } from '../testing/paper-portfolio.js';
import { PaperRun } from '../testing/paper-run.js';
import { StakingStrategyManager } from './staking-strategy.js';

const GAS = { gasPerLegEth: 0.01, roundTripGasEth: 0.3, gasReserveEth: 0.1, borrowApr: 0.02 };

function run(eth: number, terms: PaperChainTerms = {}) {
  const config = stakingConfig((draft) => {
    Object.assign(draft, { mode: 'eth_staking_only', target_ltv: null, use_flash_loan: false });
    Object.assign(draft, { on_chain_leverage_venue: null });
    Object.assign(draft.component_config, { strategy_manager: { carry_gate: false } });
  });
  const chain = new PaperChain({ eth, ...GAS, ...terms });
  const view = paperStake(chain);
  return { chain, view, trial: new PaperRun(new StakingStrategyManager(config), view) };
}

describe('the gas of a wallet', () => {
  it('of both ways stays there, also where the reserve is less', () => {
    const { chain, trial } = run(100);
    // 100 in the wallet, of which 0.3 stay, though 0.1 would be the reserve.
    expect(trial.days(2)).toMatchObject([{ legs: [{ does: 'stake', amount: 99.7 }] }]);
    expect(chain.ethHeld).toBeCloseTo(0.3 - 0.01, 12);
  });

  it('that is too little now is waited for, whatever is owed', () => {
    const { chain, view, trial } = run(100);
    trial.days(1);
    view.payable = 5;
    Object.assign(chain.terms, { roundTripGasEth: 20 });
    expect(trial.days(3)).toEqual([]);
    Object.assign(chain.terms, { roundTripGasEth: 0.2 });
    expect(trial.step()).toMatchObject({ legs: [{ does: 'unstake' }] });
  });

  it('takes no more than a twentieth of what it puts to work, with the gate off too', () => {
    // 6 are 20 times 0.3.
    expect(run(0.3 + 5.9).trial.days(2)).toEqual([]);
    expect(run(0.3 + 6.1).trial.days(2)).toHaveLength(1);
  });
});
