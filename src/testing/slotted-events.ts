import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';
import { type EventParts, madeEvent, madeTemplate } from './made-events.ts';

const templates = new Map<string, Template>();

/** An event of a template with these values in its slots, which can be read as while it is being observed. */
export function slottedEvent(text: string, values: readonly string[], parts: EventParts = {}): Event {
  let template = templates.get(text);
  if (template === undefined) {
    template = madeTemplate(text);
    templates.set(text, template);
  }
  const literals = text.split('<*>');
  const slotStart = new Int32Array(values.length);
  const slotEnd = new Int32Array(values.length);
  let message = literals[0]!;
  values.forEach((value, slot) => {
    slotStart[slot] = Buffer.byteLength(message);
    message += value;
    slotEnd[slot] = Buffer.byteLength(message);
    message += literals[slot + 1] ?? '';
  });
  const event = madeEvent({ ...parts, message, template });
  event.spans = { slotStart, slotEnd };
  return event;
}
