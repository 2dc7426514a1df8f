import { runClocks } from '@basis/testkit';
import { play } from './play.js';
import { storyOf } from './story.js';
const n = Number(process.argv[2] ?? 1),
  from = Number(process.argv[3] ?? 1);
const t0 = performance.now();
let records = 0;
for (let i = 0; i < n; i += 25) {
  const stories = Array.from({ length: Math.min(25, n - i) }, (_, k) => storyOf(from + i + k));
  const played = await runClocks(stories.map(play));
  for (const p of played) {
    records += p.journal.length;
    if (n <= 2) {
      console.log(JSON.stringify(p.story, null, 1));
      for (const { seq, record } of p.journal)
        console.log(
          seq,
          record.timeMs - 1767268800000,
          record.kind,
          JSON.stringify(record).slice(0, 200),
        );
      for (const e of p.events)
        if (e.level !== 'INFO' && e.level !== 'DEBUG')
          console.log(
            e.timestampMs - 1767268800000,
            e.type,
            e.level,
            JSON.stringify(e.data).slice(0, 300),
          );
    }
    if (p.failures.length)
      console.log(
        p.story.seed,
        'failures',
        p.failures.map((f) => (f as Error).message),
      );
  }
}
console.log(n, 'in', performance.now() - t0, 'ms', records / n, 'records each');
