// A spreadsheet runs a cell that begins with one of these as a formula (OWASP, "CSV injection").
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

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
