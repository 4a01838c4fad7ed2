import { expect, test } from 'vitest';
import type { KafkaRecord } from '../../src/buses/kafka-client.ts';
import { Assembly, MOST_BYTES, partsOf, placeOf } from '../../src/buses/kafka-parts.ts';

const ID = '0123456789abcdef';
const large = Buffer.from('abcdefghij'.repeat(10));

function records(
  values: readonly { value: Buffer | null; headers?: KafkaRecord['headers'] }[],
  from = 0,
): KafkaRecord[] {
  return values.map(({ value, headers = {} }, i) => ({
    offset: String(from + i),
    timestamp: '5',
    value,
    headers,
  }));
}

function assembled(all: readonly KafkaRecord[], assembly = new Assembly()) {
  const entries = all.flatMap((record) => assembly.add(record) ?? []);
  return { entries, lost: assembly.takeLost() };
}

const plain = (text: string) => ({ value: Buffer.from(text) });

test('an entry in parts is whole again, and its place is that of the last part', () => {
  const { entries, lost } = assembled(records(partsOf(large, 30, ID), 7));
  expect(entries).toEqual([{ id: '10', bytes: large, time: 5 }]);
  expect(lost).toBe(0);
});

test('what stands between parts comes first, and says that it is to be read from the first part again', () => {
  const [a, b, c, d] = partsOf(large, 30, ID);
  const { entries } = assembled(records([plain('x'), a!, plain('y'), b!, c!, plain('z'), d!, plain('end')]));
  expect(entries.map(({ id, bytes }) => `${id} ${bytes.length > 9 ? 'large' : bytes}`)).toEqual([
    '0 x',
    '2-1 y',
    '5-1 z',
    '6 large',
    '7 end',
  ]);
  expect(placeOf('5-1')).toEqual({ offset: 5, from: 1 });
  expect(placeOf('6')).toEqual({ offset: 6, from: 7 });
});

test('parts that came twice are taken once, also when it was whole before', () => {
  const [a, b, c, d] = partsOf(large, 30, ID);
  const { entries, lost } = assembled(records([a!, a!, b!, c!, b!, d!, d!, plain('end')]));
  expect(entries.map(({ id }) => id)).toEqual(['5', '7']);
  expect(lost).toBe(0);
});

test('an entry without its first part is lost and counted once, and holds nothing up', () => {
  const [, b, c, d] = partsOf(large, 30, ID);
  const { entries, lost } = assembled(records([b!, c!, d!, plain('end')]));
  expect(entries.map(({ id }) => id)).toEqual(['3']);
  expect(lost).toBe(1);
});

test('an entry whose end never comes is lost after a while, and counted', () => {
  const assembly = new Assembly();
  assembled(records(partsOf(large, 30, ID).slice(0, 2)), assembly);
  const late = assembled(records([plain('one'), plain('two')], 30_000), assembly);
  expect(late.lost).toBe(1);
  expect(late.entries.map(({ id }) => id)).toEqual(['30000', '30001']);
});

test('parts without end take bounded memory, and what does not fit is counted', () => {
  const assembly = new Assembly();
  const megabyte = Buffer.alloc(2 ** 20);
  const claims = (id: number) => ({ 'logsift-part': `${String(id).padStart(16, '0')}:0:9999` });
  let lost = 0;
  for (let i = 0; i < 40; i++) {
    assembly.add({ offset: String(i), timestamp: '5', value: megabyte, headers: claims(i) });
    lost += assembly.takeLost();
  }
  expect(lost).toBe(40 - 16);
  const huge = new Assembly();
  for (let i = 0; i < 65; i++) {
    const headers = { 'logsift-part': `${ID}:${i}:9999` };
    huge.add({ offset: String(i), timestamp: '5', value: megabyte, headers });
  }
  expect(huge.takeLost()).toBe(1);
  expect(65 * megabyte.length).toBeGreaterThan(MOST_BYTES);
});

test.each(['x', `${ID}:5:2`, `${ID}:-1:2`, `${ID.toUpperCase()}:0:2`, `${ID}:0:99999`])(
  'a header that is none of ours (%s) does no harm',
  (header) => {
    const { entries } = assembled(
      records([{ value: Buffer.from('v'), headers: { 'logsift-part': header } }, plain('end')]),
    );
    expect(entries.at(-1)!.id).toBe('1');
  },
);

test('a record without a value is an empty entry, and one without a time has none', () => {
  const [entry] = assembled([{ offset: '3', timestamp: '-1', value: null, headers: {} }]).entries;
  expect(entry).toEqual({ id: '3', bytes: Buffer.alloc(0), time: Number.NaN });
});
