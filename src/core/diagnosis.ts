/** What `logsift doctor` looks at, in the order in which it tells. */
export type CheckArea =
  | 'configuration'
  | 'daemon'
  | 'ports'
  | 'buffers'
  | 'permissions'
  | 'clock'
  | 'disk'
  | 'arrival';

/** One thing that was looked at. */
export interface Check {
  readonly area: CheckArea;
  /** `warning`: it works, and something may be lost or wrong; `wrong`: something does not work. */
  readonly state: 'ok' | 'warning' | 'wrong';
  /** A sentence without its full stop. May hold words of files and of other programs. */
  readonly text: string;
  /** What to type to mend it, a command each; or a line of the configuration. */
  readonly fix: readonly string[];
}

/** What is not well in an area, or that it is well. */
export function checked(area: CheckArea, found: readonly Problem[], well: string): Check[] {
  if (found.length === 0) return [{ area, state: 'ok', text: well, fix: [] }];
  return found.map(({ state, text, fix = [] }) => ({ area, state, text, fix }));
}

/** Something that is not well. */
export interface Problem {
  readonly state: 'warning' | 'wrong';
  readonly text: string;
  readonly fix?: readonly string[];
}
