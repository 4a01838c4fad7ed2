import type { Event } from '../core/event.ts';
import type { InputOptions } from './inputs.ts';

/** Whether an event is within --since, --until and of --host; events without a time count by the line before them. */
export function wanted(options: Pick<InputOptions, 'since' | 'until' | 'host'>): (event: Event) => boolean {
  const { since = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, host } = options;
  if (since === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY && host === undefined) {
    return () => true;
  }
  return (event) => {
    const time = Number.isNaN(event.time) ? event.received : event.time;
    return time >= since && time <= until && (host === undefined || event.host === host);
  };
}
