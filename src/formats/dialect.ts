import type { Event, Fields } from '../core/event.ts';
import type { ParseContext } from '../core/format.ts';
import { headerFields } from './header-fields.ts';

/** How the devices of one vendor write their messages, behind whatever header. */
export interface Dialect {
  /** Name of the format that its events have. */
  readonly format: string;
  /**
   * Takes an event whose header was read, `text[messageStart, messageEnd)` being what stands behind it: sets what the
   * message says of host, program, severity and time, and `readFields`; or returns false and leaves it as it was.
   */
  take(event: Event, context: ParseContext): boolean;
}

/** Fields of a vendor's event: those that its header carries, and over them those that `named` finds. */
export function withHeader(named: (event: Event) => Fields): (event: Event) => Fields {
  return (event) => Object.assign(Object.create(null), headerFields(event), named(event));
}

/** Whether the message of an event goes on like this at `at`. */
export function says(event: Event, at: number, words: Uint8Array): boolean {
  if (at + words.length > event.messageEnd) return false;
  const { text } = event;
  for (let i = 0; i < words.length; i++) if (text[at + i] !== words[i]) return false;
  return true;
}

/** Sets a field unless nothing is known: no value, an empty one, `N/A`, `none` or a dash. */
export function put(fields: Fields, name: string, value: string | number | undefined): void {
  if (value === undefined || value === '' || value === '-' || value === 'N/A' || value === 'none') return;
  if (typeof value === 'number' && !Number.isFinite(value)) return;
  fields[name] = value;
}

/** The number that a text is, undefined when it is none. */
export function whole(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
