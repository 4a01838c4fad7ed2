import { expect, test } from 'vitest';
import { NameIndex } from '../../src/analyst/name-index.ts';
import { Pseudonyms } from '../../src/analyst/pseudonyms.ts';

test('no two names share a pseudonym, and each leads back to its own', () => {
  const names = new Pseudonyms('k', true);
  const made = new Map<string, string>();
  for (let i = 0; i < 30_000; i++) made.set(names.of('host', `host-${i}`), `host-${i}`);
  expect(made.size).toBe(30_000);
  for (const [pseudonym, real] of [...made].slice(0, 2_000)) expect(names.back(pseudonym)).toBe(real);
  expect(names.counts.get('host')).toBe(30_000);
});

test('a host and a user of one name are two', () => {
  const names = new Pseudonyms('k', true);
  expect(names.of('host', 'atlas').slice(5)).not.toBe(names.of('user', 'atlas').slice(5));
});

test('names that differ in case only are one, and come back as they came first', () => {
  const names = new Pseudonyms('k', true);
  const told = names.of('host', 'Atlas');
  expect(names.of('host', 'ATLAS')).toBe(told);
  expect(names.back(told)).toBe('Atlas');
});

test('a longer name is found before a shorter one within it', () => {
  const index = new NameIndex(10);
  for (const name of ['web', 'web-07', 'web-07.corp']) index.add(name, () => `<${name}>`);
  expect(index.replace('web web-07 web-07.corp web-07.corp.x web-8 cobweb')).toBe(
    '<web> <web-07> <web-07.corp> <web-07.corp>.x <web>-8 cobweb',
  );
});

test('what is beyond the cap is not taken in, and signs alone are no name', () => {
  const index = new NameIndex(1);
  for (const name of ['', '--', 'one', 'two']) index.add(name, () => '!');
  expect(index.replace('one two --')).toBe('! two --');
});

test('letters that become two in small ones do not shift the places', () => {
  const index = new NameIndex(10);
  index.add('anna', () => '!');
  expect(index.replace('İİİ anna İ Anna')).toBe('İİİ ! İ !');
});
