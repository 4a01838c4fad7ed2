import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';

const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;
/** Events remembered at most, 4 bytes each; the rest of a long log is looked at again. */
const MOST_EVENTS = 3 << 20;
const RULE_BITS = 10;
const TEMPLATE_BITS = 14;
const UNKNOWN = -1;

/** Rules beyond this number cannot be remembered. */
const MOST_RECALLED_RULES = (1 << RULE_BITS) - 1;

/**
 * What the first pass over a log found out about each event and the second needs again: its template and the rule
 * that decided about it. Told apart by their number in the log; a few bits of each line show whether it is still the
 * same log, and when it is not, nothing more is recalled.
 */
export class Recall {
  readonly #chunks: Int32Array[] = [];
  readonly #templates: (Template | undefined)[] = [];
  #changed = false;

  /** Notes what was found out about the event with this number; `rule` is −1 when none decided. */
  note(number: number, event: Event, rule: number): void {
    const template = event.template!;
    if (number >= MOST_EVENTS || template.index >= 1 << TEMPLATE_BITS || rule >= MOST_RECALLED_RULES) return;
    const chunk = number >> CHUNK_BITS;
    while (this.#chunks.length <= chunk) this.#chunks.push(new Int32Array(CHUNK).fill(UNKNOWN));
    this.#templates[template.index] = template;
    this.#chunks[chunk]![number & (CHUNK - 1)] =
      (signOf(event) << (RULE_BITS + TEMPLATE_BITS)) | (template.index << RULE_BITS) | (rule + 1);
  }

  /** What was noted of the event with this number, for `templateOf` and `ruleOf`; −1 for nothing. */
  find(number: number, event: Event): number {
    if (this.#changed) return UNKNOWN;
    const noted = this.#chunks[number >> CHUNK_BITS]?.[number & (CHUNK - 1)] ?? UNKNOWN;
    if (noted === UNKNOWN) return UNKNOWN;
    if (noted >>> (RULE_BITS + TEMPLATE_BITS) === signOf(event)) return noted & FOUND;
    this.#changed = true;
    return UNKNOWN;
  }

  /** The template as it is today. */
  templateOf(found: number): Template {
    let template = this.#templates[found >> RULE_BITS]!;
    while (template.successor !== null) template = template.successor;
    return template;
  }

  /** Index of the rule that decided, −1 for none. */
  ruleOf(found: number): number {
    return (found & MOST_RECALLED_RULES) - 1;
  }
}

const FOUND = (1 << (RULE_BITS + TEMPLATE_BITS)) - 1;

/** Seven bits that differ between most lines. */
function signOf(event: Event): number {
  const { text, messageStart, messageEnd } = event;
  const last = messageEnd > messageStart ? text[messageEnd - 1]! : 0;
  return (last + 7 * (messageEnd - messageStart) + 13 * (event.end - event.start)) & 127;
}
