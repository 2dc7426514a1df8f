/**
 * `npm run bench:live -- [--json] [--check]`: what a live run takes of time, memory and processor. Venues are in this process
 * and answer at once, so that the figures are those of the engine and its journal; `--check` fails above the ceilings.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DAY_MS, MINUTE_MS } from '@basis/core-types';
import type { LiveSession } from '@basis/engine';
import { openJournal } from '@basis/journal';
import { MemoryJournal } from '@basis/testkit';
import { RoleMap, expandDecision, planFindings } from '@basis/venue-manager';
import { ForgettingJournal, RUN, Stage, config, enter } from './live-run.js';

/** Odd, so that a position is held at the end. */
const BLOCKS = 401;
const BLOCKS_ON_DISK = 101;
/** Short, and of as many the quietest counts: what else this machine does is no figure of ours. */
const ROUNDS = 10;
const CHECKS = 10_000;
const RECORDS = 100_000;
const RECORDS_OF_HOURS = 5_000;
/** A block of four orders leaves some thirty records and takes a minute. */
const MINUTES_OF_RECORDS = RECORDS / 25;

const CEILING = { blockMs: 100, riskMs: 10, ordersMs: 50, mb: 100, percent: 10 } as const;

interface TimesRow {
  readonly name: string;
  readonly median_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
  readonly ceiling_ms: number;
}

type Row =
  | TimesRow
  | { readonly name: string; readonly mb: number; readonly ceiling_mb: number }
  | { readonly name: string; readonly percent: number; readonly ceiling_percent: number };

function times(name: string, takenMs: readonly number[], ceiling_ms: number): TimesRow {
  const sorted = takenMs.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { name, median_ms: at(0.5), p99_ms: at(0.99), max_ms: at(1), ceiling_ms };
}

/** The time that each call takes. */
function timed(count: number, act: () => void): number[] {
  return Array.from({ length: count }, () => {
    const started = performance.now();
    act();
    return performance.now() - started;
  });
}

/** Every record is synced before it is acted upon. */
async function runOnDisk(stage: Stage, isEnough: () => boolean): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'live-bench-'));
  try {
    const journal = await openJournal({ folder, run: RUN, now: stage.clock.now });
    try {
      await stage.run(journal, isEnough);
    } finally {
      await journal.close();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapMb(): number {
  collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function longRun(): Promise<{ readonly session: LiveSession; readonly heapMb: number }> {
  const stage = new Stage(MINUTES_OF_RECORDS, 'orders');
  await stage.run(new ForgettingJournal(), () => {
    // A run of that length stands still for days, in which this happens by itself.
    if (stage.records % RECORDS_OF_HOURS === 0) collect();
    return stage.records >= RECORDS;
  });
  return { session: stage.session, heapMb: heapMb() };
}

/** First of all, as memory that was given back would be used again. */
async function memory(): Promise<Row[]> {
  const heapBefore = heapMb();
  const rssBefore = process.memoryUsage().rss / 2 ** 20;
  const { session, heapMb: heapWithVenues } = await longRun();
  const peak = process.resourceUsage().maxRSS / 1024;
  const heap = heapMb();
  if (session.manager.unanswered !== undefined) throw new Error('the session awaits an answer');
  const venues = heapWithVenues - heap;
  const ceiling_mb = CEILING.mb;
  return [
    { name: 'heap after 100,000 records', mb: heap - heapBefore, ceiling_mb },
    { name: 'process at its peak, without the venues', mb: peak - rssBefore - venues, ceiling_mb },
  ];
}

/** What the manager does from one order to the next: proposes, begins and settles it and the readings behind it. */
function timeOrders({ manager }: LiveSession): number[] {
  const takenMs: number[] = [];
  let spentMs = 0;
  let hasOrdered = false;
  const measured =
    <Args extends unknown[], Result>(act: (...args: Args) => Result) =>
    (...args: Args): Result => {
      const started = performance.now();
      try {
        return act.apply(manager, args);
      } finally {
        spentMs += performance.now() - started;
      }
    };
  const begin = measured(manager.begin);
  manager.next = measured(manager.next);
  manager.settle = measured(manager.settle);
  manager.begin = (request, now) => {
    if (request.kind === 'execute') {
      // What came before the first order is of none.
      if (hasOrdered) takenMs.push(spentMs);
      hasOrdered = true;
      spentMs = 0;
    }
    begin(request, now);
  };
  return takenMs;
}

function checks({ parts }: LiveSession, now: number): TimesRow[] {
  const { risk_monitor: risk, position_monitor: held, interfaces } = parts;
  const roles = new RoleMap(config);
  const block = expandDecision(
    enter,
    'b0',
    now,
    config.component_config.venue_manager,
    roles,
    interfaces,
  );
  const priceOf: Parameters<typeof planFindings>[1]['priceOf'] = (traded) =>
    interfaces.arrivalPrice(traded, now);
  const plan = () => planFindings(block, { config, roles, held, priceOf, now });
  const findings = plan();
  if (findings.length > 0) throw new Error(findings.join('; '));
  return [
    times(
      'risk check',
      timed(CHECKS, () => risk.updateState(now)),
      CEILING.riskMs,
    ),
    times('check of a plan', timed(CHECKS, plan), CEILING.riskMs),
  ];
}

function quietest(rows: readonly TimesRow[]): TimesRow {
  return rows.reduce((best, row) => (row.p99_ms < best.p99_ms ? row : best));
}

/** A round of everything that takes time. */
async function round(): Promise<TimesRow[]> {
  const stage = new Stage(BLOCKS + 10, 'orders');
  const { takenMs } = stage.blocks;
  const journal = new MemoryJournal({ clock: stage.clock, run: RUN });
  await stage.run(journal, () => takenMs.length >= BLOCKS);
  const synced = new Stage(BLOCKS_ON_DISK + 10, 'orders');
  const { takenMs: syncedMs } = synced.blocks;
  await runOnDisk(synced, () => syncedMs.length >= BLOCKS_ON_DISK);
  const managed = new Stage(BLOCKS + 10, 'orders');
  const ordersMs = timeOrders(managed.session);
  await managed.run(new ForgettingJournal(), () => managed.blocks.takenMs.length >= BLOCKS);
  return [
    times('block of four orders, journal in memory', takenMs, CEILING.blockMs),
    times('block of four orders, journal synced', syncedMs, CEILING.blockMs),
    ...checks(stage.session, stage.clock.now()),
    times('order management, one order', ordersMs, CEILING.ordersMs),
  ];
}

async function allTimes(): Promise<Row[]> {
  const rounds: TimesRow[][] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await round());
  return rounds[0]!.map((_, i) => quietest(rounds.map((rows) => rows[i]!)));
}

/** A day as it is: a look and a decision a minute, entry, funding, readings, every record synced. */
async function processor(): Promise<Row> {
  const stage = new Stage(DAY_MS / MINUTE_MS + 10, 'as_the_mode');
  const began = process.cpuUsage();
  const untilMs = stage.clock.now() + DAY_MS;
  await runOnDisk(stage, () => stage.clock.now() >= untilMs);
  const { user, system } = process.cpuUsage(began);
  if (stage.blocks.takenMs.length === 0) throw new Error('the position was not entered');
  const percent = ((user + system) / 1_000 / DAY_MS) * 100;
  return { name: 'processor over a day', percent, ceiling_percent: CEILING.percent };
}

const rows: readonly Row[] = [...(await memory()), ...(await allTimes()), await processor()];
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory_gb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};

/** What counts, the ceiling and the unit. */
function figureOf(row: Row): readonly [number, number, string] {
  if ('mb' in row) return [row.mb, row.ceiling_mb, 'MB'];
  if ('percent' in row) return [row.percent, row.ceiling_percent, '%'];
  return [row.p99_ms, row.ceiling_ms, 'ms'];
}

const digits = (value: number) => Number(value.toPrecision(3)).toString();

function lineOf(row: Row): string {
  const [figure, ceiling, unit] = figureOf(row);
  const more =
    'p99_ms' in row
      ? `  99 % within; median ${digits(row.median_ms)}, most ${digits(row.max_ms)}`
      : '';
  return `${row.name.padEnd(42)} ${digits(figure).padStart(9)} of ${ceiling} ${unit}${more}\n`;
}

const args = process.argv.slice(2);
if (args.includes('--json'))
  process.stdout.write(`${JSON.stringify({ machine, rows }, null, 2)}\n`);
else {
  process.stdout.write(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; best of ${ROUNDS}\n`,
  );
  for (const row of rows) process.stdout.write(lineOf(row));
}
if (args.includes('--check')) {
  for (const row of rows) {
    const [figure, ceiling, unit] = figureOf(row);
    // What is no number is no figure below a ceiling either.
    if (figure <= ceiling) continue;
    process.stderr.write(`${row.name}: ${figure} ${unit}, allowed are ${ceiling}\n`);
    process.exitCode = 1;
  }
}
