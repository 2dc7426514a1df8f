/** One of several processes that play seeds side by side. */
import { playSeeds, type Seeds } from './batch.js';

// Nobody reads where errors come from before a seed is played by itself.
Error.stackTraceLimit = 0;
const tell = process.send!.bind(process);
const seeds = JSON.parse(process.argv[2]!) as Seeds;
const counts = await playSeeds(seeds, ({ schedules }) => tell({ schedules }));
tell({ counts }, () => process.disconnect());
