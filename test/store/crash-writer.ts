// Writes numbered lines to a store and a ring until it is killed, and says what it was told is on the disk.
// Arguments: the folder, and how many lines there are; with all of them written it ends by itself.
import { join } from 'node:path';
import { RawRing } from '../../src/store/raw-ring.ts';
import { Store } from '../../src/store/store.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { madeFinding } from '../../src/testing/made-messages.ts';
import { LINES_A_TURN, lineTime } from './crash-lines.ts';
import { numbered } from './made-lines.ts';

const folder = process.argv[2]!;
const lines = Number(process.argv[3]);
const say = (text: string) => process.stdout.write(`${text}\n`);
const store = Store.open({
  folder,
  now: () => lineTime(lines),
  notice: ({ kind, text }) => say(`notice ${kind} ${text}`),
});
const ring = new RawRing({
  folder: join(folder, 'ring'),
  now: () => lineTime(lines),
  notice: ({ kind, text }) => say(`notice ${kind} ${text}`),
});

const snapshot = store.snapshots.latest();
let next = Number(snapshot?.resume.get('lines') ?? 0);
say(`resumed ${next} ${snapshot?.chunks.get('next') ?? 0}`);
let appended = 0;
const places: { readonly position: number; readonly upTo: number }[] = [];

for (let turn = 1; next < lines; turn++) {
  for (let i = 0; i < LINES_A_TURN && next < lines; i++, next++) {
    const event = madeEvent({
      line: next + 1,
      time: lineTime(next),
      message: `line ${next}`,
      host: `h${next % 7}`,
    });
    store.events.add(event);
    store.rollups.add(event);
  }
  const position = ring.append(numbered(appended, 40));
  appended += 40;
  places.push({ position, upTo: appended });
  while (places.length > 0 && places[0]!.position < ring.durable) say(`kept ${places.shift()!.upTo}`);
  const id = `f${next}`;
  const written = store.write('findings', () =>
    store.findings.put([{ ...madeFinding(0), id }], lineTime(next)),
  );
  if (written.ok) say(`finding ${id}`);
  if (turn % 3 === 0 || next === lines) {
    const [resume, large] = [String(next), `${next} `.repeat(20_000)];
    const saved = await store.snapshots.save({
      taken: turn,
      chunks: new Map([
        ['next', resume],
        ['large', large],
        ['same', 'always'],
      ]),
      resume: new Map([['lines', resume]]),
    });
    if (saved.ok) say(`saved ${resume}`);
  } else await new Promise((resume) => setImmediate(resume));
}
store.close();
ring.close();
say('done');
