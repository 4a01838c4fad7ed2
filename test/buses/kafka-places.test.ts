import { expect, test } from 'vitest';
import { placeOf } from '../../src/buses/kafka-parts.ts';
import { KafkaPlaces } from '../../src/buses/kafka-places.ts';

const entry = (id: string) => ({ id, bytes: Buffer.alloc(1), time: 0 });
const handed = (places: KafkaPlaces, ...ids: string[]) => places.hand(ids.map(entry)).map(({ id }) => id);

test('what is acknowledged is to be written once', () => {
  const places = new KafkaPlaces(4);
  expect(places.unwritten).toBe(false);
  expect(handed(places, '5', '6', '7')).toEqual(['5', '6', '7']);
  places.done(placeOf('6'));
  expect([places.unwritten, places.next]).toEqual([true, { offset: '7', metadata: '6' }]);
  places.written(6);
  expect(places.unwritten).toBe(false);
  places.done(placeOf('5'));
  expect(places.unwritten).toBe(false);
});

test('between parts of an entry it is read again from the first of them, and known up to the last', () => {
  const places = new KafkaPlaces(4);
  handed(places, '8-6');
  places.done(placeOf('8-6'));
  expect(places.next).toEqual({ offset: '6', metadata: '8' });
});

test('what comes again is not counted again', () => {
  const places = new KafkaPlaces(-1);
  expect(handed(places, '0', '1')).toEqual(['0', '1']);
  expect(handed(places, '1')).toEqual([]);
  expect(handed(places, '1', '2')).toEqual(['2']);
});

test('one that was put aside is over when what is in front of it is, and not before', () => {
  const places = new KafkaPlaces(-1);
  handed(places, '0', '1', '2', '3');
  places.buried(entry('1'));
  places.buried(entry('2'));
  expect(places.unwritten).toBe(false);
  places.done(placeOf('0'));
  expect(places.next).toEqual({ offset: '3', metadata: '2' });
  places.buried(entry('3'));
  expect(places.next).toEqual({ offset: '4', metadata: '3' });
});
