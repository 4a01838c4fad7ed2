import { LogsiftError } from '../core/errors.ts';
import { type Merge, mergeOf } from './merge.ts';
import { MinedTemplate } from './mined-template.ts';
import { anchorCount, canOpen, canTake, isAnchor, isOpen, namePlaces } from './opening.ts';
import { PlaceKeys, SlotBuckets } from './slot-buckets.ts';
import { readState, type SavedSet } from './template-state.ts';
import { isSlot, MARK, slotFor, textOf } from './tokens.ts';

export interface MinerOptions {
  /** Templates kept at most, default 10,000; further kinds of lines share catch-all templates. */
  readonly maxTemplates?: number;
  readonly onMerge?: (merge: Merge) => void;
}

/** Places of a message where words are compared with other messages; lists and dumps are longer. */
const COMPARED_PLACES = 64;
const BUCKETS_PER_TEMPLATE = 24;
/** Lines that differ in nothing but several names with numbers, and are one kind of line. */
const TOGETHER = 3;
/** Different lines after which a slot is known to hold names of all kinds. */
const PROVEN_VARIETY = 32;
const ALIASES_PER_TEMPLATE = 10;

/** The templates found so far, and the rules by which they become more general. */
export class TemplateSet {
  readonly #max: number;
  readonly #maxCatchAlls: number;
  readonly #maxPerLength: number;
  readonly #maxPerFirst: number;
  readonly #onMerge: ((merge: Merge) => void) | undefined;
  /** Current and former templates by text, oldest first. */
  readonly #byText = new Map<string, MinedTemplate>();
  readonly #byId = new Map<string, MinedTemplate>();
  /** Generalised templates by number of tokens and first token: what a line with new words may match. */
  readonly #general = new Map<string, MinedTemplate[]>();
  readonly #perLength = new Map<number, number>();
  readonly #perFirst = new Map<string, number>();
  readonly #buckets: SlotBuckets;
  #live = 0;
  /** Templates ever made: the number of the next one. */
  #made = 0;
  #catchAlls = 0;
  #caught = 0;
  #merges = 0;
  #aliasesDropped = 0;

  constructor(options: MinerOptions) {
    const max = options.maxTemplates ?? 10_000;
    this.#maxCatchAlls = max >> 4;
    this.#max = max - this.#maxCatchAlls;
    this.#maxPerLength = Math.max(64, this.#max >> 2);
    this.#maxPerFirst = Math.max(16, this.#max >> 4);
    this.#onMerge = options.onMerge;
    this.#buckets = new SlotBuckets(this.#max * BUCKETS_PER_TEMPLATE);
  }

  get counters() {
    return {
      templates: this.#live,
      aliases: this.#byId.size - this.#live,
      catchAlls: this.#catchAlls,
      caught: this.#caught,
      merges: this.#merges,
      bucketsCleared: this.#buckets.cleared,
      aliasesDropped: this.#aliasesDropped,
    };
  }

  /** The current template of a tokenised line; makes one when there is none. */
  find(tokens: readonly string[]): MinedTemplate {
    const known = this.#known(textOf(tokens));
    if (known !== undefined) return known;
    const general = this.#matchGeneral(tokens);
    if (general !== undefined) {
      general.variety++;
      return general;
    }
    if (this.#isFull(tokens)) return this.#catchAll(tokens);
    const template = this.#make(new MinedTemplate(this.#made++, tokens));
    return this.#compare(template);
  }

  /**
   * The template that lines of this text are of today. What was replaced by other words and is said again is a kind of
   * its own again: its lines do not fit the successor.
   */
  #known(text: string): MinedTemplate | undefined {
    let template = this.#byText.get(text);
    while (template !== undefined && template.successor !== null) {
      if (!template.reworded) template = template.successor;
      else {
        const latest = this.#byText.get(template.text);
        if (latest !== undefined && latest !== template) template = latest;
        else return this.#again(template);
      }
    }
    return template;
  }

  #again(template: MinedTemplate): MinedTemplate {
    const again = this.#make(new MinedTemplate(this.#made++, template.tokens, template));
    this.#remember(again);
    return again;
  }

  /**
   * `from` is said in the words of `into` from now on: ids and what is kept of it go over. `slotMap` and `literals` are
   * those of a `Merge`. Nothing happens when one of them is no longer current, or takes lines of all kinds.
   */
  reword(merge: Merge): void {
    const { from, into } = merge;
    if (from === into || from.successor !== null || into.successor !== null) return;
    if (from.catchAll || into.catchAll) return;
    this.#count(from, -1);
    from.replaceBy(into, true);
    this.#onMerge?.(merge);
    this.#limitAliases();
  }

  resolve(id: string): MinedTemplate | undefined {
    return this.#byId.get(id)?.current;
  }

  /** Ids that a template had before it was generalised, and those of others that went into it. */
  formerIds(id: string): string[] {
    return [...this.#byId].flatMap(([former, template]) =>
      former !== id && template.current.id === id ? [former] : [],
    );
  }

  current(): MinedTemplate[] {
    return [...this.#byText.values()].filter((template) => template.successor === null);
  }

  #make(template: MinedTemplate): MinedTemplate {
    this.#byText.set(template.text, template);
    this.#byId.set(template.id, template);
    this.#count(template, 1);
    if (template.generalised) this.#indexGeneral(template);
    return template;
  }

  #count(template: MinedTemplate, by: 1 | -1): void {
    const { tokens } = template;
    const first = firstKey(tokens);
    this.#live += by;
    this.#perLength.set(tokens.length, (this.#perLength.get(tokens.length) ?? 0) + by);
    const n = (this.#perFirst.get(first) ?? 0) + by;
    if (n > 0) this.#perFirst.set(first, n);
    else this.#perFirst.delete(first);
  }

  #isFull(tokens: readonly string[]): boolean {
    return (
      this.#live >= this.#max ||
      (this.#perLength.get(tokens.length) ?? 0) >= this.#maxPerLength ||
      (this.#perFirst.get(firstKey(tokens)) ?? 0) >= this.#maxPerFirst
    );
  }

  /** One template for all further lines of a first word, or, when there are too many first words, for all. */
  #catchAll(tokens: readonly string[]): MinedTemplate {
    this.#caught++;
    const byWord = this.#catchAlls < this.#maxCatchAlls - 1 && tokens.length > 1;
    const own = byWord ? [tokens[0]!, ` ${MARK}`] : [MARK];
    const known = this.#byText.get(textOf(own));
    if (known !== undefined) return known.current;
    this.#catchAlls++;
    return this.#make(new MinedTemplate(this.#made++, own, { catchAll: true }));
  }

  #indexGeneral(template: MinedTemplate): void {
    const key = generalKey(template.tokens.length, template.tokens[0] ?? '');
    const list = this.#general.get(key) ?? [];
    this.#general.set(key, [...list.filter((other) => other.successor === null), template]);
    if (this.#general.size <= 2 * this.#max) return;
    for (const [old, templates] of this.#general) {
      if (templates.every((other) => other.successor !== null)) this.#general.delete(old);
    }
  }

  #matchGeneral(tokens: readonly string[]): MinedTemplate | undefined {
    const first = tokens[0] ?? '';
    let best: MinedTemplate | undefined;
    for (const key of [generalKey(tokens.length, first), generalKey(tokens.length, slotFor(first))]) {
      const list = this.#general.get(key);
      if (list === undefined) continue;
      for (const template of list) {
        if (template.successor !== null || !fits(template, tokens)) continue;
        if (best === undefined || template.slotCount < best.slotCount) best = template;
      }
      if (first === slotFor(first)) break;
    }
    return best;
  }

  /** Compares a new template with those that differ from it in one place; returns what it has become. */
  #compare(template: MinedTemplate): MinedTemplate {
    const { tokens } = template;
    if (this.#buckets.isFull) this.#buckets.renew(() => this.#rememberAll());
    const keys = new PlaceKeys(tokens);
    const anchors = anchorCount(tokens);
    const places = Math.min(tokens.length, COMPARED_PLACES);
    for (let i = 0; i < places; i++) {
      const token = tokens[i]!;
      if (!canOpen(token)) continue;
      const members = this.#buckets.add(keys.key(i), template);
      if (members.length < 2) continue;
      const own = isSlot(token) ? 0 : isAnchor(token) ? 1 : 0;
      const words = members.map((member) => member.tokens[i]!);
      if (!isOpen(words, { anchors: anchors - own, first: i === 0 })) continue;
      return this.#open(members, [i]);
    }
    return this.#compareNames(template, keys);
  }

  /** Names with numbers that always change together (`worker-3 on rack_7`) differ in no single place. */
  #compareNames(template: MinedTemplate, keys: PlaceKeys): MinedTemplate {
    const names = namePlaces(template.tokens, COMPARED_PLACES);
    if (names.length < 2) return template;
    const members = this.#buckets.add(keys.without(names), template);
    if (members.length < TOGETHER) return template;
    const varying = names.filter((i) => members.some((member) => member.tokens[i] !== template.tokens[i]));
    return this.#open(members, varying);
  }

  #open(members: readonly MinedTemplate[], places: readonly number[]): MinedTemplate {
    const tokens = [...members[0]!.tokens];
    for (const place of places) tokens[place] = slotFor(tokens[place]!);
    const text = textOf(tokens);
    let into = this.#known(text);
    if (into === undefined) into = this.#make(new MinedTemplate(this.#made++, tokens, { generalised: true }));
    else if (!into.generalised && into.tokens.length === tokens.length) {
      into = this.#generalise(into, tokens);
    }
    for (const member of [...members]) {
      if (member !== into && member.successor === null) this.#merge(member, into);
    }
    return this.#compare(into).current;
  }

  /** A template of the same text whose slot held only numbers till now takes words, too. */
  #generalise(template: MinedTemplate, tokens: readonly string[]): MinedTemplate {
    this.#count(template, -1);
    const into = this.#make(new MinedTemplate(this.#made++, tokens, { generalised: true }));
    this.#replace(template, into);
    return into;
  }

  #merge(from: MinedTemplate, into: MinedTemplate): void {
    this.#count(from, -1);
    this.#replace(from, into);
    this.#limitAliases();
  }

  #replace(from: MinedTemplate, into: MinedTemplate): void {
    from.replaceBy(into);
    into.variety += from.variety + 1;
    this.#merges++;
    this.#onMerge?.(mergeOf(from, into));
  }

  /** Forgets the oldest former ids, an eighth at a time: to look for one by one would start at the front each time. */
  #limitAliases(): void {
    const limit = this.#max * ALIASES_PER_TEMPLATE;
    let excess = this.#byText.size - this.#live - limit;
    if (excess <= 0) return;
    excess += limit >> 3;
    for (const [text, template] of this.#byText) {
      if (template.successor === null) continue;
      this.#byText.delete(text);
      this.#byId.delete(template.id);
      this.#aliasesDropped++;
      if (--excess <= 0) return;
    }
  }

  /** Templates oldest first as token lists, and of former ones the number of their successor. */
  snapshot(): SavedSet {
    const all = [...this.#byText.values()];
    const numbers = new Map(all.map((template, n) => [template, n]));
    return {
      version: 1,
      templates: all.map((template) => ({
        tokens: template.tokens,
        generalised: template.generalised,
        catchAll: template.catchAll,
        variety: template.variety,
        successor: this.#savedSuccessor(template, numbers),
        ...(template.reworded ? { reworded: true as const } : {}),
      })),
      caught: this.#caught,
      merges: this.#merges,
      aliasesDropped: this.#aliasesDropped,
    };
  }

  /** Number of what stands for a template, or of what other words stand for: those must be known as such. */
  #savedSuccessor(template: MinedTemplate, numbers: ReadonlyMap<MinedTemplate, number>): number {
    if (template.successor === null) return -1;
    let next = template.successor;
    if (!template.reworded) while (next.successor !== null && !next.reworded) next = next.successor;
    else next = next.current;
    return numbers.get(next) ?? numbers.get(this.#byText.get(next.text) ?? next) ?? -1;
  }

  restore(state: unknown): void {
    const saved = readState(state);
    if (this.#byText.size > 0)
      throw new LogsiftError('STATE_INVALID', 'A miner can be restored only before its first line.');
    const all = saved.templates.map((t) => new MinedTemplate(this.#made++, t.tokens, t));
    for (let n = 0; n < all.length; n++) {
      const successor = all[saved.templates[n]!.successor];
      if (successor === undefined || successor === all[n]) this.#make(all[n]!);
      else {
        all[n]!.replaceBy(successor, saved.templates[n]!.reworded === true);
        this.#byText.set(all[n]!.text, all[n]!);
        this.#byId.set(all[n]!.id, all[n]!);
      }
    }
    this.#catchAlls = all.filter((template) => template.catchAll).length;
    this.#rememberAll();
    this.#caught = saved.caught;
    this.#merges = saved.merges;
    this.#aliasesDropped = saved.aliasesDropped;
  }

  #rememberAll(): void {
    for (const template of this.#byText.values()) {
      if (template.successor === null && !template.catchAll) this.#remember(template);
    }
  }

  #remember(template: MinedTemplate): void {
    const keys = new PlaceKeys(template.tokens);
    const places = Math.min(template.tokens.length, COMPARED_PLACES);
    for (let i = 0; i < places; i++) {
      if (canOpen(template.tokens[i]!)) this.#buckets.add(keys.key(i), template);
    }
    const names = namePlaces(template.tokens, COMPARED_PLACES);
    if (names.length > 1) this.#buckets.add(keys.without(names), template);
  }
}

function generalKey(length: number, first: string): string {
  return `${length} ${first}`;
}

function firstKey(tokens: readonly string[]): string {
  return tokens[0] ?? '';
}

/** Whether a line is of a generalised template: equal, or a word that may vary where the template has a slot. */
function fits(template: MinedTemplate, tokens: readonly string[]): boolean {
  const proven = template.variety >= PROVEN_VARIETY;
  for (let i = 0; i < tokens.length; i++) {
    const have = template.tokens[i]!;
    const token = tokens[i]!;
    if (have === token) continue;
    if (!isSlot(have) || slotFor(token) !== have || !canTake(token, proven)) return false;
  }
  return true;
}
