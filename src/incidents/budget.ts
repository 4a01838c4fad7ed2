import { type Incident, incidentRank } from '../core/incident.ts';
import type { Rate } from '../core/option-values.ts';
import { type BudgetState, budgetState, type Paged } from './budget-state.ts';
import { pageLine } from './page-line.ts';
import { Tail } from './tail.ts';

/** What becomes of an incident: a message of its own, part of one that was sent, the digest, or nothing. */
export type Decision = 'page' | 'update' | 'digest' | 'below';

export interface BudgetOptions {
  /** Pages at most, over everything. */
  readonly rate: Rate;
  /** The same by team; a page must fit into both. */
  readonly teams: ReadonlyMap<string, Rate>;
  /** Categories that page whatever the budget says; they are counted in it. */
  readonly always: ReadonlySet<string>;
  /** The team that an incident is for. */
  readonly teamOf: (incident: Incident) => string | undefined;
  /** Incidents with the same are one matter, which is paged once within `cooldown` (ms). */
  readonly matterOf: (incident: Incident) => string;
  readonly cooldown: number;
  /** Where it is another for an incident at a time of the log (epoch ms); null for the usual. */
  readonly cooldownOf?: (incident: Incident, now: number) => number | null;
}

/** What the budget did since it began, over all restarts. */
export interface BudgetCounters {
  readonly pages: number;
  /** Incidents that became part of another's page: the same matter again, or a storm. */
  readonly joined: number;
  readonly overflow: number;
}

/** What begins so soon after a page belongs to the same disturbance of the same person's night. */
const STORM = 5 * 60_000;
const LONGEST_STORM = 3_600_000;
/** What ranks so much higher than the page of a storm deserves one of its own. */
const GRAVER = 1;
const MOST_PAGED = 5000;
const GLOBAL = '';

/**
 * Decides which incidents interrupt a person. The bar is the height that this network's own incidents of the last 30
 * days passed as often as the budget allows, and never below the page line,
 * which rises with the history; the budget is a ceiling, never a quota.
 * What arrives decides, not how fast it arrives: the same incidents at the same times give the same decisions.
 */
export class Budget {
  readonly #options: BudgetOptions;
  readonly #tails = new Map<string, Tail>();
  /** By the id of the incident that was paged, or joined a page. */
  readonly #paged = new Map<string, Paged>();
  readonly #withheld = new Set<string>();
  /** Times (epoch ms) at which pages left, by team; under the empty name all of them. */
  readonly #left = new Map<string, number[]>();
  /** Key of the last page that left for each team, and the times between which it is a storm. */
  readonly #matters = new Map<string, { key: string; at: number }>();
  #storm: { key: string; from: number; last: number; rank: number } | null = null;
  #counts = { pages: 0, joined: 0, overflow: 0 };
  #line = pageLine(0);

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  get counters(): BudgetCounters {
    return this.#counts;
  }

  /** The page line, as history makes it: nothing below it is told. */
  get line(): number {
    return this.#line;
  }

  /** How much history (ms) the judgements rest on by now; to be said before incidents are decided. */
  seen(history: number): void {
    this.#line = pageLine(history);
  }

  /** Takes an incident of the past into account without telling anybody. */
  learn(incident: Incident, now: number): void {
    for (const scope of this.#scopes(incident)) this.#tail(scope).note(incident, incidentRank(incident), now);
  }

  /** What becomes of an incident, new or changed, at a time of the engine's clock (epoch ms). */
  decide(incident: Incident, now: number): Decision {
    const height = incidentRank(incident);
    const known = this.#known(incident);
    this.learn(incident, now);
    if (known !== undefined) {
      known.rank = Math.max(known.rank, height);
      return 'update';
    }
    if (height < this.#line && !incident.page) return 'below';
    // What is over before there was room for it is no reason to get up.
    if (incident.state === 'resolved') return this.#withheld.has(incident.id) ? 'digest' : 'below';
    const matter = this.#options.matterOf(incident);
    const before = this.#matters.get(matter);
    const cooldown = this.#options.cooldownOf?.(incident, now) ?? this.#options.cooldown;
    if (before !== undefined && Math.abs(now - before.at) < cooldown) {
      before.at = now;
      return this.#join(incident, before.key, height);
    }
    if (this.#inStorm(height, now)) {
      this.#storm!.last = now;
      return this.#join(incident, this.#storm!.key, height);
    }
    if (!this.#fits(incident, height, now)) return this.#overflow(incident);
    this.#page(incident, matter, { height, now });
    return 'page';
  }

  /** Id of the incident whose page tells of this one; null while none does. */
  pageOf(id: string): string | null {
    return this.#paged.get(id)?.key ?? null;
  }

  /** Height that an incident must reach to be paged, as things are (epoch ms). */
  threshold(now: number, team = GLOBAL): number {
    const rate = team === GLOBAL ? this.#options.rate : this.#options.teams.get(team);
    if (rate === undefined) return this.#line;
    return Math.max(this.#line, this.#tail(team).height(rate, now));
  }

  saved(): BudgetState {
    return {
      version: 1,
      tails: [...this.#tails].map(([team, tail]) => [team, tail.saved()]),
      paged: [...this.#paged].map(([id, one]) => [id, { ...one }]),
      withheld: [...this.#withheld],
      left: [...this.#left].map(([team, times]) => [team, [...times]]),
      matters: [...this.#matters].map(([matter, one]) => [matter, { ...one }]),
      storm: this.#storm === null ? null : { ...this.#storm },
      counts: { ...this.#counts },
    };
  }

  /** Takes back what `saved` gave. Throws STATE_INVALID. */
  restore(state: unknown): void {
    const saved = budgetState(state);
    for (const [team, tail] of saved.tails) this.#tails.set(team, Tail.load(tail));
    for (const [id, one] of saved.paged) this.#paged.set(id, { ...one });
    for (const id of saved.withheld) this.#withheld.add(id);
    for (const [team, times] of saved.left) this.#left.set(team, [...times]);
    for (const [matter, one] of saved.matters) this.#matters.set(matter, { ...one });
    this.#storm = saved.storm;
    this.#counts = { ...saved.counts };
  }

  /** An incident that was told of, by its id or that of one that was merged into it. */
  #known({ id, aliases }: Incident): Paged | undefined {
    const known = this.#paged.get(id);
    if (known !== undefined) return known;
    for (const alias of aliases) {
      const merged = this.#paged.get(alias);
      if (merged === undefined) continue;
      this.#paged.set(id, merged);
      return merged;
    }
    return undefined;
  }

  #inStorm(height: number, now: number): boolean {
    const storm = this.#storm;
    if (storm === null || height >= storm.rank + GRAVER) return false;
    return Math.abs(now - storm.last) <= STORM && Math.abs(now - storm.from) <= LONGEST_STORM;
  }

  #join(incident: Incident, key: string, rank: number): Decision {
    this.#counts.joined++;
    this.#remember(incident.id, { key, rank });
    return 'update';
  }

  #fits(incident: Incident, height: number, now: number): boolean {
    const { always } = this.#options;
    if (incident.page || (incident.category !== null && always.has(incident.category))) return true;
    return this.#scopes(incident).every(
      (scope) => this.#remaining(scope, now) > 0 && height >= this.threshold(now, scope),
    );
  }

  #overflow({ id }: Incident): Decision {
    if (!this.#withheld.has(id)) this.#counts.overflow++;
    this.#withheld.delete(id);
    this.#withheld.add(id);
    if (this.#withheld.size > MOST_PAGED) this.#withheld.delete(this.#withheld.values().next().value!);
    return 'digest';
  }

  #page(incident: Incident, matter: string, { height, now }: { height: number; now: number }): void {
    const { id } = incident;
    this.#counts.pages++;
    this.#remember(id, { key: id, rank: height });
    this.#matters.delete(matter);
    this.#matters.set(matter, { key: id, at: now });
    if (this.#matters.size > MOST_PAGED) this.#matters.delete(this.#matters.keys().next().value!);
    this.#storm = { key: id, from: now, last: now, rank: height };
    for (const scope of this.#scopes(incident)) {
      const left = this.#left.get(scope) ?? [];
      left.push(now);
      // What `always` pages beyond the budget is counted, and need not be remembered one by one.
      if (left.length > MOST_PAGED) left.shift();
      this.#left.set(scope, left);
    }
  }

  #remember(id: string, paged: Paged): void {
    this.#withheld.delete(id);
    this.#paged.set(id, paged);
    if (this.#paged.size > MOST_PAGED) this.#paged.delete(this.#paged.keys().next().value!);
  }

  #remaining(scope: string, now: number): number {
    const rate = scope === GLOBAL ? this.#options.rate : this.#options.teams.get(scope);
    const left = this.#left.get(scope);
    if (rate === undefined) return Number.POSITIVE_INFINITY;
    // Less than one a day is one in so many days.
    const count = rate.count > 0 && rate.count < 1 ? 1 : Math.floor(rate.count);
    const perMs = rate.count > 0 && rate.count < 1 ? rate.perMs / rate.count : rate.perMs;
    if (left === undefined) return count;
    // What left "later than now" did so before the clock was set back.
    const counted = left.filter((time) => now - time < perMs && time <= now + perMs);
    this.#left.set(scope, counted);
    return count - counted.length;
  }

  #scopes(incident: Incident): string[] {
    const team = this.#options.teamOf(incident);
    return team !== undefined && this.#options.teams.has(team) ? [GLOBAL, team] : [GLOBAL];
  }

  #tail(scope: string): Tail {
    let tail = this.#tails.get(scope);
    if (tail === undefined) {
      tail = new Tail();
      this.#tails.set(scope, tail);
    }
    return tail;
  }
}
