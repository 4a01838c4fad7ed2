import { networkInterfaces } from 'node:os';
import type { Notice } from '../../core/notice.ts';
import type { Config } from '../config.ts';
import { SenderWatch } from './sender-watch.ts';

/** Watches senders as it is configured, on this machine. */
export function senderWatchOf(
  { clock_skew: clockSkew, timezone: timeZone }: Pick<Config, 'clock_skew' | 'timezone'>,
  notice: (notice: Notice) => void,
): SenderWatch {
  return new SenderWatch({ clockSkew, timeZone, interfaces: networkInterfaces(), notice });
}
