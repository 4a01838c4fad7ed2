import type { MinedTemplate } from './mined-template.ts';
import { canTake } from './opening.ts';
import { isSlot, slotFor } from './tokens.ts';

/** Different lines after which a slot is known to hold names of all kinds. */
export const PROVEN_VARIETY = 32;

/** Generalised templates by number of tokens and first token: what a line with new words may match. */
export class GeneralTemplates {
  readonly #limit: number;
  readonly #byKey = new Map<string, MinedTemplate[]>();

  /** @param limit keys above which those without a current template are forgotten */
  constructor(limit: number) {
    this.#limit = limit;
  }

  add(template: MinedTemplate): void {
    const key = keyOf(template.tokens.length, template.tokens[0] ?? '');
    const list = this.#byKey.get(key) ?? [];
    this.#byKey.set(key, [...list.filter((other) => other.successor === null), template]);
    if (this.#byKey.size <= this.#limit) return;
    for (const [old, templates] of this.#byKey) {
      if (templates.every((other) => other.successor !== null)) this.#byKey.delete(old);
    }
  }

  /** The one that says most of a line; of several the first by its text, so that every miner takes the same. */
  match(tokens: readonly string[]): MinedTemplate | undefined {
    const first = tokens[0] ?? '';
    let best: MinedTemplate | undefined;
    for (const key of [keyOf(tokens.length, first), keyOf(tokens.length, slotFor(first))]) {
      for (const template of this.#byKey.get(key) ?? []) {
        if (template.successor !== null || !covers(template, tokens)) continue;
        if (best === undefined || isNearer(template, best)) best = template;
      }
      if (first === slotFor(first)) break;
    }
    return best;
  }
}

function isNearer(template: MinedTemplate, best: MinedTemplate): boolean {
  if (template.slotCount !== best.slotCount) return template.slotCount < best.slotCount;
  return template.text < best.text;
}

function keyOf(length: number, first: string): string {
  return `${length} ${first}`;
}

/**
 * Whether a line is of a generalised template: equal, or a word that may vary where the template has a slot. Words that
 * only look like a state may where the slot is `proven` to have had many.
 */
export function covers(
  template: MinedTemplate,
  tokens: readonly string[],
  proven = template.variety >= PROVEN_VARIETY,
): boolean {
  if (template.tokens.length !== tokens.length) return false;
  for (let i = 0; i < tokens.length; i++) {
    const have = template.tokens[i]!;
    const token = tokens[i]!;
    if (have === token) continue;
    if (!isSlot(have) || slotFor(token) !== have || !canTake(token, proven)) return false;
  }
  return true;
}
