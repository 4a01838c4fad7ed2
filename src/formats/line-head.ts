import type { Event } from '../core/event.ts';

/**
 * The beginning of the raw line as text: enough for fields of a header. Patterns that look for them take time in the
 * square of what they are given, and a line may be a megabyte.
 */
export function lineHead(event: Event, bytes = 2048): string {
  return event.buffer.toString('utf8', event.start, Math.min(event.end, event.start + bytes));
}
