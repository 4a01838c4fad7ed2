import { LogsiftError } from '../core/errors.ts';

const MOST_LISTED = 20;

/** Something in the configuration that is not understood. */
export interface Problem {
  /** `file:line:col`, the name of an environment variable, or a flag. */
  readonly at: string;
  /** What was wanted and what came; never a secret. */
  readonly text: string;
}

/** All problems as one CONFIG_INVALID: its `details` are one line for each, 20 at most. */
export function configInvalid(problems: readonly Problem[]): LogsiftError {
  const lines = inOrder(problems)
    .slice(0, MOST_LISTED)
    .map(({ at, text }) => `${at}: ${text}`);
  const more = problems.length - lines.length;
  const rest = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  const details = more > 0 ? [...lines, `and ${more} more`] : lines;
  return new LogsiftError('CONFIG_INVALID', `${lines[0]}${rest}`, { details });
}

/** As they stand in the files, the files as they were met; then what stands in no file. */
function inOrder(problems: readonly Problem[]): Problem[] {
  const files: string[] = [];
  const placed = problems.map((problem) => {
    const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(problem.at) ?? [];
    if (file === undefined) return { problem, file: Number.POSITIVE_INFINITY, line: 0, column: 0 };
    if (!files.includes(file)) files.push(file);
    return { problem, file: files.indexOf(file), line: Number(line), column: Number(column) };
  });
  const apart = (a: number, b: number) => (a === b ? 0 : a - b);
  return placed
    .sort((a, b) => apart(a.file, b.file) || a.line - b.line || a.column - b.column)
    .map(({ problem }) => problem);
}
