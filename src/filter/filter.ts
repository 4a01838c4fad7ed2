import type { Category } from '../core/categories.ts';
import type { Event, Mark } from '../core/event.ts';
import { type Combination, combine } from './combination.ts';
import { CompiledRule } from './compiled-rule.ts';
import { type HeldBack, HeldBackList } from './held-back.ts';
import { hasPlainPid, lineText, messageEnd } from './line-text.ts';
import { idsOf, type Resolve } from './named-kinds.ts';
import type { Rule } from './rule.ts';
import { type SoughtWord, WordScan } from './word-scan.ts';

/** Combinations of program, severity, host and kind whose rules are remembered. */
const MOST_COMBINATIONS = 65_536;
const SEVERITIES = 9;
const NONE: readonly number[] = [];

export interface FilterOptions {
  /** Current id of a template, for rules that name one by an id or text it had before. */
  readonly resolve?: Resolve;
}

/** Lines by decision; lines = dropped + kept + escalated. */
export interface FilterCounters {
  lines: number;
  dropped: number;
  /** Kept by a rule, or because no rule decided. */
  kept: number;
  escalated: number;
  /** Of those kept: lines that a rule would have dropped, but of a kind never seen before. */
  keptAsNew: number;
  readonly byCategory: Map<Category, number>;
}

/** A rule with what it did, in lines. */
export interface RuleReport {
  readonly rule: Rule;
  readonly hits: number;
  readonly expired: number;
  readonly keptAsNew: number;
}

/** Tier 1: says of every line whether it is stored and shown. It learns nothing and hides nothing from detectors. */
export interface Filter {
  /** Decides about a line and writes it on the event (`mark`, `rule`). Its `firsts` and `received` must be set. */
  mark(event: Event): Mark;
  /** Index in `rules()` of the rule that decided about the last line, −1 when none did. */
  readonly decided: number;
  /** Whether a line gets the same decision whenever it comes: no rule expires, and none names kinds of lines. */
  readonly steady: boolean;
  /** As `mark`, for a line read again about which the rule with this index decided (−1: none). */
  markAgain(event: Event, decided: number): Mark;
  /** As `mark`, for a line about which another filter decided by the rule of this name (null: none); asks itself where it has no such rule. */
  markAs(event: Event, rule: string | null): Mark;
  readonly counters: Readonly<FilterCounters>;
  /** In order of precedence. */
  rules(): RuleReport[];
  /** What drop rules held back, and what expired ones let through, the gravest first; capped. */
  wouldHaveShown(): HeldBack[];
  /** All counters back to nothing: the log is read again. */
  rewind(): void;
}

/** A filter of these rules, in order of precedence: the first that matches decides. */
export function createFilter(rules: readonly Rule[], options: FilterOptions = {}): Filter {
  return new RuleFilter(rules, options);
}

type Layer = Map<string | null, (Combination | undefined)[]>;

class RuleFilter implements Filter {
  decided = -1;
  readonly steady: boolean;
  readonly #rules: readonly CompiledRule[];
  readonly #indexOf: ReadonlyMap<string, number>;
  readonly #options: FilterOptions;
  readonly #scan: WordScan;
  /** Rules that each word of the scan belongs to. */
  readonly #ofWord: readonly Int32Array[];
  readonly #found: Int32Array;
  readonly #indexes: number[] = [];
  readonly #byTemplate: boolean;
  readonly #byHost: boolean;
  /** For rules that name neither hosts nor kinds of lines, which is the usual case. */
  readonly #nothingSpecial: Layer = new Map();
  readonly #layers = new Map<unknown, Map<string | null, Layer>>();
  #combinations = 0;
  /** Text of the line being decided about, made when it is first wanted. */
  #text: string | null = null;
  readonly #held = new HeldBackList();
  readonly counters: FilterCounters = {
    ...{ lines: 0, dropped: 0, kept: 0, escalated: 0, keptAsNew: 0 },
    byCategory: new Map(),
  };

  constructor(rules: readonly Rule[], options: FilterOptions) {
    this.#rules = rules.map((rule) => new CompiledRule(rule));
    this.#indexOf = new Map(rules.map(({ id }, index) => [id, index]));
    this.#options = options;
    this.#byTemplate = rules.some(({ match }) => match.templates !== null);
    this.steady = !this.#byTemplate && this.#rules.every((rule) => rule.forever);
    this.#byHost = rules.some(({ match }) => match.hosts !== null);
    const words = new Map<string, { readonly word: SoughtWord; readonly indexes: number[] }>();
    for (const [index, { words: needed, rule }] of this.#rules.entries()) {
      const anyCase = rule.match.ignoreCase;
      for (const text of new Set(needed?.map((one) => (anyCase ? one.toLowerCase() : one)))) {
        getOr(words, `${anyCase} ${text}`, () => ({ word: { text, anyCase }, indexes: [] })).indexes.push(
          index,
        );
      }
    }
    this.#scan = new WordScan([...words.values()].map(({ word }) => word));
    this.#ofWord = [...words.values()].map(({ indexes }) => Int32Array.from(indexes));
    this.#found = new Int32Array(words.size);
  }

  mark(event: Event): Mark {
    if (this.#rules.length === 0) return this.markAgain(event, -1);
    const combination = this.#combinationOf(event);
    const { settled } = combination;
    return this.markAgain(event, settled === null ? this.#decide(combination, event) : settled);
  }

  markAgain(event: Event, index: number): Mark {
    this.decided = index;
    const { counters } = this;
    counters.lines++;
    if (index < 0) {
      counters.kept++;
      event.rule = null;
      event.mark = 'keep';
      return 'keep';
    }
    return this.#apply(this.#rules[index]!, event);
  }

  markAs(event: Event, rule: string | null): Mark {
    if (rule === null) return this.markAgain(event, -1);
    const index = this.#indexOf.get(rule);
    return index === undefined ? this.mark(event) : this.markAgain(event, index);
  }

  rules(): RuleReport[] {
    return this.#rules.map(({ rule, hits, expired, keptAsNew }) => ({ rule, hits, expired, keptAsNew }));
  }

  wouldHaveShown(): HeldBack[] {
    return this.#held.list();
  }

  rewind(): void {
    Object.assign(this.counters, { lines: 0, dropped: 0, kept: 0, escalated: 0, keptAsNew: 0 });
    this.counters.byCategory.clear();
    this.#held.clear();
    for (const rule of this.#rules) rule.hits = rule.expired = rule.keptAsNew = 0;
  }

  #apply(rule: CompiledRule, event: Event): Mark {
    const { counters } = this;
    let mark = rule.mark!;
    event.rule = rule.hit;
    if (mark === 'drop' && isNew(event)) {
      mark = 'keep';
      rule.keptAsNew++;
      counters.keptAsNew++;
      counters.kept++;
    } else {
      rule.hits++;
      if (mark === 'drop') {
        counters.dropped++;
        this.#held.add(rule, event, 'held back');
      } else if (mark === 'keep') counters.kept++;
      else {
        counters.escalated++;
        const category = rule.hit.category!;
        counters.byCategory.set(category, (counters.byCategory.get(category) ?? 0) + 1);
      }
    }
    event.mark = mark;
    return mark;
  }

  /** Index of the rule that decides, −1 for none. */
  #decide(combination: Combination, event: Event): number {
    const { fixed, always, byWord } = combination;
    this.#text = null;
    let best = Number.POSITIVE_INFINITY;
    for (const index of fixed) {
      if (!this.#holds(index, event)) continue;
      best = index;
      break;
    }
    if (always.length > 0 && this.#mayHold(combination, event)) {
      for (const index of always) {
        if (index >= best) break;
        if (this.#matches(this.#rules[index]!, event) && this.#holds(index, event)) best = index;
      }
    }
    if (byWord !== null) best = this.#askByWord(byWord, event, best);
    return best === Number.POSITIVE_INFINITY ? -1 : best;
  }

  /** The lowest index below `best` of a rule whose word occurs and that matches, `best` when there is none. */
  #askByWord(asked: Uint8Array, event: Event, best: number): number {
    this.#scan.end = messageEnd(event);
    const words = this.#scan.scan(event.text, event.messageStart, this.#found);
    // A process id with letters in it may hold a word: rare enough to ask them all.
    const plain = hasPlainPid(event);
    const indexes = plain ? this.#rulesOf(words, asked) : [...this.#rules.keys()];
    for (const index of indexes) {
      if (index >= best) break;
      const rule = this.#rules[index]!;
      if (asked[index] === 0) continue;
      const matches = (plain && rule.wordIsAll) || this.#matches(rule, event);
      if (matches && this.#holds(index, event)) return index;
    }
    return best;
  }

  /** Rules among those asked that the first `words` of the words found belong to, in order of precedence. */
  #rulesOf(words: number, asked: Uint8Array): readonly number[] {
    if (words === 0) return NONE;
    const indexes = this.#indexes;
    indexes.length = 0;
    for (let i = 0; i < words; i++) {
      const ofWord = this.#ofWord[this.#found[i]!]!;
      for (let k = 0; k < ofWord.length; k++) {
        const index = ofWord[k]!;
        if (asked[index] === 0) continue;
        // Few and nearly in order: put in its place from behind.
        let place = indexes.length;
        while (place > 0 && indexes[place - 1]! > index) place--;
        if (place === 0 || indexes[place - 1] !== index) indexes.splice(place, 0, index);
      }
    }
    return indexes;
  }

  /** Whether a rule that matches still counts; one that has expired is noted. */
  #holds(index: number, event: Event): boolean {
    const rule = this.#rules[index]!;
    if (rule.forever || !(event.received >= rule.rule.until)) return true;
    rule.expired++;
    if (rule.rule.action === 'drop') this.#held.add(rule, event, 'let through');
    return false;
  }

  #mayHold({ anyOfAlways }: Combination, event: Event): boolean {
    if (anyOfAlways === null) return true;
    this.#text ??= lineText(event);
    for (const pattern of anyOfAlways) if (pattern.test(this.#text)) return true;
    return false;
  }

  #matches(rule: CompiledRule, event: Event): boolean {
    if (rule.pattern !== null) {
      this.#text ??= lineText(event);
      if (!rule.pattern.test(this.#text)) return false;
    }
    return rule.fieldsFit(event);
  }

  #combinationOf(event: Event): Combination {
    const first = this.#byTemplate ? event.template : null;
    const second = this.#byHost ? event.host : null;
    const place = event.severity < 0 ? SEVERITIES - 1 : event.severity;
    const layer =
      first === null && second === null ? this.#nothingSpecial : this.#layers.get(first)?.get(second);
    const known = layer?.get(event.app)?.[place];
    return known ?? this.#combine(event, { first, second, place });
  }

  #combine(event: Event, at: { first: unknown; second: string | null; place: number }): Combination {
    if (this.#combinations >= MOST_COMBINATIONS) {
      this.#layers.clear();
      this.#nothingSpecial.clear();
      this.#combinations = 0;
    }
    this.#combinations++;
    const concerned: number[] = [];
    for (const [index, rule] of this.#rules.entries()) {
      if (rule.concerns(event, this.#templatesOf(rule.rule))) concerned.push(index);
    }
    const combination = combine(this.#rules, concerned, event.app ?? '');
    if (at.first === null && at.second === null) {
      getOr(this.#nothingSpecial, event.app, newPlaces)[at.place] = combination;
      return combination;
    }
    const hosts = getOr(this.#layers, at.first, () => new Map<string | null, Layer>());
    const apps = getOr(hosts, at.second, (): Layer => new Map());
    getOr(apps, event.app, newPlaces)[at.place] = combination;
    return combination;
  }

  #templatesOf({ match }: Rule): ReadonlySet<string> | null {
    if (match.templates === null) return null;
    return idsOf(match.templates, this.#options.resolve ?? (() => undefined));
  }
}

function newPlaces(): (Combination | undefined)[] {
  return new Array<Combination | undefined>(SEVERITIES).fill(undefined);
}

function isNew(event: Event): boolean {
  return event.firsts?.some(({ kind }) => kind === 'template') ?? false;
}

function getOr<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
