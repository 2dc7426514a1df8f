/** What goes wrong in one schedule: plain data that follows from its seed, so that it can be told, cut and played again. */
import type { DurationMs, OperatorCommand } from '@basis/core-types';
import type {
  Fault,
  ForcedClose,
  ForeignOrder,
  OrderFilter,
  Trouble,
  VenueRules,
} from '@basis/testkit';
import { Dice } from './dice.js';
import { SCENES, SYMBOL, type Exchange, type Scene, type SceneName } from './scenes.js';

/** Something that happens at a time, in milliseconds since the beginning. */
export type Incident = { readonly atMs: number } & (
  | { readonly what: 'fault'; readonly venue: Exchange; readonly fault: Fault }
  | {
      readonly what: 'trouble';
      readonly venue: Exchange;
      readonly kind: Trouble['kind'];
      readonly forMs: number;
    }
  /** The process is killed; of what was on its way to the disk as many records are kept. */
  | { readonly what: 'crash'; readonly keeps: number; readonly downMs: number }
  /** The same, with the record of that number, counted from the last start. */
  | {
      readonly what: 'crash_at';
      readonly record: number;
      /** Of the process of that number, from 1 on; without it of the one that runs then. */
      readonly start?: number;
      readonly moment: 'appended' | 'durable';
      readonly keeps: number;
      readonly downMs: number;
    }
  /** With the order of that number, counted from the beginning of the story; what only moves money is none. */
  | {
      readonly what: 'with_order';
      readonly order: number;
      readonly faults?: readonly Fault[];
      /** Of its venue, from then on. */
      readonly trouble?: Pick<Trouble, 'kind'> & { readonly forMs: DurationMs };
      /** The process stands still while the request is on its way to the disk. */
      readonly stallMs?: DurationMs;
      readonly crash?: CrashPoint;
      /** What a venue takes changes while it is under way, until faults are over. */
      readonly filters?: Filters;
    }
  /** What a venue takes changes; somebody has it changed back, or configuration, after so long. */
  | ({ readonly what: 'filters'; readonly forMs: DurationMs } & Filters)
  /** A position is taken; before it the process is killed, where it is to be down for some time. */
  | { readonly what: 'forced_close'; readonly close: ForcedClose; readonly downMs: DurationMs }
  /** The process stands still and goes on as if nothing had been. */
  | { readonly what: 'stall'; readonly forMs: number }
  /** The clock of the machine is wrong by as much, for so long. */
  | { readonly what: 'skew'; readonly byMs: number; readonly forMs: number }
  | { readonly what: 'disk_slow'; readonly byMs: number }
  | { readonly what: 'disk_full' | 'disk_fails' }
  | { readonly what: 'order_outside'; readonly order: ForeignOrder }
  | { readonly what: 'flow'; readonly venue: Exchange; readonly amount: number }
  | { readonly what: 'command'; readonly command: OperatorCommand }
);

export interface Filters {
  readonly venue: Exchange;
  readonly take: readonly OrderFilter[];
}

/**
 * Where a process is killed between a decision and what came of it: its request is not on the disk; it is, which nobody was
 * told; it is, and nothing has left; it has left; what came of it is on the disk.
 */
export const CRASH_POINTS = ['unwritten', 'written', 'unsent', 'sent', 'answered'] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];

export interface Story {
  readonly seed: number;
  readonly scene: SceneName;
  readonly market: number;
  readonly rules: Readonly<Record<Exchange, VenueRules>>;
  readonly incidents: readonly Incident[];
}

const CODES = ['VEN-001', 'VEN-024', 'VEN-027', 'VEN-028'] as const;
const MOST_INCIDENTS = 6;

export function storyOf(seed: number): Story {
  const dice = new Dice(seed);
  // The smaller one takes a third of the time and has most of what can go wrong.
  const scene = dice.chance(0.8) ? 'one' : 'two';
  const { markets } = SCENES[scene];
  const rules = (idRule: VenueRules['idRule']): VenueRules => ({
    idRule,
    toVenueMs: dice.below(80),
    backMs: dice.below(80),
    lagMs: dice.oneOf([0, 0, 300, 1_500, 4_000]),
  });
  const count = dice.below(MOST_INCIDENTS + 1);
  return {
    seed,
    scene,
    market: dice.below(markets.length),
    rules: { binance: rules('open_only'), bybit: rules('always') },
    incidents: Array.from({ length: count }, () => incident(dice, SCENES[scene])).sort(
      (a, b) => a.atMs - b.atMs,
    ),
  };
}

/** More often than not when most is sent. */
function incident(dice: Dice, { exchanges, orders, busyMs, faultsMs }: Scene): Incident {
  const atMs = dice.chance(0.6) ? dice.oneOf(busyMs) + dice.below(15_000) : dice.below(faultsMs);
  const venue = dice.oneOf(exchanges);
  const kind = dice.below(25);
  if (kind < 7) return { atMs, what: 'fault', venue, fault: sendFault(dice) };
  if (kind < 10)
    return {
      atMs,
      what: 'with_order',
      order: 1 + dice.below(orders),
      ...withOrder(dice, exchanges),
    };
  if (kind < 12) return { atMs, what: 'fault', venue, fault: otherFault(dice) };
  const downMs = dice.oneOf([0, 50, 2_000, 30_000]);
  const keeps = dice.below(3);
  switch (kind) {
    case 12:
      return { atMs, what: 'crash', keeps, downMs };
    case 13:
    case 14: {
      const moment = dice.oneOf(['appended', 'durable'] as const);
      return { atMs, what: 'crash_at', record: 1 + dice.below(60), moment, keeps, downMs };
    }
    case 15: {
      const trouble = dice.oneOf([
        'outage',
        'outage',
        'rate_limit',
        'key_revoked',
        'blind',
      ] as const);
      return {
        atMs,
        what: 'trouble',
        venue,
        kind: trouble,
        forMs: dice.oneOf([500, 8_000, 60_000]),
      };
    }
    case 16:
      return disk(dice, atMs);
    case 17:
      return outside(dice, atMs, venue);
    case 18:
      return { atMs, what: 'command', command: command(dice, atMs) };
    case 19: {
      const byMs = dice.oneOf([-30_000, -3_000, 800, 3_000, 30_000]);
      return { atMs, what: 'skew', byMs, forMs: dice.oneOf([5_000, 60_000]) };
    }
    case 20: {
      const close = forcedClose(dice, venue);
      return { atMs, what: 'forced_close', close, downMs: dice.oneOf([0, 0, 2_000, 30_000]) };
    }
    case 21: {
      const forMs = dice.oneOf([5_000, 60_000, 200_000]);
      return { atMs, what: 'filters', ...filters(dice, exchanges), forMs };
    }
    case 22:
    case 23: {
      const moment = dice.oneOf(['appended', 'durable'] as const);
      const [record, start] = [1 + dice.below(25), dice.oneOf([2, 2, 3])];
      return { atMs, what: 'crash_at', record, start, moment, keeps, downMs };
    }
    default: {
      // Before an operator says the last word it goes on.
      const forMs = Math.min(dice.oneOf([3_000, 12_000, 70_000]), faultsMs + 20_000 - atMs);
      return { atMs, what: 'stall', forMs };
    }
  }
}

function withOrder(
  dice: Dice,
  exchanges: readonly Exchange[],
): Partial<Extract<Incident, { what: 'with_order' }>> {
  const faults = [sendFault(dice)];
  switch (dice.below(6)) {
    case 5:
      return { filters: filters(dice, exchanges) };
    case 0:
      return { crash: dice.oneOf(CRASH_POINTS) };
    case 1:
      return { faults, crash: dice.oneOf(CRASH_POINTS) };
    case 2:
      return { stallMs: dice.oneOf([3_000, 12_000]) };
    case 3: {
      const kind = dice.oneOf(['outage', 'blind', 'blind'] as const);
      return { faults, trouble: { kind, forMs: dice.oneOf([20_000, 90_000]) } };
    }
    default: {
      const rests: Fault = { on: 'send', fault: 'partial', share: 0.3, rest: 'resting' };
      return { faults: [rests, cancelFault(dice)] };
    }
  }
}

/** Coarser than what is configured. */
function filters(dice: Dice, exchanges: readonly Exchange[]): Filters {
  const [venue, market] = dice.oneOf<readonly [Exchange, OrderFilter['market']]>([
    ['binance', 'spot'],
    ...exchanges.map((one) => [one, 'perp'] as const),
  ]);
  const take = dice.oneOf<Omit<OrderFilter, 'market'>>([
    { lotBase: 0.01 },
    { lotBase: 0.1 },
    { tickQuote: 7 },
    { leastNotional: 15_000 },
  ]);
  return { venue, take: [{ market, ...take }] };
}

function forcedClose(dice: Dice, venue: Exchange): ForcedClose {
  const what = dice.oneOf(['liquidation', 'deleveraging'] as const);
  const [share, adverseBps] = [dice.oneOf([1, 1, 0.5, 0.2]), dice.oneOf([0, 50, 300])];
  return { venue, symbol: SYMBOL, what, share, adverseBps };
}

function cancelFault(dice: Dice): Fault {
  const fault = dice.oneOf(['throws', 'never'] as const);
  return { on: 'cancel', fault, takesEffect: dice.chance(0.5) };
}

function sendFault(dice: Dice): Fault {
  const reply = dice.oneOf(['throws', 'never'] as const);
  const byMs = dice.oneOf([500, 3_000, 6_000, 20_000]);
  const share = dice.oneOf([0, 0.3, 0.7]);
  return dice.oneOf<Fault>([
    { on: 'send', fault: 'not_sent' },
    { on: 'send', fault: 'request_lost', reply },
    { on: 'send', fault: 'answer_lost', reply },
    { on: 'send', fault: 'answer_lost', reply },
    { on: 'send', fault: 'arrives_late', byMs },
    { on: 'send', fault: 'arrives_late', byMs },
    { on: 'send', fault: 'answer_late', byMs },
    { on: 'send', fault: 'unknown', takesEffect: dice.chance(0.5) },
    { on: 'send', fault: 'refused', code: dice.oneOf(CODES) },
    { on: 'send', fault: 'partial', share, rest: 'cancelled' },
    { on: 'send', fault: 'partial', share, rest: 'resting' },
    { on: 'send', fault: 'partial', share, rest: 'resting', restFillsAfterMs: byMs },
  ]);
}

function otherFault(dice: Dice): Fault {
  const fault = dice.oneOf(['throws', 'never'] as const);
  return dice.oneOf<Fault>([
    { on: 'find', fault },
    { on: 'holdings', fault },
    { on: 'history', fault },
    cancelFault(dice),
    { on: 'cancel', fault: 'fills_first' },
    { on: 'event', delaysMs: [] },
    { on: 'event', delaysMs: [0, 50] },
    { on: 'event', delaysMs: [5_000] },
  ]);
}

function disk(dice: Dice, atMs: number): Incident {
  const kind = dice.below(4);
  if (kind < 2) return { atMs, what: 'disk_slow', byMs: dice.oneOf([5, 400]) };
  return { atMs, what: kind === 2 ? 'disk_full' : 'disk_fails' };
}

function outside(dice: Dice, atMs: number, venue: Exchange): Incident {
  if (dice.chance(0.4))
    return { atMs, what: 'flow', venue: 'binance', amount: dice.oneOf([5_000, -2_000]) };
  const order: ForeignOrder = {
    venue,
    market: 'perp',
    symbol: SYMBOL,
    side: dice.oneOf(['buy', 'sell'] as const),
    quantityBase: 0.01,
    rests: dice.chance(0.3),
  };
  return { atMs, what: 'order_outside', order };
}

function command(dice: Dice, atMs: number): OperatorCommand {
  const id = `op-${atMs}`;
  const kind = dice.oneOf(['halt', 'reduce_only', 'resume'] as const);
  return kind === 'resume' ? { id, kind } : { id, kind, reason: 'the story says so' };
}
