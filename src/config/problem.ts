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
  const lines = problems.slice(0, MOST_LISTED).map(({ at, text }) => `${at}: ${text}`);
  const more = problems.length - lines.length;
  const rest = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  const details = more > 0 ? [...lines, `and ${more} more`] : lines;
  return new LogsiftError('CONFIG_INVALID', `${lines[0]}${rest}`, { details });
}
