/**
 * Why a device gave no answer that can be used.
 * - `timeout`: none came · `aborted`: nobody wanted it any longer · `no_address`: its name has none
 * - `unknown_user`, `wrong_password`, `wrong_privacy`, `wrong_level`: what it says of a question by version 3
 * - `not_in_time`: it does not believe our idea of its clock · `refused`: it answered with an error
 * - `garbled`: what came is no answer
 */
export type SnmpFailure =
  | 'timeout'
  | 'aborted'
  | 'no_address'
  | 'unknown_user'
  | 'wrong_password'
  | 'wrong_privacy'
  | 'wrong_level'
  | 'not_in_time'
  | 'refused'
  | 'garbled';

/** Thrown by everything that asks a device. */
export class SnmpError extends Error {
  readonly reason: SnmpFailure;

  constructor(reason: SnmpFailure, message = reason as string) {
    super(message);
    this.reason = reason;
  }
}
