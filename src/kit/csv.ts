// A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV injection").
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;
const QUOTE = 34;

/** Value of one cell; null and undefined are empty cells. */
export type CsvValue = string | number | boolean | null | undefined;

/**
 * One record of RFC 4180, with its CRLF. Text that a spreadsheet would run as a formula is prefixed with `'` and
 * quoted; numbers are written as they are.
 */
export function csvRecord(values: readonly CsvValue[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: CsvValue): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  if (FORMULA.test(value)) return `"'${value.replaceAll('"', '""')}"`;
  return NEEDS_QUOTES.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The cells of one record (RFC 4180, without its line end); a quote that is not closed runs to the end. */
export function csvCells(record: string): string[] {
  const cells: string[] = [];
  for (let at = 0; ; ) {
    let cell = '';
    let end = record.indexOf(',', at);
    if (record.charCodeAt(at) === QUOTE) {
      let close = at + 1;
      while (
        close < record.length &&
        (record.charCodeAt(close) !== QUOTE || record.charCodeAt(close + 1) === QUOTE)
      ) {
        close += record.charCodeAt(close) === QUOTE ? 2 : 1;
      }
      cell = record.slice(at + 1, close).replaceAll('""', '"');
      end = record.indexOf(',', close);
    } else cell = record.slice(at, end < 0 ? record.length : end);
    cells.push(cell);
    if (end < 0) return cells;
    at = end + 1;
  }
}
