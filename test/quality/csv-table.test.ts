import { expect, test } from 'vitest';
import { csvTable } from '../../quality/csv-table.ts';

test('rows are keyed by the header, with quotes, commas and line ends in cells', () => {
  const rows = csvTable('Id,Text\r\n1,"a ""b"", c"\r\n2,"two\nlines"\n3,\n4');
  expect(rows).toEqual([
    { Id: '1', Text: 'a "b", c' },
    { Id: '2', Text: 'two\nlines' },
    { Id: '3', Text: '' },
    { Id: '4', Text: '' },
  ]);
});

test('no text, no rows', () => {
  expect(csvTable('')).toEqual([]);
});
