import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import { VENDOR_LINES } from './vendor-lines.ts';

test('every name that a vendor’s line is given is told of in docs/fields.md', () => {
  const page = readFileSync(new URL('../../docs/fields.md', import.meta.url), 'utf8');
  const told = new Set([...page.matchAll(/`([\w.]+)`/g)].map(([, name]) => name));
  const given = new Set(VENDOR_LINES.flatMap(({ line }) => Object.keys(parseLine(line).fields)));
  expect([...given].filter((name) => !told.has(name))).toEqual([]);
});
