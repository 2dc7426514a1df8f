/**
 * npm run simulate -- --schedules N [--seed S] [--json]
 *
 * The live runner, venue manager, journal and recovery against exchanges that lose, delay, repeat and refuse, under a clock of
 * its own: N schedules of faults that follow from the seeds S, S + 1 and so on. Exits 1 where an invariant does not hold, with
 * the seed, and with the story cut short where one schedule is played.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { NOTHING, together, type Broken, type Counts, type Seeds } from './batch.js';
import { judged, shrink } from './shrink.js';
import { storyOf } from './story.js';
import { tellStory } from './tell.js';

const USAGE = 'npm run simulate -- --schedules N [--seed S] [--json]';
/** More would say the same again. */
const SHOWN = 10;
/** What stories leave behind is collected before it is old, which costs next to nothing. */
const MEMORY = ['--max-semi-space-size=32'];

interface Arguments {
  readonly schedules: number;
  readonly seed: number;
  readonly json: boolean;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const [schedules, seed] = [Number(values.schedules), Number(values.seed)];
  if (!Number.isSafeInteger(schedules) || schedules < 1)
    throw new Error(`--schedules ${values.schedules}: give a whole number from 1 on`);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Error(`--seed ${values.seed}: give a whole number from 0 on`);
  return { schedules, seed, json: values.json };
}

/** In processes of their own, each its part of the seeds. */
async function playAll({ schedules, seed, json }: Arguments): Promise<Counts> {
  const workers = Math.min(availableParallelism(), Math.ceil(schedules / SHOWN));
  const done = Array.from({ length: workers }, () => 0);
  const parts = Array.from({ length: workers }, (_, i): Seeds => {
    const [begin, end] = [i, i + 1].map((k) => Math.floor((k * schedules) / workers));
    return { from: seed + begin!, count: end! - begin! };
  });
  const onProgress = (worker: number, count: number) => {
    done[worker] = count;
    if (json || !process.stderr.isTTY) return;
    const all = done.reduce((sum, one) => sum + one, 0);
    process.stderr.write(`\r${all} of ${schedules} schedules`);
  };
  const counts = await Promise.all(
    parts.map((part, i) => playPart(part, (count) => onProgress(i, count))),
  );
  if (!json && process.stderr.isTTY) process.stderr.write('\r');
  return counts.reduce(together, NOTHING);
}

function playPart(part: Seeds, onProgress: (count: number) => void): Promise<Counts> {
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(new URL('worker.ts', import.meta.url));
    const execArgv = [...MEMORY, '--import', 'tsx', '--conditions=@basis/source'];
    const worker = fork(file, [JSON.stringify(part)], { execArgv });
    worker.on('message', (told: { schedules?: number; counts?: Counts }) => {
      if (told.counts !== undefined) resolve(told.counts);
      else onProgress(told.schedules!);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`a worker ended with code ${code}`)));
  });
}

function show({ schedules, faults, starts, broken }: Counts, seconds: number): void {
  const rate = Math.round(schedules / seconds);
  console.log(`${schedules} schedules in ${seconds.toFixed(1)} s, ${rate} a second`);
  console.log(`${faults} faults injected, ${starts - schedules} restarts after a crash`);
  console.log(`${broken.length} violations`);
  for (const { seed, violations } of broken.slice(0, SHOWN)) {
    for (const { rule, what } of violations) console.log(`  seed ${seed}: ${rule} ${what}`);
    console.log(`  npm run simulate -- --schedules 1 --seed ${seed}`);
  }
}

/** What is left of a story that ends badly once all is cut away that it ends badly without. */
async function showShort({ seed, violations }: Broken): Promise<void> {
  const { rule } = violations[0]!;
  const story = await shrink(storyOf(seed), rule);
  console.log('The story, cut short:');
  for (const line of tellStory(story)) console.log(`  ${line}`);
  for (const { rule: broken, what } of await judged(story)) console.log(`  ${broken} ${what}`);
}

async function main(): Promise<number> {
  const given = readArguments();
  const begin = performance.now();
  const counts = await playAll(given);
  const seconds = (performance.now() - begin) / 1_000;
  const { schedules, faults, starts, records, broken } = counts;
  if (given.json) {
    console.log(
      JSON.stringify({
        schedules,
        seed: given.seed,
        faults,
        restarts: starts - schedules,
        records,
        seconds,
        schedules_per_second: schedules / seconds,
        violations: broken,
      }),
    );
  } else {
    show(counts, seconds);
    if (schedules === 1 && broken.length === 1) await showShort(broken[0]!);
  }
  return broken.length === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error((error as Error).message);
  console.error(USAGE);
  process.exitCode = 2;
}
