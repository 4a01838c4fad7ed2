import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCells, csvRecord } from '../../src/kit/csv.ts';

describe('csvRecord', () => {
  test.each([
    [['a', 'b'], 'a,b\r\n'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
    [[null, undefined, 0, true], ',,0,true\r\n'],
    [[-3], '-3\r\n'],
  ])('%j is written as %j', (values, record) => {
    expect(csvRecord(values)).toBe(record);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'the formula %j is prefixed and quoted',
    (cell) => {
      expect(csvRecord([cell])).toBe(`"'${cell}"\r\n`);
    },
  );

  test('a reader gets back what was written, formulas aside', () => {
    const value = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', '=', '漢'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 5 }), (values) => {
        const read = readRecord(csvRecord(values));
        expect(read).toEqual(values.map((v) => (/^[=+\-@\t\r]/.test(v) ? `'${v}` : v)));
      }),
    );
  });
});

/** One record as RFC 4180 has it, character by character. */
function readRecord(record: string): string[] {
  const found = [''];
  let quoted = false;
  for (let i = 0; i < record.length - 2; i++) {
    const c = record[i]!;
    if (c === '"' && quoted && record[i + 1] === '"') found[found.length - 1] += record[i++]!;
    else if (c === '"') quoted = !quoted;
    else if (c === ',' && !quoted) found.push('');
    else found[found.length - 1] += c;
  }
  return found;
}

describe('csvCells', () => {
  test.each([
    ['a,b', ['a', 'b']],
    ['', ['']],
    [',,', ['', '', '']],
    ['"a,b","say ""hi""",c', ['a,b', 'say "hi"', 'c']],
    ['"open, never closed', ['open, never closed']],
    ['"a"rest,b', ['a', 'b']],
  ])('%j has the cells %j', (record, cells) => {
    expect(csvCells(record)).toEqual(cells);
  });

  test('what was written is read back, whatever it holds', () => {
    const harmless = fc.string().filter((text) => !/^[=+\-@\t\r]/.test(text));
    fc.assert(
      fc.property(fc.array(harmless, { minLength: 1 }), (cells) => {
        expect(csvCells(csvRecord(cells).slice(0, -2))).toEqual(cells);
      }),
    );
  });
});
