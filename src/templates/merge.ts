import type { MinedTemplate } from './mined-template.ts';
import { hasMark, isSlot, MARK, wordOf } from './tokens.ts';

/** A template gave way to a more general one. */
export interface Merge {
  readonly from: MinedTemplate;
  readonly into: MinedTemplate;
  /** For each slot of `into` the slot of `from` that holds its values, −1 when literal text stood there. */
  readonly slotMap: Int32Array;
  /**
   * For each slot of `into` the text that stood there in `from`, `<*>` where the value of the mapped slot was:
   * `eth<*>` when a value `0` of `from` is `eth0` in `into`, `<*>` alone when values are the same. Empty where nothing
   * is known of it, which only other words (`reword`) have.
   */
  readonly literals: readonly string[];
}

/** How the slots of `from` became those of `into`; both have the same number of tokens. */
export function mergeOf(from: MinedTemplate, into: MinedTemplate): Merge {
  const slotMap = new Int32Array(into.slotCount).fill(-1);
  const literals: string[] = [];
  let slotInto = 0;
  let slotFrom = 0;
  for (let i = 0; i < into.tokens.length; i++) {
    const token = from.tokens[i]!;
    if (hasMark(into.tokens[i]!)) {
      if (hasMark(token)) slotMap[slotInto] = slotFrom;
      literals.push(wordOf(isSlot(into.tokens[i]!) ? token : MARK).replaceAll(MARK, '<*>'));
      slotInto++;
    }
    if (hasMark(token)) slotFrom++;
  }
  return { from, into, slotMap, literals };
}
