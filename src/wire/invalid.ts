import { LogsiftError } from '../core/errors.ts';

/** Says what is wrong with an entry of the bus: MESSAGE_INVALID. */
export function invalid(what: string, cause?: unknown): LogsiftError {
  const options = cause === undefined ? {} : { cause };
  return new LogsiftError('MESSAGE_INVALID', `An entry of the bus is not usable: ${what}.`, options);
}
