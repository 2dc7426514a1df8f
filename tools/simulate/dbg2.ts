import { runClocks } from '@basis/testkit';
import { newSession, play } from './play.js';
import { storyOf } from './story.js';
const [p] = await runClocks([play(storyOf(Number(process.argv[2])))]);
const a = newSession(p!.story),
  b = newSession(p!.story);
const j = p!.journal;
const c = j.findIndex(({ record }) => record.kind === 'checkpoint');
const flat = (o: unknown, path = ''): [string, string][] =>
  o !== null && typeof o === 'object'
    ? Object.entries(o).flatMap(([k, v]) => flat(v, path + '/' + k))
    : [[path, String(o)]];
for (const [i, { seq, record }] of j.entries()) {
  a.fold(record);
  if (i < c) continue;
  try {
    b.fold(record);
  } catch (e) {
    console.log(seq, (e as Error).message);
    break;
  }
  if (a.manager.unanswered || b.manager.unanswered) continue;
  const x = new Map(flat(a.save())),
    y = new Map(flat(b.save()));
  const d = [...new Set([...x.keys(), ...y.keys()])].filter((k) => x.get(k) !== y.get(k));
  if (d.length) {
    console.log(
      seq,
      record.kind,
      d
        .slice(0, 12)
        .map((k) => `${k}: ${x.get(k)} | ${y.get(k)}`)
        .join('\n'),
    );
    break;
  }
}
