/** One of several processes that play seeds side by side. */
import { playSeeds, type Seeds } from './batch.js';

const tell = process.send!.bind(process);
const seeds = JSON.parse(process.argv[2]!) as Seeds;
const counts = await playSeeds(seeds, ({ schedules }) => tell({ schedules }));
tell({ counts }, () => process.disconnect());
