import { LogsiftError } from '../core/errors.ts';
import { hashText } from '../kit/hash.ts';
import { covers, GeneralTemplates, PROVEN_VARIETY } from './general-templates.ts';
import { HeardIds, isFurther } from './heard-ids.ts';
import { type Merge, mergeOf } from './merge.ts';
import { MinedTemplate } from './mined-template.ts';
import { type Alike, Neighbours } from './neighbours.ts';
import { anchorCount } from './opening.ts';
import type { ToldKind, Untold } from './template-news.ts';
import { TemplateRoom } from './template-room.ts';
import { readState, type SavedSet } from './template-state.ts';
import { MARK, slotFor, textOf } from './tokens.ts';

export interface MinerOptions {
  /** Templates kept at most, default 10,000; further kinds of lines share catch-all templates. */
  readonly maxTemplates?: number;
  readonly onMerge?: (merge: Merge) => void;
}

const BUCKETS_PER_TEMPLATE = 24;
const ALIASES_PER_TEMPLATE = 10;
/** Share of every cap that kinds of lines heard of from others may fill; the rest is for lines of one's own. */
const HEARD_SHARE = 0.75;

/** The templates found so far, and the rules by which they become more general. */
export class TemplateSet {
  readonly #room: TemplateRoom;
  readonly #maxCatchAlls: number;
  readonly #onMerge: ((merge: Merge) => void) | undefined;
  /** Current and former templates by text, oldest first. */
  readonly #byText = new Map<string, MinedTemplate>();
  readonly #byId = new Map<string, MinedTemplate>();
  readonly #general: GeneralTemplates;
  /** Ids that others gave out, and what they stand for here. */
  readonly #heard: HeardIds;
  /** What others are to be told; null while nobody listens. */
  #untold: Untold | null = null;
  readonly #neighbours: Neighbours;
  /** Templates ever made: the number of the next one. */
  #made = 0;
  #catchAlls = 0;
  #caught = 0;
  #merges = 0;
  #aliasesDropped = 0;
  #moved = 0;

  constructor(options: MinerOptions) {
    const max = options.maxTemplates ?? 10_000;
    this.#maxCatchAlls = max >> 4;
    this.#room = new TemplateRoom(max - this.#maxCatchAlls);
    this.#onMerge = options.onMerge;
    this.#general = new GeneralTemplates(2 * this.#room.max);
    this.#heard = new HeardIds(this.#room.max * ALIASES_PER_TEMPLATE);
    this.#neighbours = new Neighbours(this.#room.max * BUCKETS_PER_TEMPLATE);
  }

  get counters() {
    return {
      templates: this.#room.live,
      aliases: this.#byId.size - this.#room.live + this.#heard.size,
      catchAlls: this.#catchAlls,
      caught: this.#caught,
      merges: this.#merges,
      bucketsCleared: this.#neighbours.cleared,
      aliasesDropped: this.#aliasesDropped + this.#heard.dropped,
    };
  }

  /** The current template of a tokenised line; makes one when there is none. */
  find(tokens: readonly string[]): MinedTemplate {
    const text = textOf(tokens);
    const known = this.#known(text);
    if (known !== undefined) return known;
    const general = this.#asHeard(text, tokens) ?? this.#general.match(tokens);
    if (general !== undefined) {
      if (++general.variety === PROVEN_VARIETY) this.#untold?.note(general.id, general);
      return general;
    }
    if (this.#room.isFull(tokens)) return this.#catchAll(tokens);
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

  /** What others say that lines of this text are of, when they may be. */
  #asHeard(text: string, tokens: readonly string[]): MinedTemplate | undefined {
    if (this.#heard.size === 0) return undefined;
    const template = this.#heard.get(hashText(text));
    return template !== undefined && covers(template, tokens, true) ? template : undefined;
  }

  #again(template: MinedTemplate): MinedTemplate {
    const again = this.#make(new MinedTemplate(this.#made++, template.tokens, template));
    this.#neighbours.remember(again);
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
    this.#room.count(from.tokens, -1);
    from.replaceBy(into, true);
    this.#onMerge?.(merge);
    this.#limitAliases();
  }

  resolve(id: string): MinedTemplate | undefined {
    return this.#byId.get(id)?.current ?? this.#heard.get(id);
  }

  /** What is found is told to others from now on, and all that was found till now. */
  tell(untold: Untold): void {
    this.#untold = untold;
    for (const [id, template] of this.#byId) untold.note(id, template);
  }

  /**
   * Takes up a kind of line that another miner found, as if its lines had come here, and what it stands for now. The
   * same words twice change nothing. Says whether there was room for it.
   */
  hear({ tokens, generalised = false, variety = 0, was = [] }: ToldKind): boolean {
    const text = textOf(tokens);
    const known = this.#byText.get(text)?.current ?? this.#general.match(tokens);
    let into = known;
    if (known === undefined) into = this.#makeHeard(tokens, generalised, was);
    else if (known.text === text && generalised && !known.generalised) {
      if (!known.catchAll && known.tokens.length === tokens.length) into = this.#generalise(known, tokens);
    }
    if (into === undefined) return false;
    if (known !== undefined && known.text !== text && !this.#byText.has(text)) {
      this.#stand(hashText(text), known, true);
    }
    if (generalised && into.text === text) into.variety = Math.max(into.variety, variety);
    for (const id of was) this.#stand(id, into);
    if (into !== known) this.#compare(into);
    return true;
  }

  /** A template for lines that never came here, where there is room for it and it says something. */
  #makeHeard(tokens: readonly string[], generalised: boolean, was: readonly string[]) {
    const template = new MinedTemplate(this.#made, tokens, { generalised });
    const heard = this.#heard.get(template.id);
    if (heard !== undefined && covers(heard, tokens, true)) return heard;
    if (generalised && anchorCount(tokens) === 0) return undefined;
    const makesRoom = was.some((id) => this.#takes(template, this.#byId.get(id)));
    if (this.#room.isFull(tokens, HEARD_SHARE) && !makesRoom) return undefined;
    this.#made++;
    this.#make(template);
    this.#untold?.forget(template.id);
    return template;
  }

  #takes(template: MinedTemplate, own: MinedTemplate | undefined): boolean {
    return own !== undefined && own.successor === null && covers(template, own.tokens, true);
  }

  /** Another says what `id` stands for, or, where it is `found` here, others are to be told. */
  #stand(id: string, into: MinedTemplate, found = false): void {
    const own = this.#byId.get(id);
    const now = own?.current ?? this.#heard.get(id);
    if (now === into) {
      if (!found) this.#untold?.forget(id);
    } else if (now === undefined) {
      this.#heard.set(id, into);
      if (found) this.#untold?.note(id, into);
    } else if (own === undefined) {
      if (isFurther(into, now)) this.#heard.set(id, into);
      else this.#untold?.note(id, now);
    } else if (own === now) {
      if (own.catchAll || !covers(into, own.tokens, true)) return;
      this.#merge(own, into);
      this.#untold?.forget(id);
    } else if (!own.reworded && isFurther(into, now) && covers(into, own.tokens, true)) {
      own.replaceBy(into);
      this.#moved++;
    } else this.#untold?.note(id, own);
  }

  /** Changes whenever lines that were of one current template may be of another. */
  get moved(): number {
    return this.#moved;
  }

  /** Ids that a template had before it was generalised, and those of others that went into it. */
  formerIds(id: string): string[] {
    return [...this.#byId, ...this.#heard.all()].flatMap(([former, template]) =>
      former !== id && template.current.id === id ? [former] : [],
    );
  }

  current(): MinedTemplate[] {
    return [...this.#byText.values()].filter((template) => template.successor === null);
  }

  #make(template: MinedTemplate): MinedTemplate {
    this.#byText.set(template.text, template);
    this.#byId.set(template.id, template);
    this.#heard.forget(template.id);
    this.#untold?.note(template.id, template);
    this.#room.count(template.tokens, 1);
    if (template.generalised) {
      this.#general.add(template);
      this.#moved++;
    }
    return template;
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

  /** Compares a new template with those that differ from it in little; returns what it has become. */
  #compare(template: MinedTemplate): MinedTemplate {
    const alike = this.#neighbours.find(template, () => this.current());
    return alike === null ? template : this.#open(alike);
  }

  #open({ members, places }: Alike): MinedTemplate {
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
    this.#room.count(template.tokens, -1);
    const into = this.#make(new MinedTemplate(this.#made++, tokens, { generalised: true }));
    this.#replace(template, into);
    return into;
  }

  #merge(from: MinedTemplate, into: MinedTemplate): void {
    this.#room.count(from.tokens, -1);
    this.#replace(from, into);
    this.#limitAliases();
  }

  #replace(from: MinedTemplate, into: MinedTemplate): void {
    from.replaceBy(into);
    into.variety += from.variety + 1;
    this.#untold?.note(from.id, from);
    this.#merges++;
    this.#onMerge?.(mergeOf(from, into));
  }

  /** Forgets the oldest former ids, an eighth at a time: to look for one by one would start at the front each time. */
  #limitAliases(): void {
    const limit = this.#room.max * ALIASES_PER_TEMPLATE;
    let excess = this.#byText.size - this.#room.live - limit;
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
      ...(this.#heard.size > 0 ? { heard: this.#savedHeard(numbers) } : {}),
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

  #savedHeard(numbers: ReadonlyMap<MinedTemplate, number>): SavedSet['heard'] {
    return [...this.#heard.all()].flatMap(([id, { current }]) => {
      const number = numbers.get(current);
      return number === undefined ? [] : [[id, number] as const];
    });
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
    for (const [id, number] of saved.heard ?? []) {
      const template = all[number];
      if (template !== undefined && !this.#byId.has(id)) this.#heard.set(id, template);
    }
    this.#neighbours.rememberAll(this.current());
    this.#caught = saved.caught;
    this.#merges = saved.merges;
    this.#aliasesDropped = saved.aliasesDropped;
  }
}
