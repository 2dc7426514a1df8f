import { runClocks } from '@basis/testkit';
import { violations } from './judge.js';
import { play } from './play.js';
import { storyOf } from './story.js';
const n = Number(process.argv[2] ?? 1),
  from = Number(process.argv[3] ?? 1);
const t0 = performance.now();
let records = 0;
const rules = new Map<string, number[]>();
for (let i = 0; i < n; i += 25) {
  const stories = Array.from({ length: Math.min(25, n - i) }, (_, k) => storyOf(from + i + k));
  const played = await runClocks(stories.map(play));
  for (const p of played) {
    records += p.journal.length;
    const bad = violations(p);
    if (n <= 2) {
      console.log(JSON.stringify(p.story));
      for (const { seq, record } of p.journal)
        console.log(
          seq,
          record.timeMs - 1767268800000,
          record.kind,
          JSON.stringify(record)
            .replace(/"timeMs":\d+,/g, '')
            .slice(0, 200),
        );
      for (const e of p.events)
        if (e.level !== 'INFO' && e.level !== 'DEBUG')
          console.log(
            e.timestampMs - 1767268800000,
            e.type,
            e.level,
            JSON.stringify(e.data).slice(0, 300),
          );
      for (const v of bad) console.log(v.rule, v.what);
    }
    for (const v of bad) {
      const l = rules.get(v.rule + ' ' + v.what.replace(/[\d.]+/g, '#').slice(0, 90)) ?? [];
      if (!l.includes(p.story.seed)) l.push(p.story.seed);
      rules.set(v.rule + ' ' + v.what.replace(/[\d.]+/g, '#').slice(0, 90), l);
    }
  }
}
for (const [k, l] of rules) console.log(l.length, k, l.slice(0, 8).join());
console.log(n, 'in', performance.now() - t0, 'ms', records / n, 'records each');
