import type { ExchangeModel, VirtualClock } from '@basis/testkit';
import type { Incident } from './story.js';

type Outside = Extract<Incident, { what: 'order_outside' | 'flow' | 'filters' }>;

/** What others do at the venues, or the venues themselves. */
export function happenOutside(incident: Outside, model: ExchangeModel, clock: VirtualClock): void {
  switch (incident.what) {
    case 'order_outside':
      model.orderOutside(incident.order);
      return;
    case 'flow': {
      const { venue, amount } = incident;
      if (amount > 0) model.deposit(venue, 'spot', 'USDT', amount);
      else if (model.held(`${venue}:spot:USDT`) >= -amount)
        model.withdraw(venue, 'spot', 'USDT', -amount);
      return;
    }
    case 'filters': {
      const { venue, take, forMs } = incident;
      model.setRules(venue, { filters: take });
      clock.after(forMs, () => model.setRules(venue, { filters: [] }));
    }
  }
}
