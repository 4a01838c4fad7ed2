import type { Event } from '../core/event.ts';

/** Of a longer message only this many bytes are looked at. */
const MOST_BYTES = 8192;
const PERCENT = 37;

/**
 * The text that patterns are matched against, alike for every format: `APP[PID]: MESSAGE`, without what is not
 * there; of a Cisco message `%FAC-SEV-MNEMONIC: message`, as it names its program itself.
 */
export function lineText(event: Event): string {
  const { text, app, messageStart } = event;
  const message = text.toString('utf8', messageStart, messageEnd(event));
  if (app === null || text[messageStart] === PERCENT) return message;
  const { pid } = event;
  return pid === null ? `${app}: ${message}` : `${app}[${pid}]: ${message}`;
}

/** Where the part of the message ends that is looked at. */
export function messageEnd(event: Event): number {
  return Math.min(event.messageEnd, event.messageStart + MOST_BYTES);
}

/** Whether the process id is made of digits alone, so that no word of a pattern can lie in it. */
export function hasPlainPid(event: Event): boolean {
  if (event.pidText !== null) return /^\d*$/.test(event.pidText);
  for (let i = event.pidStart; i < event.pidEnd; i++) {
    const c = event.buffer[i]!;
    if (c < 48 || c > 57) return false;
  }
  return true;
}
