import { type Result, reaches } from './result.ts';

/** One thing that is measured: figures, from a folder of labelled data where it wants one. */
export type Measurement = (dataDir?: string) => Promise<readonly Result[]>;

/** What was asked for on the command line of `npm run bench` and `npm run quality`. */
export interface FigureOptions {
  /** Folder of labelled data. */
  readonly dataDir?: string;
  readonly json: boolean;
  /** Only measurements whose name begins with this. */
  readonly only: string;
}

/** Reads `[--data DIR] [--json] [--only PREFIX]`; throws an Error that says what is wrong. */
export function figureOptions(argv: readonly string[]): FigureOptions {
  const options: { dataDir?: string; json: boolean; only: string } = { json: false, only: '' };
  for (let i = 0; i < argv.length; i++) {
    const [flag, inline] = split(argv[i]!);
    if (flag === '--json' && inline === undefined) options.json = true;
    else if (flag === '--data' || flag === '--only') {
      const value = inline ?? argv[++i];
      if (value === undefined || value === '') throw new Error(`${flag} wants a value`);
      if (flag === '--data') options.dataDir = value;
      else options.only = value;
    } else throw new Error(`unknown argument ${argv[i]}; there are --data DIR, --only PREFIX and --json`);
  }
  return options;
}

/** Figures as an aligned table: name, value, unit, bar, and whether the bar is reached. */
export function figureTable(results: readonly Result[]): string {
  const rows = [
    ['name', 'value', 'unit', 'bar', ''],
    ...results.map((result) => {
      const { name, value, unit, bar, better } = result;
      const sign = better === 'higher' ? '≥' : '≤';
      const verdict = bar === undefined ? '' : reaches(result) ? 'ok' : 'short';
      return [name, figure(value), unit, bar === undefined ? '' : `${sign} ${figure(bar)}`, verdict];
    }),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const numeric = new Set([1, 3]);
  return rows
    .map((row) =>
      row
        .map((cell, i) => (numeric.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same for machines; a value that is not a number becomes null, as JSON has no word for it. */
export function figureJson(results: readonly Result[]): string {
  const plain = results.map(({ name, value, unit, bar, better }) => ({ name, value, unit, bar, better }));
  return JSON.stringify({ results: plain }, null, 2);
}

/** Three digits that matter; thousands are grouped. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

function split(argument: string): [flag: string, value: string | undefined] {
  const at = argument.indexOf('=');
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}
