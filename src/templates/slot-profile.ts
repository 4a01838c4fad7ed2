import type { SlotProfile } from '../core/template.ts';
import { CountedSet, type SavedSet } from '../kit/counted-set.ts';
import { decimalAt } from '../kit/decimal-at.ts';
import { hashBytes } from '../kit/hash.ts';
import { LogSketch, type SavedSketch } from '../kit/log-sketch.ts';
import {
  FACET_NAMES,
  type FacetKind,
  facetKindOf,
  folderOf,
  ipv4At,
  networkOf,
  portClassOf,
  scopeNumber,
  scopeOf,
} from './facets.ts';

/** Longest value that is kept as text; longer ones are told apart by all their bytes and shown cut. */
const SHOWN = 120;

/** What the values of one slot look like: few or many, which, their numbers and their facets. */
export class SlotValues implements SlotProfile {
  values = new CountedSet();
  /** Quantiles of the values that are numbers; null while there was none. */
  numbers: LogSketch | null = null;
  /** Values that are not numbers. */
  words = 0;
  facetKind: FacetKind | null = null;
  facets: CountedSet[] = [];
  #decided = false;

  get distinct(): number {
    return this.values.size;
  }

  get highCardinality(): boolean {
    return this.values.overflowed;
  }

  get facetNames(): readonly string[] {
    return this.facetKind === null ? [] : FACET_NAMES[this.facetKind];
  }

  /**
   * Learns the value at `[start, end)`, in the segment bit `bit` (0 in one pass). Returns what was new: −1 nothing,
   * 0 the value, n > 0 its n-th facet.
   */
  learn(bytes: Buffer, start: number, end: number, bit: number, before: string): number {
    let news = -1;
    if (!this.values.overflowed) {
      const key = keyOf(bytes, start, end);
      let index = this.values.find(key);
      if (index < 0) {
        const label = bytes.toString('utf8', start, Math.min(end, start + SHOWN));
        if (!this.#decided) this.#decide(label, before);
        index = this.values.add(key, label);
        if (index >= 0) news = 0;
      }
      if (index >= 0) this.values.hit(index, bit);
    }
    const address = this.facetKind === 'address' ? ipv4At(bytes, start, end) : -1;
    // An address is no number: there is nothing to be tried.
    const number = address >= 0 ? Number.NaN : decimalAt(bytes, start, end);
    if (Number.isNaN(number)) this.words++;
    else (this.numbers ??= new LogSketch()).add(number);
    for (let f = 0; f < this.facets.length; f++) {
      const set = this.facets[f]!;
      if (set.overflowed) continue;
      const key =
        this.facetKind === 'address' ? addressKey(f, address) : this.#facetKey(f, bytes, start, end);
      if (key === NO_FACET) continue;
      let index = set.find(key);
      if (index < 0) {
        index = set.add(key, this.#facetLabel(f, bytes.toString('latin1', start, end)));
        if (index >= 0 && news < 0) news = f + 1;
      }
      if (index >= 0) set.hit(index, bit);
    }
    return news;
  }

  /** As `learn`, but only judges, with what was learnt in `segment` left out. */
  judge(bytes: Buffer, span: { start: number; end: number }, segment: number): number {
    const { start, end } = span;
    if (!this.values.overflowed && unknown(this.values, keyOf(bytes, start, end), segment)) return 0;
    for (let f = 0; f < this.facets.length; f++) {
      const set = this.facets[f]!;
      if (set.overflowed) continue;
      const key = this.#facetKey(f, bytes, start, end);
      if (key !== NO_FACET && unknown(set, key, segment)) return f + 1;
    }
    return -1;
  }

  /** Name of the n-th facet of a value and what it says of that value. */
  describeFacet(n: number, value: string): { facet: string; value: string; known: CountedSet } {
    return { facet: this.facetNames[n]!, value: this.#facetLabel(n, value), known: this.facets[n]! };
  }

  facetKey(facet: string, bytes: Buffer, start: number, end: number): number {
    const n = this.facetNames.indexOf(facet);
    const key = n < 0 ? NO_FACET : this.#facetKey(n, bytes, start, end);
    return key === NO_FACET ? Number.NaN : key;
  }

  /** Bits of the segments in which a value or facet occurs that occurs nowhere else. */
  ownSegments(): number {
    return this.facets.reduce((bits, set) => bits | set.ownSegments(), this.values.ownSegments());
  }

  /** Learns a word that stood in this place while it was not yet a slot: `times` lines, in the segments of `bits`. */
  learnLiteral(value: string, times: number, bits: number, before: string): void {
    if (!this.#decided) this.#decide(value, before);
    const bytes = Buffer.from(value, 'utf8');
    this.values.learn(keyOf(bytes, 0, bytes.length), value.slice(0, SHOWN), times, bits);
    const number = decimalAt(bytes, 0, bytes.length);
    if (Number.isNaN(number)) this.words += times;
    else (this.numbers ??= new LogSketch()).add(number, times);
    for (let f = 0; f < this.facets.length; f++) {
      const key = this.#facetKey(f, bytes, 0, bytes.length);
      if (key !== NO_FACET) this.facets[f]!.learn(key, this.#facetLabel(f, value), times, bits);
    }
  }

  /** Learns all that another profile learnt whose values are only a part of the values here. */
  mergeWithin(other: SlotValues, whole: (value: string) => string, before: string): void {
    if (other.values.overflowed) this.values.merge(other.values);
    else {
      for (const { value, count, mask } of other.values.ranked())
        this.learnLiteral(whole(value), count, mask, before);
    }
  }

  /** Learns all that another profile of the same place learnt. */
  merge(other: SlotValues): void {
    this.values.merge(other.values);
    if (other.numbers !== null) (this.numbers ??= new LogSketch()).merge(other.numbers);
    this.words += other.words;
    if (!this.#decided) {
      this.#decided = other.#decided;
      this.facetKind = other.facetKind;
      this.facets = other.facets;
    } else if (this.facetKind === other.facetKind) {
      for (let f = 0; f < this.facets.length; f++) this.facets[f]!.merge(other.facets[f]!);
    }
  }

  /** JSON-safe state. */
  save(): SavedSlot {
    return {
      values: this.values.save(),
      numbers: this.numbers?.save() ?? null,
      words: this.words,
      facetKind: this.facetKind,
      decided: this.#decided,
      facets: this.facets.map((set) => set.save()),
    };
  }

  /** The profile that `save` described. */
  static load(saved: SavedSlot): SlotValues {
    const slot = new SlotValues();
    slot.values = CountedSet.load(saved.values);
    slot.numbers = saved.numbers === null ? null : LogSketch.load(saved.numbers);
    slot.words = saved.words;
    slot.facetKind = saved.facetKind;
    slot.#decided = saved.decided;
    slot.facets = saved.facets.map((set) => CountedSet.load(set));
    return slot;
  }

  #decide(value: string, before: string): void {
    this.#decided = true;
    this.facetKind = facetKindOf(value, before);
    this.facets = this.facetNames.map(() => new CountedSet());
  }

  #facetKey(facet: number, bytes: Buffer, start: number, end: number): number {
    if (this.facetKind === 'address') return addressKey(facet, ipv4At(bytes, start, end));
    if (this.facetKind === 'port') {
      const port = decimalAt(bytes, start, end);
      if (!(port >= 0 && port < 65536)) return NO_FACET;
      return port < 1024 ? port : port < 32768 ? 1024 : 1025;
    }
    let separators = 0;
    let i = start;
    for (; i < end; i++) if ((bytes[i] === 47 || bytes[i] === 92) && ++separators === 3) break;
    return separators < 2 ? NO_FACET : hashBytes(bytes, start, i) | 0;
  }

  #facetLabel(facet: number, value: string): string {
    if (this.facetKind === 'path') return folderOf(value);
    if (this.facetKind === 'port') return portClassOf(Number(value));
    const address = ipv4At(Buffer.from(value, 'latin1'), 0, value.length);
    return facet === 0 ? scopeOf(address) : networkOf(address);
  }
}

/** JSON-safe state of a slot. */
export interface SavedSlot {
  readonly values: SavedSet;
  readonly numbers: SavedSketch | null;
  readonly words: number;
  readonly facetKind: FacetKind | null;
  readonly decided: boolean;
  readonly facets: readonly SavedSet[];
}

const NO_FACET = 0x7fffffff;

/** Key of an address's scope (facet 0) or network; `NO_FACET` for −1, which is no address. */
function addressKey(facet: number, address: number): number {
  if (address < 0) return NO_FACET;
  return facet === 0 ? scopeNumber(address) : Math.floor(address / 256);
}

function keyOf(bytes: Buffer, start: number, end: number): number {
  return hashBytes(bytes, start, end) | 0;
}

function unknown(set: CountedSet, key: number, segment: number): boolean {
  const index = set.find(key);
  if (index < 0) return true;
  return segment >= 0 && (set.segmentsOf(index) & ~(1 << segment)) === 0;
}
