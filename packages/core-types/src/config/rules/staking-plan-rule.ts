import type { ConfigDraft } from '../config-draft.js';
import { didYouMean } from '../nearest.js';
import type { LendingVenueConfig } from '../venues/chain-schemas.js';
import type { Report } from '../violation.js';
import type { Rule } from './rule.js';

/** What is borrowed against a staking token. */
const BORROWED = 'WETH';

/** The plan for what is staked names its protocol, and borrows no more than the lending venue lets it keep. */
export const stakingPlanRule: Rule = (draft, report) => {
  const { values, subscriptions } = draft;
  if (subscriptions === undefined) return;
  const { staking, cex_spot, cex_futures, flash_loan, atomic } = subscriptions;
  const {
    lst_type: type = null,
    stake_allocation_eth: share = null,
    target_ltv: target = null,
  } = values;
  if (type !== null && staking.length > 0 && !staking.includes(type)) {
    const known = staking.join(', ');
    report(
      ['lst_type'],
      type,
      `must be subscribed under staking (${known})${didYouMean(type, staking)}`,
    );
  }
  if (type === null && staking.length > 1)
    report(['lst_type'], type, `must name one of ${staking.join(', ')}`);
  if (share !== null) {
    const says = (category: string) => `must be null, or a venue be subscribed under ${category}`;
    if (staking.length === 0) report(['stake_allocation_eth'], share, says('staking'));
    if (cex_spot.length === 0) report(['stake_allocation_eth'], share, says('cex_spot'));
    if (cex_futures.length === 0) report(['stake_allocation_eth'], share, says('cex_futures'));
  }
  if (values.use_flash_loan === true && (flash_loan.length === 0 || atomic.length === 0)) {
    report(
      ['use_flash_loan'],
      true,
      'must be false, or venues be subscribed under flash_loan and atomic',
    );
  }
  if (target !== null) checkLoan(draft, target, report);
};

function checkLoan(draft: ConfigDraft, target: number, report: Report): void {
  const { values, subscriptions, venues, components } = draft;
  const { staking, lending } = subscriptions!;
  if (staking.length === 0 || lending.length === 0) {
    report(
      ['target_ltv'],
      target,
      'must be null, or venues be subscribed under staking and lending',
    );
    return;
  }
  const { on_chain_leverage_venue: named = null } = values;
  if (named !== null && named !== lending[0])
    report(
      ['on_chain_leverage_venue'],
      named,
      `must be ${lending[0]}, where the loan is taken, or null`,
    );
  const venue = venues.get(lending[0]!);
  const issuer = venues.get(values.lst_type ?? staking[0]!);
  const { strategy_manager: plan, risk_monitor: risk } = components;
  if (venue?.venue_type !== 'lending' || issuer?.venue_type !== 'staking') return;
  if (plan === undefined || risk === undefined) return;
  const wallet = venues.get(subscriptions!.wallet[0] ?? '');
  if (wallet?.venue_type === 'wallet' && !wallet.assets.includes(BORROWED)) {
    report(
      ['venue_configs', wallet.venue, 'assets'],
      wallet.assets,
      `must have ${BORROWED}, which target_ltv borrows`,
    );
  }
  const terms = termsOf(venue, issuer.wrapped);
  if (terms === undefined) {
    report(
      ['target_ltv'],
      target,
      `must be null: ${venue.venue} does not lend ${BORROWED} against ${issuer.wrapped}`,
    );
    return;
  }
  const highest = target + plan.ltv_tolerance;
  const most = Math.min(terms.ltv, terms.liquidation_threshold / risk.health_factor_warning);
  if (highest >= most) {
    const allowed = Math.floor((most - plan.ltv_tolerance) * 1000) / 1000;
    report(
      ['target_ltv'],
      target,
      `must be below ${allowed}: with ltv_tolerance ${plan.ltv_tolerance} on top, ${venue.venue} lends up to ${terms.ltv} and a health factor of ${risk.health_factor_warning} is a warning`,
    );
  }
}

/** The terms of the token as collateral: those of the category that is entered, or else of its reserve. */
function termsOf(
  { emode, emodes, reserves }: LendingVenueConfig,
  token: string,
): { readonly ltv: number; readonly liquidation_threshold: number } | undefined {
  const category = emode === null || !Object.hasOwn(emodes, emode) ? undefined : emodes[emode]!;
  if (category?.collateral.includes(token))
    return category.borrowable.includes(BORROWED) ? category : undefined;
  const lends = Object.hasOwn(reserves, BORROWED) && reserves[BORROWED]!.can_borrow;
  return lends && Object.hasOwn(reserves, token) ? reserves[token] : undefined;
}
