import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { type Merge, Miner } from '../../src/templates/miner.ts';

function match(miner: Miner, message: string | Buffer) {
  const bytes = Buffer.from(message as string);
  const template = miner.match(bytes, 0, bytes.length);
  const slots = Array.from({ length: template.slotCount }, (_, i) =>
    bytes.toString('utf8', miner.slotStart[i]!, miner.slotEnd[i]!),
  );
  return { template, slots };
}

const FRUIT = 'apple pear plum quince cherry grape melon fig'.split(' ');
const fruitLine = (fruit: string) => `shipping box of ${fruit} to warehouse 7 today`;

describe('slots found by comparing lines', () => {
  test('a place of many words becomes a slot; its members follow', () => {
    const miner = new Miner();
    const first = match(miner, fruitLine('apple')).template;
    expect(first.text).toBe('shipping box of apple to warehouse <*> today');
    for (const fruit of FRUIT) match(miner, fruitLine(fruit));
    const { template, slots } = match(miner, fruitLine('mango'));
    expect(template.text).toBe('shipping box of <*> to warehouse <*> today');
    expect(slots).toEqual(['mango', '7']);
    expect(first.current).toBe(template);
    expect(miner.resolve(first.id)).toBe(template.id);
    expect(miner.templates()).toEqual([template]);
  });

  test('a message of few words needs many more', () => {
    const miner = new Miner();
    for (const fruit of FRUIT) match(miner, `${fruit} ripened`);
    expect(miner.templates()).toHaveLength(FRUIT.length);
  });

  test('names with numbers need only two', () => {
    const miner = new Miner();
    match(miner, 'link eth0 flapped twice');
    expect(match(miner, 'link wlan0 flapped twice').template.text).toBe('link <*> flapped twice');
    expect(match(miner, 'link eth5 flapped twice').slots).toEqual(['eth5']);
  });

  test('two slots open one after the other', () => {
    const miner = new Miner();
    for (const a of FRUIT) for (const b of FRUIT) match(miner, `basket with ${a} beside ${b} on shelf`);
    expect(miner.templates().map((t) => t.text)).toEqual(['basket with <*> beside <*> on shelf']);
  });

  test('names with numbers that change together open together', () => {
    const miner = new Miner();
    const pairs = ['eth0 rack_1', 'wlan1 row_2', 'tun2 hall_3'];
    for (const pair of pairs) match(miner, `moved ${pair.replace(' ', ' to ')} safely`);
    expect(miner.templates().map((t) => t.text)).toEqual(['moved <*> to <*> safely']);
  });

  test('each template has a number of its own, also one that replaces others; they are dense', () => {
    const miner = new Miner();
    const made = new Set(FRUIT.map((fruit) => match(miner, fruitLine(fruit)).template));
    made.add(match(miner, 'took 5 ms').template);
    const numbers = [...made].map((template) => template.index);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    const { templates, aliases } = miner.counters;
    expect(numbers.at(-1)).toBe(templates + aliases - 1);
    const restored = new Miner();
    restored.restore(miner.snapshot());
    expect(match(restored, 'never said before').template.index).toBe(templates + aliases);
  });

  test('the id depends on the text alone', () => {
    const one = match(new Miner(), 'took 5 ms').template;
    const other = match(new Miner(), 'took 70 ms').template;
    expect(one.id).toBe(other.id);
    expect(one.id).toMatch(/^[0-9a-f]{16}$/);
  });

  test('an id never given out resolves to nothing', () => {
    expect(new Miner().resolve('0123456789abcdef')).toBeUndefined();
  });
});

describe('merges', () => {
  test('each member is reported once, with where its values went', () => {
    const merges: Merge[] = [];
    const miner = new Miner({ onMerge: (merge) => merges.push(merge) });
    for (const fruit of FRUIT) match(miner, fruitLine(fruit));
    const into = miner.templates()[0]!;
    expect(merges.map((merge) => merge.from.text)).toEqual(
      FRUIT.slice(0, 4).map((fruit) => `shipping box of ${fruit} to warehouse <*> today`),
    );
    for (const [i, merge] of merges.entries()) {
      expect(merge.into).toBe(into);
      expect(merge.from.successor).toBe(into);
      expect([...merge.slotMap]).toEqual([-1, 0]);
      expect(merge.literals).toEqual([FRUIT[i], '<*>']);
    }
  });

  test('a value that was part of a word is told with the word around it', () => {
    const merges: Merge[] = [];
    const miner = new Miner({ onMerge: (merge) => merges.push(merge) });
    match(miner, 'link eth0 flapped twice');
    match(miner, 'link wlan0 flapped twice');
    expect(merges.map((merge) => [[...merge.slotMap], merge.literals])).toEqual([
      [[0], ['eth<*>']],
      [[0], ['wlan<*>']],
    ]);
  });

  test('what match returns is current', () => {
    const miner = new Miner();
    for (let i = 0; i < 500; i++) {
      const a = FRUIT[i % 8]!;
      const b = FRUIT[(i * 3) % 8]!;
      expect(
        match(miner, `${a}${i % 3} with ${b} in stage ${i % 2 ? 'a' : b}`).template.successor,
      ).toBeNull();
    }
  });
});

const piece = fc.oneof(
  fc.constantFrom(
    ...'open closed user bob link failed for from eth0 10.0.0.1:80 5 ms 3.5 KB blk_-7 key=value a=1 (x) [y]'.split(
      ' ',
    ),
    ...'"q r" \'s\' id="t u" /var/log/x <z> - -- * <*> ::1 http://h/a?b=c w=Src{1 u} Jun 14 node-1 jk2_init() café'.split(
      ' ',
    ),
    'took 5 seconds',
    'C:\\Program Files\\x.exe',
    '1165 bytes (1.1 KB)',
    'true,',
    '{"k":"v","n":5}',
  ),
  fc.string({ maxLength: 6 }),
);
const message = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(' '));

/** Text without blanks, control characters and what may be a row of dots. */
function bare(text: string): string {
  return text.replace(/[\s\0-\u001f\u007f.:!?]/g, '');
}

describe('slot spans', () => {
  test('literals and values rebuild the message', () => {
    const miner = new Miner();
    fc.assert(
      fc.property(message, (text) => {
        const { template, slots } = match(miner, text);
        const parts = template.tokens.join('').split('\u0001');
        const rebuilt = parts.map((part, i) => part + (slots[i] ?? '')).join('');
        expect(bare(rebuilt)).toBe(bare(text.split('\n')[0]!));
      }),
      { numRuns: 3000 },
    );
  });

  test('values are in order, inside the message, whatever the bytes', () => {
    const miner = new Miner({ maxTemplates: 200 });
    const bytes = fc.uint8Array({ maxLength: 200 });
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          message.map((text) => Buffer.from(text)),
        ),
        fc.nat(3),
        (body, offset) => {
          const buffer = Buffer.concat([Buffer.alloc(offset, 0x37), body, Buffer.from('99')]);
          const template = miner.match(buffer, offset, offset + body.length);
          let at = offset;
          for (let i = 0; i < template.slotCount; i++) {
            expect(miner.slotStart[i]).toBeGreaterThanOrEqual(at);
            expect(miner.slotEnd[i]).toBeGreaterThanOrEqual(miner.slotStart[i]!);
            at = miner.slotEnd[i]!;
          }
          expect(at).toBeLessThanOrEqual(offset + body.length);
        },
      ),
      { numRuns: 3000 },
    );
  });
});

describe('snapshot', () => {
  const lines = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, k) => {
      const i = from + k;
      return `${i % 3 ? 'job' : 'task'} ${FRUIT[i % 7]} of ${FRUIT[(i * 5) % 8]} ran ${i} ms on node-${i % 4}`;
    });

  test('a restored miner goes on as the first one would have', () => {
    const whole = new Miner();
    const half = new Miner();
    const ids = lines(0, 40).map((line) => match(half, line).template.id);
    for (const line of lines(0, 40)) match(whole, line);
    const restored = new Miner();
    restored.restore(JSON.parse(JSON.stringify(half.snapshot())));
    for (const line of lines(40, 120)) {
      expect(match(restored, line).template.id).toBe(match(whole, line).template.id);
    }
    for (const id of ids) expect(restored.resolve(id)).toBe(whole.resolve(id));
    expect(restored.templates().map((t) => t.text)).toEqual(whole.templates().map((t) => t.text));
    expect(restored.counters.templates).toBe(whole.counters.templates);
  });

  test.each([null, 5, {}, { version: 2, templates: [] }, { version: 1, templates: [{ tokens: [1] }] }])(
    '%j is refused',
    (state) => {
      expect(() => new Miner().restore(state)).toThrow(LogsiftError);
    },
  );

  test('is refused after the first line', () => {
    const miner = new Miner();
    match(miner, 'a');
    expect(() => miner.restore(miner.snapshot())).toThrow(/before its first line/);
  });
});
