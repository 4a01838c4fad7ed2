import type { Template } from '../core/template.ts';
import { CLASS, SPACE } from './byte-classes.ts';
import { joinLists, joinSlots } from './join-slots.ts';
import { Mask } from './mask.ts';
import { MaskCache } from './mask-cache.ts';
import type { Merge } from './merge.ts';
import type { MinedTemplate } from './mined-template.ts';
import { readNews, type TemplateNews, Untold } from './template-news.ts';
import { type MinerOptions, TemplateSet } from './template-set.ts';
import { hasMark, isSlot, type Token, tokensOf } from './tokens.ts';
import { markValues } from './values.ts';

export type { Merge } from './merge.ts';
export type { MinerOptions } from './template-set.ts';

const SEED_A = 0x2f0b4c47;
const SEED_B = 0x61c88647;
const PLACE = 4;

/** What a masked line is: its template, and where the values of each slot are. */
interface Known {
  readonly template: MinedTemplate;
  /**
   * For each slot its first word (−1: empty) and last word, signs before the first that belong to it (−1: only the
   * value part of the first does), and signs after the last.
   */
  readonly slots: Int32Array;
}

/**
 * Online template miner: tells which kind of line a message is, and where its values are. One configuration for all
 * logs; memory is bounded whatever comes in.
 */
export class Miner {
  readonly #mask = new Mask();
  readonly #words = new Int32Array(
    this.#mask.out.buffer,
    this.#mask.out.byteOffset,
    this.#mask.out.length >> 2,
  );
  readonly #cache = new MaskCache<Known>();
  readonly #set: TemplateSet;
  /** Byte spans, in the buffer given to `match`, of the values of the returned template's slots. */
  readonly slotStart = new Int32Array(512);
  readonly slotEnd = new Int32Array(512);
  #a = 0;
  #b = 0;
  #hits = 0;
  #misses = 0;
  #untold: Untold | null = null;
  #moved = 0;

  constructor(options: MinerOptions = {}) {
    this.#set = new TemplateSet(options);
  }

  /** The template of the message `bytes[start, end)`; its first line and at most 4 KiB of it are looked at. */
  match(bytes: Uint8Array, start: number, end: number): MinedTemplate {
    this.#read(bytes, start, end);
    let known = this.#cache.get(this.#a, this.#b);
    if (known === undefined || known.template.successor !== null) {
      this.#misses++;
      const tokens = this.#tokens();
      const template = this.#set.find(tokens.map((token) => token.text));
      known = { template, slots: slotPlaces(tokens, template) };
      this.#cache.set(this.#a, this.#b, known);
    } else this.#hits++;
    this.#fillSlots(bytes, start, known.slots);
    return known.template;
  }

  /** Fills `slotStart` and `slotEnd` for a line that is known to be of this template of this miner. */
  locate(template: Template, line: { text: Uint8Array; messageStart: number; messageEnd: number }): void {
    const { text, messageStart, messageEnd } = line;
    this.#read(text, messageStart, messageEnd);
    let known = this.#cache.get(this.#a, this.#b);
    if (known?.template !== template) {
      const mined = template as MinedTemplate;
      known = { template: mined, slots: slotPlaces(this.#tokens(), mined) };
      this.#cache.set(this.#a, this.#b, known);
    }
    this.#fillSlots(text, messageStart, known.slots);
  }

  /** Masks a message and makes the two hashes of what is left of it. */
  #read(bytes: Uint8Array, start: number, end: number): void {
    const mask = this.#mask;
    mask.read(bytes, start, end);
    const words = this.#words;
    const n = (mask.length + 3) >> 2;
    let a = SEED_A ^ mask.length;
    let b = SEED_B;
    for (let i = 0; i < n; i++) {
      const w = words[i]!;
      a = Math.imul(a ^ w, 0x9e3779b1);
      a ^= a >>> 15;
      b = Math.imul(b ^ w, 0x85ebca6b);
      b = (b << 13) | (b >>> 19);
    }
    this.#a = a;
    this.#b = b;
  }

  #tokens(): Token[] {
    return joinSlots(joinLists(markValues(tokensOf(this.#mask))));
  }

  #fillSlots(bytes: Uint8Array, start: number, slots: Int32Array): void {
    const mask = this.#mask;
    const { slotStart, slotEnd } = this;
    for (let i = 0, k = 0; k < slots.length; i++, k += PLACE) {
      const first = slots[k]!;
      if (first < 0) {
        slotStart[i] = slotEnd[i] = i > 0 ? slotEnd[i - 1]! : start;
        continue;
      }
      const last = slots[k + 1]!;
      const lead = slots[k + 2]!;
      const trail = slots[k + 3]!;
      slotStart[i] = lead < 0 ? mask.starStart[first]! : mask.wordStart[first]!;
      slotEnd[i] = lead < 0 && first === last ? mask.starEnd[first]! : mask.wordEnd[last]!;
      if (lead > 0) slotStart[i] = signsBefore(bytes, slotStart[i]!, lead);
      if (trail > 0) slotEnd[i] = signsAfter(bytes, slotEnd[i]!, trail);
    }
  }

  /** One kind of line took the place of another in other words: see `TemplateSet.reword`. */
  reword(merge: Merge): void {
    this.#set.reword(merge);
  }

  /** Begins to keep what others are to be told: all there is, and what is found from now on. Again: all of it once more. */
  share(): void {
    this.#untold ??= new Untold();
    this.#set.tell(this.#untold);
  }

  /** What was found since it was asked last, in parts of bounded size; null when there is nothing, or nobody shares. */
  news(): TemplateNews | null {
    this.#lookAgain();
    return this.#untold?.take() ?? null;
  }

  /** Ids of which others were not told yet. */
  get untold(): number {
    return this.#untold?.size ?? 0;
  }

  /**
   * Takes up what another miner found, once or several times, in whatever order. Throws MESSAGE_INVALID on anything
   * that is no news; then nothing was taken up.
   */
  adopt(message: unknown): Adopted {
    const { kinds } = readNews(message);
    let refused = 0;
    for (const kind of kinds) if (!this.#set.hear(kind)) refused++;
    this.#lookAgain();
    return { kinds: kinds.length, refused };
  }

  /** Lines that were looked up before may be of another template, which all who share must find alike. */
  #lookAgain(): void {
    if (this.#untold === null || this.#moved === this.#set.moved) return;
    this.#moved = this.#set.moved;
    this.#cache.clear();
  }

  /** Id of the current template that any id ever given out stands for today; undefined for an unknown one. */
  resolve(id: string): string | undefined {
    return this.#set.resolve(id)?.id;
  }

  /** Ids that a current template had before it was generalised, and those of others that went into it. */
  formerIds(id: string): string[] {
    return this.#set.formerIds(id);
  }

  /** The current templates. */
  templates(): MinedTemplate[] {
    return this.#set.current();
  }

  get counters(): MinerCounters {
    return {
      ...this.#set.counters,
      cacheHits: this.#hits,
      cacheMisses: this.#misses,
      cacheCleared: this.#cache.cleared,
    };
  }

  /** State as JSON-safe data. */
  snapshot(): unknown {
    return this.#set.snapshot();
  }

  /** Takes back what `snapshot` gave; throws STATE_INVALID on anything else. */
  restore(state: unknown): void {
    this.#set.restore(state);
    this.#cache.clear();
  }
}

/** What became of one message of another miner. */
export interface Adopted {
  readonly kinds: number;
  /** Kinds of lines for which there was no room, or that say nothing. */
  readonly refused: number;
}

export interface MinerCounters {
  readonly templates: number;
  readonly aliases: number;
  /** Catch-all templates made because a cap was reached, and different lines they took. */
  readonly catchAlls: number;
  readonly caught: number;
  readonly merges: number;
  readonly bucketsCleared: number;
  readonly aliasesDropped: number;
  readonly cacheHits: number;
  readonly cacheMisses: number;
  readonly cacheCleared: number;
}

/** Start of the `count` signs before `at`, whatever blanks are between. */
function signsBefore(bytes: Uint8Array, at: number, count: number): number {
  let i = at;
  for (let n = count; n > 0; ) if (!(CLASS[bytes[--i]!]! & SPACE)) n--;
  return i;
}

/** End of the `count` signs after `at`, whatever blanks are between. */
function signsAfter(bytes: Uint8Array, at: number, count: number): number {
  let i = at;
  for (let n = count; n > 0; ) if (!(CLASS[bytes[i++]!]! & SPACE)) n--;
  return i;
}

/** Where the values of a template's slots are in a line of these tokens: `PLACE` numbers for each. */
function slotPlaces(tokens: readonly Token[], template: MinedTemplate): Int32Array {
  const slots = new Int32Array(template.slotCount * PLACE);
  const takesRest = template.catchAll || template.tokens.length !== tokens.length;
  let k = 0;
  for (let i = 0; i < template.tokens.length; i++) {
    const text = template.tokens[i]!;
    if (!hasMark(text)) continue;
    const token = tokens[i];
    slots[k] = token?.first ?? -1;
    slots[k + 1] = token?.last ?? -1;
    slots[k + 2] = isSlot(text) ? (token?.lead ?? 0) : -1;
    slots[k + 3] = token?.trail ?? 0;
    k += PLACE;
  }
  if (takesRest && k > 0) {
    const from = template.tokens.length - 1;
    const last = tokens.findLast((token) => token.first >= 0);
    const first = tokens.find((token, i) => i >= from && token.first >= 0);
    slots.set([first?.first ?? -1, last?.last ?? -1, first?.lead ?? 0, last?.trail ?? 0], k - PLACE);
  }
  return slots;
}
