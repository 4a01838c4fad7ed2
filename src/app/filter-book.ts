import { z } from 'zod';
import type { Filter, FilterCounters } from '../filter/filter.ts';
import type { HeldBack } from '../filter/held-back.ts';

const HOUR = 3_600_000;
/** Hours by which it is known what became of lines. */
const MOST_HOURS = 32 * 24;
const MOST_RULES = 10_000;
/** Kinds of lines of which it is known from run to run that a rule held them back. */
const MOST_HELD = 200;
const FIGURES = ['lines', 'dropped', 'kept', 'escalated', 'keptAsNew'] as const;

const natural = z.number().min(0);
const counted = z.object({
  ...{ lines: natural, dropped: natural, kept: natural, escalated: natural, keptAsNew: natural },
});
/** Lines, and what became of them. */
export type Counted = z.infer<typeof counted>;

/** What the rules did, over all runs; JSON-safe. */
export const savedFilterBook = z.object({
  version: z.literal(1),
  /** Epoch ms of the log's clock: of lines that came from then on; null before the first. */
  since: z.number().nullable(),
  counted,
  categories: z.array(z.tuple([z.string(), natural])).max(100),
  /** Id; lines it decided about, would have had it not expired, let through as their kind was new. */
  rules: z.array(z.tuple([z.string(), natural, natural, natural])).max(MOST_RULES),
  held: z
    .array(
      z.object({
        ...{ rule: z.string(), outcome: z.enum(['held back', 'let through']), kind: z.string() },
        ...{ example: z.string(), gravity: z.number(), lines: natural },
      }),
    )
    .max(MOST_HELD),
  /** Hour (epoch ms of its beginning), and the figures of `counted` in their order; the oldest first. */
  hours: z.array(z.tuple([z.number(), natural, natural, natural, natural, natural])).max(MOST_HOURS),
});
export type SavedFilterBook = z.infer<typeof savedFilterBook>;

const NOTHING: SavedFilterBook = {
  ...{ version: 1, since: null, categories: [], rules: [], held: [], hours: [] },
  counted: { lines: 0, dropped: 0, kept: 0, escalated: 0, keptAsNew: 0 },
};

/** Keeps what the rules of a filter did from one run to the next, and hour by hour. */
export class FilterBook {
  readonly #filter: Filter;
  /** Of the runs before. */
  #before = NOTHING;
  #since: number | null = null;
  #hours = new Map<number, number[]>();
  /** The hour at hand, and what was counted when it began. */
  #hour = Number.NaN;
  #atHour: Counted;

  constructor(filter: Filter) {
    this.#filter = filter;
    this.#atHour = figuresOf(filter.counters);
  }

  /** An event came (epoch ms), about which the filter has not decided yet. Events of an hour come together, but for a few. */
  observe(received: number): void {
    if (received >= this.#hour && received < this.#hour + HOUR) return;
    if (!Number.isFinite(received)) return;
    this.#since ??= this.#before.since ?? received;
    this.#cut();
    this.#hour = Math.floor(received / HOUR) * HOUR;
  }

  save(): SavedFilterBook {
    this.#cut();
    const { counted: earlier, categories, rules, held } = this.#before;
    const now = figuresOf(this.#filter.counters);
    const sums = Object.fromEntries(FIGURES.map((key) => [key, earlier[key] + now[key]])) as Counted;
    const byCategory = new Map(categories);
    for (const [category, lines] of this.#filter.counters.byCategory)
      byCategory.set(category, (byCategory.get(category) ?? 0) + lines);
    const byRule = new Map(rules.map(([id, ...did]) => [id, did]));
    const did: SavedFilterBook['rules'] = [];
    for (const { rule, hits, expired, keptAsNew } of this.#filter.rules()) {
      const [a, b, c] = byRule.get(rule.id) ?? [0, 0, 0];
      if (hits + expired + keptAsNew + a + b + c === 0) continue;
      if (did.length < MOST_RULES) did.push([rule.id, hits + a, expired + b, keptAsNew + c]);
    }
    return {
      ...{ version: 1, since: this.#since ?? this.#before.since, counted: sums },
      ...{ categories: [...byCategory], rules: did },
      held: together(held, this.#filter.wouldHaveShown()),
      hours: [...this.#hours]
        .sort(([a], [b]) => a - b)
        .slice(-MOST_HOURS)
        .map(([hour, of]) => [hour, ...of] as unknown as SavedFilterBook['hours'][number]),
    };
  }

  /** Goes on with what `save` gave, checked; nothing was counted yet. */
  restore(saved: SavedFilterBook): void {
    this.#before = saved;
    this.#hours = new Map(saved.hours.map(([hour, ...of]) => [hour, of]));
  }

  #cut(): void {
    if (Number.isNaN(this.#hour)) return;
    const now = figuresOf(this.#filter.counters);
    const news = FIGURES.map((key) => now[key] - this.#atHour[key]);
    if (news[0] === 0) return;
    this.#atHour = now;
    const known = this.#hours.get(this.#hour);
    this.#hours.set(this.#hour, known === undefined ? news : known.map((n, i) => n + news[i]!));
    if (this.#hours.size <= 2 * MOST_HOURS) return;
    const old = [...this.#hours.keys()].sort((a, b) => a - b).slice(0, -MOST_HOURS);
    for (const hour of old) this.#hours.delete(hour);
  }
}

function figuresOf(counters: Readonly<FilterCounters>): Counted {
  const { lines, dropped, kept, escalated, keptAsNew } = counters;
  return { lines, dropped, kept, escalated, keptAsNew };
}

/** What was held back before and in this run, the gravest first; at most so many kinds. */
function together(before: SavedFilterBook['held'], now: readonly HeldBack[]): SavedFilterBook['held'] {
  const all = new Map<string, SavedFilterBook['held'][number]>();
  for (const { rule, outcome, kind, example, gravity, lines } of [...before, ...now]) {
    const key = `${rule}\0${outcome}\0${kind}`;
    const known = all.get(key);
    const sum = (known?.lines ?? 0) + lines;
    all.set(key, { rule, outcome, kind, example: known?.example ?? example, gravity, lines: sum });
  }
  return [...all.values()]
    .sort((a, b) => b.gravity - a.gravity || b.lines - a.lines || (a.kind < b.kind ? -1 : 1))
    .slice(0, MOST_HELD);
}
