import type { MinedTemplate } from './mined-template.ts';
import type { Profile } from './profile.ts';
import type { SlotValues } from './slot-profile.ts';

/** Parts of the likeness of two kinds of line: their words, and their values. */
const [OF_WORDS, OF_VALUES] = [0.6, 0.4];
/** Slots whose values are as alike as this hold the same thing. */
const SAME_SLOT = 0.5;
/** Numbers of one kind have medians within this factor. */
const ABOUT = 8;
const LABELS = 64;

/** How alike two kinds of line are, 0–1, and which slot of the one is which of the other. */
export interface Likeness {
  readonly all: number;
  /** Share of the words that they have in common, 0–1. */
  readonly words: number;
  /** For each slot of the second the slot of the first, −1 for none. */
  readonly slotMap: Int32Array;
}

/** Compares two kinds of line by what they say and by the values that came in them. */
export function likeness(
  from: MinedTemplate,
  into: MinedTemplate,
  [old, young]: readonly [Profile, Profile],
): Likeness {
  const words = shared(wordsOf(from.text), wordsOf(into.text));
  const slotMap = new Int32Array(into.slotCount).fill(-1);
  const pairs: { readonly i: number; readonly j: number; readonly alike: number }[] = [];
  for (let i = 0; i < from.slotCount; i++) {
    for (let j = 0; j < into.slotCount; j++) {
      const alike = slotsAlike(old.slots[i]!, young.slots[j]!);
      if (alike >= SAME_SLOT) pairs.push({ i, j, alike: alike - Math.abs(i - j) / 1000 });
    }
  }
  const taken = new Set<number>();
  for (const { i, j } of pairs.sort((a, b) => b.alike - a.alike)) {
    if (taken.has(i) || slotMap[j]! >= 0) continue;
    taken.add(i);
    slotMap[j] = i;
  }
  const most = Math.max(from.slotCount, into.slotCount);
  const all = most === 0 ? words : OF_WORDS * words + (OF_VALUES * taken.size) / most;
  return { all, words, slotMap };
}

/** Words of a text, each as often as it stands there; slots and numbers are none. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/\p{L}{2,}/gu) ?? [];
}

/** Twice what both have, by what each has (L. R. Dice 1945). */
function shared(a: readonly string[], b: readonly string[]): number {
  if (a.length + b.length === 0) return 0;
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let both = 0;
  for (const word of b) {
    const n = left.get(word) ?? 0;
    if (n === 0) continue;
    left.set(word, n - 1);
    both++;
  }
  return (2 * both) / (a.length + b.length);
}

function slotsAlike(old: SlotValues, young: SlotValues): number {
  const numeric = [old, young].map(({ numbers, words }) => numbers !== null && words === 0);
  if (numeric[0] !== numeric[1]) return 0;
  if (numeric[0]) {
    const [a, b] = [old.numbers!.quantile(0.5), young.numbers!.quantile(0.5)];
    const close = a === b || (a > 0 && b > 0 && Math.max(a, b) / Math.min(a, b) <= ABOUT);
    return close ? 0.8 : 0.3;
  }
  if (old.facetKind !== young.facetKind) return 0;
  if (old.values.overflowed) return old.facetKind === null ? 0.6 : 0.8;
  // Few values: those that come are those that came.
  const known = new Set(old.values.known(-1, LABELS));
  const now = young.values.known(-1, LABELS);
  return now.length === 0 ? 0 : now.filter((value) => known.has(value)).length / now.length;
}
