import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashText } from '../../src/kit/hash.ts';
import { RawRing } from '../../src/store/raw-ring.ts';
import type { RingRecord } from '../../src/store/ring-record.ts';
import { ringBefore } from '../../src/store/ring-view.ts';
import { newFolder } from './places.ts';

function recordOf(
  lines: readonly (readonly [sender: string, line: string])[],
  source = 'syslog',
): RingRecord {
  const buffer = Buffer.from(lines.map(([, line]) => `${line}\n`).join(''));
  const [starts, ends] = [new Int32Array(lines.length), new Int32Array(lines.length)];
  let at = 0;
  lines.forEach(([, line], i) => {
    starts[i] = at;
    at += Buffer.byteLength(line);
    ends[i] = at++;
  });
  const senders = [...new Set(lines.map(([sender]) => sender))];
  const senderOf = Uint16Array.from(lines, ([sender]) => senders.indexOf(sender));
  const rest = { key: 'udp', source, received: 1, firstLine: 1, truncated: [] };
  return { ...rest, buffer, starts, ends, count: lines.length, senders, senderOf };
}

/** A ring in which two senders speak by turns, in many blocks. */
function filled(lines: number) {
  const folder = newFolder();
  const ring = new RawRing({ folder, now: () => 1, notice: () => {} });
  const word = (i: number) => `${i} ${Array.from({ length: 8 }, (_, k) => hashText(`${i}/${k}`)).join(' ')}`;
  for (let i = 0; i < lines; i += 500) {
    const some = Array.from({ length: 500 }, (_, k) =>
      ['a', 'b'].map((one) => [one, `${one} ${word(i + k)}`] as const),
    );
    ring.append(recordOf(some.flat()));
  }
  ring.close();
  return { folder, line: (sender: string, i: number) => `${sender} ${word(i)}` };
}

test('lines before one in the ring are those of its sender, in order, also over the ends of blocks', async () => {
  const { folder, line } = filled(20_000);
  const before = (i: number) => [3, 2, 1].map((n) => line('a', i - n));
  for (const i of [19_999, 19_500, 19_001])
    expect(await ringBefore(folder, { source: 'syslog', text: line('a', i) }, 3)).toEqual(before(i));
  const cut = `${line('a', 19_900).slice(0, 90)}…`;
  expect(await ringBefore(folder, { source: 'syslog', text: cut }, 3)).toEqual(before(19_900));
});

test('what is of another source, far back, nowhere, or in no ring has none', async () => {
  const { folder, line } = filled(60_000);
  const source = 'syslog';
  for (const sought of [
    { source: 'fifo', text: line('a', 59_990) },
    { source, text: line('a', 5) },
    { source, text: 'never said' },
  ])
    expect(await ringBefore(folder, sought, 3)).toEqual([]);
  expect(await ringBefore(join(folder, 'none'), { source, text: 'x' }, 3)).toEqual([]);
  const torn = newFolder();
  writeFileSync(join(torn, '00000001.ring'), Buffer.alloc(5000, 7));
  expect(await ringBefore(torn, { source, text: 'x' }, 3)).toEqual([]);
});
