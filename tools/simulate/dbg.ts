import { runClocks } from '@basis/testkit';
import { newSession, play } from './play.js';
import { storyOf } from './story.js';
const [p] = await runClocks([play(storyOf(Number(process.argv[2])))]);
const s = newSession(p!.story);
let from = 0;
if (process.argv[3]) from = Number(process.argv[3]) - 1;
for (const { seq, record } of p!.journal.slice(from)) {
  try {
    s.fold(record);
  } catch (e) {
    console.log(seq, record.kind, JSON.stringify(record).slice(0, 200));
    console.log((e as Error).message);
    console.log('next', JSON.stringify(s.manager.next(record.timeMs)));
    console.log(
      JSON.stringify(s.manager.unanswered === undefined ? s.manager.save() : {})?.slice(0, 3000),
    );
    break;
  }
}
console.log(p!.failures.slice(0, 2).map((f) => (f as Error).stack?.slice(0, 1500)));
