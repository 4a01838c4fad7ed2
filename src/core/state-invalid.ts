import { LogsiftError } from './errors.ts';

/** The error for saved state that is not what `owner` wrote; `cause` says where it differs. */
export function stateInvalid(owner: string, cause: Error): LogsiftError {
  const first = cause.message.split('\n', 1)[0]!.slice(0, 200);
  return new LogsiftError(
    'STATE_INVALID',
    `The saved state of "${owner}" cannot be used: ${first}. Delete it to start afresh.`,
    { cause },
  );
}
