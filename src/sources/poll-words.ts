import type { SnmpFailure } from './snmp-error.ts';
import type { PollTarget } from './snmp-poller.ts';
import type { WalkEnd } from './snmp-session.ts';

/** A device as a person knows it: `nas-01 (192.0.2.4)`. */
export function deviceText({ name, address }: Pick<PollTarget, 'name' | 'address'>): string {
  return name === null || name === address ? address : `${name} (${address})`;
}

/** Why there is nothing of a device, and what may be done about it. */
export function failureText(reason: SnmpFailure, { version, seconds }: FailureFacts): string {
  switch (reason) {
    case 'timeout':
      return version === '3'
        ? 'does not answer SNMP: it is off, cannot be reached, or its password for privacy is another'
        : 'does not answer SNMP: it is off, cannot be reached, or its community is another than the one configured (devices say nothing to a wrong one)';
    case 'aborted':
      return `answers SNMP too slowly: it was not read within ${seconds} s`;
    case 'no_address':
      return 'cannot be polled: its name has no address';
    case 'unknown_user':
      return 'refuses SNMP: it does not know the user that is configured';
    case 'wrong_password':
      return 'refuses SNMP: its password, or the protocol of `auth`, is another than the one configured';
    case 'wrong_privacy':
      return 'refuses SNMP: its password for privacy, or the protocol of `privacy`, is another than the one configured';
    case 'wrong_level':
      return 'refuses SNMP: it wants more protection, or less, than the user has as configured';
    case 'not_in_time':
      return 'refuses SNMP: its clock and its idea of ours do not come together; a restart of its agent may help';
    case 'refused':
      return 'refuses SNMP: it does not let this community or user read';
    case 'garbled':
      return 'answers what is no SNMP';
  }
}

/** What is known of a failure beside its reason. */
export interface FailureFacts {
  readonly version: '2c' | '3';
  /** Seconds that a look may take. */
  readonly seconds: number;
}

/** Why a table was not read to its end. */
export function cutText(table: string, why: WalkEnd | 'timeout', maxRows: number): string {
  switch (why) {
    case 'cap':
      return `${table} has more than ${maxRows} rows: those behind are not read (\`max_rows\`)`;
    case 'not_increasing':
      return `${table} goes back in the middle and would never end: what came before that is used`;
    case 'timeout':
      return `${table} is not answered, although the device answers: it is left out`;
    default:
      return `${table} ends with an error: what came before that is used`;
  }
}
