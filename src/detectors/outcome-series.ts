import { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';
import { OutcomeKind, type Spell, savedOutcomeKind, shareOf, type Usual } from './outcome-kind.ts';

const MINUTE = 60_000;
const QUARTER = 15 * MINUTE;
const HOUR = 60 * MINUTE;
const DAY_HOURS = 24;
const DAY = DAY_HOURS * HOUR;
const WORKDAYS = 5 / 7;
/** Of a longer spell the last part is looked at. */
const LONGEST = 4 * DAY;
/** Minutes beyond which the older half of what is known of the shares counts no more. */
const REMEMBERED = 20_000;
/** A share rests on so many minutes at least. */
const LEAST_KNOWN = 40;
/** Share of its minutes that is good where a program usually succeeds. */
const MOSTLY = 0.5;
/** Bad kinds of line of one program; those beyond share one. */
const MAX_KINDS = 64;
const OTHERS = { id: '', text: '' };

/** The kind of line that most good lines are of, by majority vote (Boyer & Moore 1981). */
interface Commonest {
  id: string;
  text: string;
  votes: number;
}

/** A spell that ended, and its kind. */
export interface EndedSpell {
  readonly kind: OutcomeKind;
  readonly spell: Spell;
}

const NONE: readonly EndedSpell[] = [];

/** What one program on one host writes, minute by minute: good lines, and kinds of line that read bad. */
export class OutcomeSeries {
  readonly host: string | null;
  readonly app: string | null;
  /** First line, epoch ms. */
  readonly from: number;
  /** Minutes with lines, by tenth of the log; in one pass all in the first. */
  readonly #minutes: number[];
  /** The good part of them, and by hour of workdays and of the weekend. */
  readonly #goodMinutes: number[];
  readonly #goodAt = new Float64Array(2 * DAY_HOURS);
  /** Since when they are counted, epoch ms. */
  #since: number;
  /** The open minute, −1 before the first. */
  minute = -1;
  #good = 0;
  #lines = 0;
  #kinds = new Map<string, OutcomeKind>();
  /** Kinds with a line in the open minute or with an open spell. */
  #open = new Set<OutcomeKind>();
  usual: Commonest = { id: '', text: '', votes: 0 };

  /** @param tenths 1 in one pass, 10 in two */
  constructor({ host, app, received }: Pick<Event, 'host' | 'app' | 'received'>, tenths: number) {
    this.host = host;
    this.app = app;
    this.from = received;
    this.#minutes = new Array(tenths).fill(0);
    this.#goodMinutes = new Array(tenths).fill(0);
    this.#since = received;
  }

  /** Minutes learnt from. */
  get looks(): number {
    return this.#minutes.reduce((a, b) => a + b, 0);
  }

  /** Bad kinds of line. */
  get size(): number {
    return this.#kinds.size;
  }

  /** Kinds with an open spell. */
  get open(): ReadonlySet<OutcomeKind> {
    return this.#open;
  }

  /** Whether its lines are good as a rule. */
  get succeeds(): boolean {
    return this.#goodMinutes.reduce((a, b) => a + b, 0) >= MOSTLY * this.looks;
  }

  /**
   * How much it looks as if good lines were missing in a spell: likelihood (its natural logarithm) of so few good minutes
   * against those that are usual at these hours of workdays or weekends; 0 when there are as many.
   */
  missing({ from, to, minutes, badMinutes }: Spell, now: number): number {
    const days = Math.max(1, (now - this.#since) / DAY);
    let usual = 0;
    for (let at = Math.max(from, to - LONGEST); at < to; at += QUARTER) {
      const hour = hourOf(at);
      const part = Math.min(QUARTER, to - at) / HOUR;
      const [workday, weekend] = [
        this.#goodAt[hour % DAY_HOURS]!,
        this.#goodAt[DAY_HOURS + (hour % DAY_HOURS)]!,
      ];
      if (days < 7) usual += (part * (workday + weekend)) / days;
      else
        usual +=
          hour < DAY_HOURS
            ? (part * workday) / (days * WORKDAYS)
            : (part * weekend) / (days * (1 - WORKDAYS));
    }
    const seen = minutes - badMinutes;
    if (seen >= usual) return 0;
    return seen > 0 ? usual - seen + seen * Math.log(seen / usual) : usual;
  }

  /** What is usual of a kind by a time (epoch ms), without a tenth (−1: with all). */
  usualOf(kind: OutcomeKind, tenth: number, now: number): Usual {
    let [minutes, bad] = [0, 0];
    for (let k = 0; k < this.#minutes.length; k++) {
      if (k === tenth) continue;
      minutes += this.#minutes[k]!;
      bad += kind.badMinutes[k]!;
    }
    const share = minutes < LEAST_KNOWN ? Number.NaN : shareOf(bad, minutes);
    return { share, perMs: (bad + 0.5) / Math.max(1, now - this.#since) };
  }

  /** The kind of an id, if there is one. */
  kind(id: string): OutcomeKind | undefined {
    return this.#kinds.get(id);
  }

  /** A line that does not read bad, in the open minute. `learn`: it may be of the usual kind. */
  addGood({ weight, template }: Event, learn: boolean): void {
    this.#good += weight;
    this.#lines += weight;
    if (!learn) return;
    const { usual } = this;
    if (usual.id === template!.id) usual.votes++;
    else if (usual.votes > 0) usual.votes--;
    else Object.assign(usual, { id: template!.id, text: template!.text, votes: 1 });
  }

  /** A line that reads bad, in the open minute; its kind when it is the first of that in the minute. `room`: for another kind. */
  addBad(event: Event, tenth: number, room: boolean): OutcomeKind | null {
    this.#lines += event.weight;
    const kind = this.#kindOf(event.template!, room);
    const first = kind.add(event, tenth);
    if (first) this.#open.add(kind);
    return first ? kind : null;
  }

  /** How sure it is by now that a kind comes instead of good lines. */
  weigh(kind: OutcomeKind, usual: Usual): number {
    return kind.weigh(usual, this.#good);
  }

  /** The open minute is over: sums it up. `learns`: whether it says how often a kind usually comes; null: of none. */
  close(tenth: number, learns: ((kind: OutcomeKind) => boolean) | null): readonly EndedSpell[] {
    if (this.#lines === 0) return NONE;
    // Mostly so: a minute in which all is well.
    if (this.#open.size === 0) {
      if (learns !== null) this.#learn(Math.max(0, tenth), MINUTE * this.minute);
      this.#good = 0;
      this.#lines = 0;
      return NONE;
    }
    let ended: EndedSpell[] | null = null;
    let learnt = learns !== null;
    const at = Math.max(0, tenth);
    for (const kind of this.#open) {
      const part = kind.close(this.usualOf(kind, tenth, 0).share, this.#good);
      const learn = learns?.(kind) === true;
      if (learn) kind.badMinutes[at]! += part;
      learnt &&= learn;
      if (!kind.isOver) continue;
      this.#open.delete(kind);
      const spell = kind.end();
      if (spell !== null) (ended ??= []).push({ kind, spell });
    }
    if (learnt) this.#learn(at, MINUTE * this.minute);
    this.#good = 0;
    this.#lines = 0;
    return ended ?? NONE;
  }

  #learn(tenth: number, now: number): void {
    this.#minutes[tenth]!++;
    const good = this.#good / this.#lines;
    this.#goodMinutes[tenth]! += good;
    this.#goodAt[hourOf(now)]! += good;
    if (this.#minutes.length > 1 || this.#minutes[0]! < REMEMBERED) return;
    this.#minutes[0]! /= 2;
    this.#goodMinutes[0]! /= 2;
    for (let i = 0; i < this.#goodAt.length; i++) this.#goodAt[i]! /= 2;
    this.#since += (now - this.#since) / 2;
    for (const kind of this.#kinds.values()) kind.badMinutes[0]! /= 2;
  }

  /** Ends the spell of a kind. */
  end(kind: OutcomeKind): Spell | null {
    this.#open.delete(kind);
    return kind.end();
  }

  /** What went on for so long is how it is now: the kind comes so often. */
  settle(kind: OutcomeKind, { badMinutes, minutes }: Spell): void {
    kind.badMinutes[0] = Math.max(
      kind.badMinutes[0]!,
      this.#minutes[0]! * (badMinutes / Math.max(1, minutes)),
    );
  }

  /** The second pass begins: what is open is given up. */
  again(): void {
    for (const kind of this.#open) kind.end();
    this.#open.clear();
    [this.minute, this.#good, this.#lines] = [-1, 0, 0];
  }

  #kindOf(template: Template, room: boolean): OutcomeKind {
    let kind = this.#kinds.get(template.id);
    if (kind !== undefined) {
      kind.template ??= template;
      return kind;
    }
    const old = [...this.#kinds.values()].filter(
      (one) => one.template !== null && leadsTo(one.template, template),
    );
    if (old.length === 0 && (!room || this.#kinds.size >= MAX_KINDS)) {
      kind = this.#kinds.get('') ?? new OutcomeKind(OTHERS, null, this.#minutes.length);
      this.#kinds.set('', kind);
      return kind;
    }
    kind = new OutcomeKind(template, template, this.#minutes.length);
    for (const one of old) {
      kind.merge(one);
      this.#kinds.delete(one.id);
      if (this.#open.delete(one)) this.#open.add(kind);
    }
    this.#kinds.set(template.id, kind);
    return kind;
  }

  /** JSON-safe state. */
  save(): SavedOutcomeSeries {
    return {
      about: [this.host, this.app],
      from: this.from,
      known: [this.#minutes[0]!, this.#goodMinutes[0]!, this.#since, this.minute, this.#good, this.#lines],
      goodAt: [...this.#goodAt],
      usual: { ...this.usual },
      kinds: [...this.#kinds.values()].map((kind) => kind.save()),
      open: [...this.#open].map(({ id }) => id),
    };
  }

  /** What `save` described. */
  static load(saved: SavedOutcomeSeries): OutcomeSeries {
    const [host, app] = saved.about;
    const series = new OutcomeSeries({ host, app, received: saved.from }, 1);
    [series.#minutes[0], series.#goodMinutes[0], series.#since] = saved.known;
    [series.minute, series.#good, series.#lines] = saved.known.slice(3) as [number, number, number];
    series.#goodAt.set(saved.goodAt);
    series.usual = { ...saved.usual };
    series.#kinds = new Map(saved.kinds.map((one) => [one.about[0], OutcomeKind.load(one)]));
    for (const id of saved.open) {
      const kind = series.#kinds.get(id);
      if (kind !== undefined) series.#open.add(kind);
    }
    return series;
  }
}

/** Hour of a workday, 0–23, or of a day of the weekend, 24–47; UTC. 1970-01-01 was a Thursday. */
function hourOf(time: number): number {
  const hours = Math.floor(time / HOUR);
  const weekday = (((Math.floor(hours / DAY_HOURS) + 3) % 7) + 7) % 7;
  return (((hours % DAY_HOURS) + DAY_HOURS) % DAY_HOURS) + (weekday < 5 ? 0 : DAY_HOURS);
}

/** Whether a template was replaced by another one, or by what that one replaced. */
function leadsTo(from: Template, to: Template): boolean {
  for (let at = from.successor; at !== null; at = at.successor) if (at === to) return true;
  return false;
}

const amount = z.number().min(0);

/** JSON-safe state of a series. */
export const savedOutcomeSeries = z.strictObject({
  about: z.tuple([z.string().nullable(), z.string().nullable()]),
  from: z.number(),
  known: z.tuple([amount, amount, z.number(), z.number(), amount, amount]),
  goodAt: z.array(amount).length(2 * DAY_HOURS),
  usual: z.strictObject({ id: z.string(), text: z.string(), votes: z.number() }),
  kinds: z.array(savedOutcomeKind).max(MAX_KINDS + 1),
  open: z.array(z.string()),
});
export type SavedOutcomeSeries = z.infer<typeof savedOutcomeSeries>;
