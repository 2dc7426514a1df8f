import {
  ComponentError,
  type AssetSymbol,
  type CallAmount,
  type ContractCall,
  type EpochMs,
  type EstimatedDeltas,
  type VenueAction,
} from '@basis/core-types';
import { WETH, type ChainPlaces, type StakingPlace } from './chain-places.js';

/** Differences this small, relative to the amount, come from binary fractions. */
export const DUST = 1e-12;

/** One call, and what `action_mapping` calls it. */
export interface ChainCall {
  readonly action: VenueAction;
  readonly call: ContractCall;
}

type Estimate = (call: ContractCall, now: EpochMs) => EstimatedDeltas;

/** What legs on the chain are made of: calls at the places of the run, with what they should bring by the rates of now. */
export class ChainCalls {
  readonly #places: ChainPlaces;
  readonly #estimate: Estimate;
  readonly #maxSwapSlippage: number;
  readonly #now: EpochMs;

  constructor(places: ChainPlaces, estimate: Estimate, maxSwapSlippage: number, now: EpochMs) {
    this.#places = places;
    this.#estimate = estimate;
    this.#maxSwapSlippage = maxSwapSlippage;
    this.#now = now;
  }

  get staking(): StakingPlace {
    return this.#places.staking;
  }

  get isAtomic(): boolean {
    return this.#places.isAtomic;
  }

  /** ETH into the token that the wallet keeps: where it keeps it wrapped and takes it plain, by two calls. */
  stake(eth: number): ChainCall[] {
    const { venue: protocol, unwrapped, stakes: action } = this.staking;
    const stake = { call: 'stake', protocol, asset: 'ETH', amount: eth } as const;
    if (unwrapped === undefined) return [{ action, call: stake }];
    const wrap = { call: 'wrap', protocol, asset: unwrapped, amount: eth } as const;
    return [stake, wrap].map((call) => ({ action, call }));
  }

  /** Tokens that calls should give, after what they take. */
  bring(token: AssetSymbol, calls: readonly ChainCall[]): number {
    return calls.reduce((sum, { call }) => {
      const deltas = this.#estimate(call, this.#now)[this.#places.wallet];
      return sum + (deltas?.[token] ?? 0);
    }, 0);
  }

  /**
   * The staking token into the queue, in as few equal requests as it takes; the last is what is left, to the bit. A token
   * counts in the queue with the ETH that it stands for.
   */
  queueUp(token: AssetSymbol, amount: number): ChainCall[] {
    const { leastEth, mostEth } = this.#places.queueBounds(this.#now);
    const eth = this.#queuedEth(token, amount);
    if (!(eth >= leastEth * (1 - DUST))) throw tooLittle(amount, token, eth, leastEth);
    const requests = Math.max(1, Math.ceil((eth / mostEth) * (1 - DUST)));
    const calls: ChainCall[] = [];
    let left = amount;
    while (calls.length < requests) {
      const part = calls.length === requests - 1 ? left : amount / requests;
      calls.push(this.#request(token, part));
      left -= part;
    }
    return calls;
  }

  /** ETH that the queue would owe for tokens. */
  #queuedEth(token: AssetSymbol, amount: number): number {
    const { call } = this.#request(token, amount);
    return this.#estimate(call, this.#now)[this.staking.venue]?.['ETH'] ?? 0;
  }

  #request(asset: AssetSymbol, amount: number): ChainCall {
    const { venue: protocol, unstakes: action } = this.staking;
    return { action, call: { call: 'request_withdrawal', protocol, asset, amount } };
  }

  claim(): ChainCall {
    const { venue: protocol, unstakes: action } = this.staking;
    return { action, call: { call: 'claim_withdrawals', protocol } };
  }

  supply(asset: AssetSymbol, amount: number): ChainCall {
    const { lender: protocol } = this.#places;
    return { action: 'aave_supply', call: { call: 'supply', protocol, asset, amount } };
  }

  withdraw(asset: AssetSymbol, amount: CallAmount): ChainCall {
    const { lender: protocol } = this.#places;
    return { action: 'aave_withdraw', call: { call: 'withdraw', protocol, asset, amount } };
  }

  borrow(amount: number): ChainCall {
    const { lender: protocol } = this.#places;
    return { action: 'aave_borrow', call: { call: 'borrow', protocol, asset: WETH, amount } };
  }

  repay(amount: CallAmount): ChainCall {
    const { lender: protocol } = this.#places;
    return { action: 'aave_repay', call: { call: 'repay', protocol, asset: WETH, amount } };
  }

  /** WETH for the length of one transaction. */
  flashBorrow(amount: number): ChainCall {
    const { flashLender: protocol } = this.#places;
    const call = { call: 'flash_borrow', protocol, asset: WETH, amount } as const;
    return { action: 'flash_loan', call };
  }

  /** The loan and its premium. */
  flashOwed(lent: number): number {
    return lent + lent * this.#places.flashPremiumRate(this.#now);
  }

  flashRepay(amount: number): ChainCall {
    const { flashLender: protocol } = this.#places;
    const call = { call: 'flash_repay', protocol, asset: WETH, amount } as const;
    return { action: 'flash_loan', call };
  }

  /** ETH and WETH become each other for the sake of another call, by whose name they go. */
  wrap(amount: number, action: VenueAction): ChainCall {
    const { wallet: protocol } = this.#places;
    return { action, call: { call: 'wrap', protocol, asset: 'ETH', amount } };
  }

  unwrap(amount: CallAmount, action: VenueAction): ChainCall {
    const { wallet: protocol } = this.#places;
    return { action, call: { call: 'unwrap', protocol, asset: WETH, amount } };
  }

  /** A token into WETH, for no less than it should bring now but for the slippage that is allowed. */
  sell(token: AssetSymbol, amount: number, action: VenueAction): ChainCall {
    const protocol = this.#places.poolFor(token, this.#now)!;
    const swap = { call: 'swap', protocol, sell: token, buy: WETH, amount } as const;
    const expected = this.bring(WETH, [{ action, call: { ...swap, leastReceived: 0 } }]);
    const leastReceived = expected * (1 - this.#maxSwapSlippage);
    return { action, call: { ...swap, leastReceived } };
  }
}

function tooLittle(amount: number, token: AssetSymbol, eth: number, least: number): ComponentError {
  return new ComponentError('VM-003', {
    message: `The withdrawal queue takes no less than ${least} ETH at once: ${amount} ${token} stand for ${eth}`,
    resolution: 'Unstake when there is more, or sell it: by market.',
    context: { token, amount, eth, least_eth: least },
  });
}

/** `there` where `wanted` is the same but for binary fractions. */
export function exactly(there: number, wanted: number): number {
  return Math.abs(there - wanted) <= DUST * wanted ? there : wanted;
}
