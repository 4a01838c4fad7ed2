import { LogsiftError } from '../core/errors.ts';

interface SavedTemplate {
  readonly tokens: readonly string[];
  readonly generalised: boolean;
  readonly catchAll: boolean;
  readonly variety: number;
  readonly successor: number;
  /** The successor has other words; absent for no. */
  readonly reworded?: true;
}

/** Templates oldest first; `successor` is an index among them, −1 for current ones. */
export interface SavedSet {
  readonly version: 1;
  readonly templates: readonly SavedTemplate[];
  readonly caught: number;
  readonly merges: number;
  readonly aliasesDropped: number;
  /** Ids that others gave out, and the template each stands for; absent for none. */
  readonly heard?: readonly (readonly [string, number])[] | undefined;
}

/** Checks what a snapshot gave back; throws STATE_INVALID on anything else. */
export function readState(state: unknown): SavedSet {
  const saved = state as SavedSet;
  const valid =
    typeof saved === 'object' &&
    saved !== null &&
    (saved as { version?: unknown }).version === 1 &&
    Array.isArray(saved.templates) &&
    saved.templates.every(
      (t) => Array.isArray(t?.tokens) && t.tokens.every((token: unknown) => typeof token === 'string'),
    ) &&
    (saved.heard === undefined || (Array.isArray(saved.heard) && saved.heard.every(Array.isArray)));
  if (valid) return saved;
  throw new LogsiftError(
    'STATE_INVALID',
    'Expected the state of a template miner (version 1); got something else.',
  );
}
