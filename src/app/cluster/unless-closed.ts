import { LogsiftError } from '../../core/errors.ts';

/** Nothing more can be said to others: what that concerns is done again by the next run, or by who takes over. */
export function unlessClosed(error: unknown): void {
  if (!(error instanceof LogsiftError && error.code === 'BUS_CLOSED')) throw error;
}
