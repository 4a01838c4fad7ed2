import { z } from 'zod';
import type { Evidence, Finding } from '../core/finding.ts';
import type { Fits } from '../core/fits.ts';
import type { Limit } from '../core/limit.ts';
import type { CrossingInput } from '../ml/index.ts';
import { DueFit, savedDueFit } from './due-fit.ts';
import { type Limits, limitsAhead, limitsOf } from './forecast-limits.ts';
import { savedThinSeries, ThinSeries } from './forecast-series.ts';
import { risingStretch, type Stretch } from './forecast-trend.ts';
import {
  type Grounds,
  gravityOfOutlook,
  idOf,
  type Measure,
  type Outlook,
  outlookFinding,
  overFinding,
  surpriseOf,
} from './forecast-words.ts';
import { savedEvidence } from './saved-evidence.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** From a look to the next, and how far numbers that came together are spread. */
const EVERY = 21 * HOUR;
const SPREAD = 2 * HOUR;
/** A fit takes effect so long after it began, on the log's clock. */
const TAKES = 10 * 60_000;
/** What is farther off may change many times before. */
const HORIZON = 30 * DAY;
/** Days ahead for each day that it goes there. */
const BOLD = 6;
/** Less surprising trends are those of a week in which nothing is wrong. */
const LEAST_SURPRISE = 0.7;
/** From so many points on there may be seasons, and bends. */
const MANY = 10;
/** Looks without a trend after which it is over. */
const QUIET = 2;
/** What was told of so often is how it goes here: fills up, and is emptied. */
const HABIT = 4;
/** Standard errors to either side, beyond which it is with 5 %; and the share of its pace that it may lose by them. */
const LIKELY = 1.65;
const SLOWEST = 0.7;
/** Days between the beginning of a trend and that of a warning of it. */
const WARNED = 3;
const MAX_EVIDENCE = 3;
const LONGEST = 400;

/** What there is to judge by, beside the series. */
export type Around = Omit<Grounds, 'evidence' | 'days'>;

/** What a number is followed by, beside what it is. */
export interface Place {
  readonly share: number;
  readonly set: readonly Limit[];
}

/** A number that is followed: its series, and what is told of where it goes. Times in epoch ms. */
export class Followed {
  readonly of: Measure;
  readonly series: ThinSeries;
  readonly #share: number;
  #evidence: Evidence[] = [];
  /** Since when lines of the present kind show it. */
  #since = Number.NaN;
  #nextLook = Number.NEGATIVE_INFINITY;
  #fit: { readonly due: DueFit; readonly stretch: Stretch; readonly limits: number[]; to: number } | null =
    null;
  #told: Outlook | null = null;
  #quiet = 0;
  /** People said that it is usual. */
  #accepted = false;
  /** Matters that were told of. */
  #past: [from: number, to: number][] = [];

  /** @param share from 0 to 1, spreads the looks at numbers that come together @param set limits that people set */
  constructor(of: Measure, { share, set }: Place, series = new ThinSeries()) {
    this.of = of;
    this.#limits = limitsOf(of, set);
    this.series = series;
    this.#share = share;
  }

  readonly #limits: Limits | null;

  /** Whether it can reach something. */
  get matters(): boolean {
    return this.#limits !== null;
  }

  /** Time at which what was begun takes effect; Infinity when nothing was. */
  get due(): number {
    return this.#fit?.due.due ?? Number.POSITIVE_INFINITY;
  }

  /** One more value; true when it is the first one of a day and such as is to be shown. */
  add(time: number, value: number): boolean {
    return this.series.add(time, value) && this.matters;
  }

  /** Whether it is time to look where it goes. */
  wantsLook(time: number): boolean {
    return time >= this.#nextLook && this.matters;
  }

  /** A line, or a sample, that shows the value of the day. */
  show(evidence: Evidence, template: string | null): void {
    if (template !== this.of.template || Number.isNaN(this.#since)) this.#since = this.series.lastTime;
    this.of.template = template;
    this.#evidence.push({ ...evidence, text: evidence.text.slice(0, LONGEST) });
    if (this.#evidence.length > MAX_EVIDENCE) this.#evidence.shift();
  }

  /** Looks where it goes: begins a fit where it goes to a limit. What is over by this, if anything was told. */
  look(time: number, fits: Fits, around: Around): Finding | null {
    this.#nextLook = time + EVERY + SPREAD * this.#share;
    const limits = this.#limits;
    if (limits === null || this.#fit !== null) return null;
    const { falling } = limits;
    const { last, lastTime, grain } = this.series;
    const usual = this.#past.length >= HABIT ? [] : this.#past;
    const told = (at: number) => usual.some(([from, to]) => at >= from && at <= to);
    const stretch = risingStretch(this.series.dayPoints(falling, told), grain);
    const ahead = limitsAhead(limits, last);
    if (stretch === null || !goesTo(stretch, { ahead, side: falling ? -1 : 1 }, around))
      return this.#noTrend(around);
    this.#quiet = 0;
    const from = Math.floor(stretch.from * DAY) - 1;
    const { times, values } = this.series.since(from, falling);
    const method = stretch.points >= MANY ? 'prophet' : 'line';
    const input: CrossingInput = {
      ...{ times, values, limits: ahead },
      options: { horizon: 1.5 * HORIZON, falling, method },
    };
    const due = new DueFit(fits, { kind: 'crossing', input, due: time + TAKES });
    this.#fit = { due, stretch, limits: ahead, to: lastTime };
    return null;
  }

  /** What was begun takes effect; what is to be told by this, if anything. */
  take(around: Around, reporting: boolean): Finding | null {
    const fit = this.#fit;
    if (fit === null) return null;
    this.#fit = null;
    const fitted = fit.due.take();
    // Without an answer what was told before stays as it is.
    if (!fitted.ok) return null;
    const crossings = savedCrossings.parse(fitted.model);
    const at = chosen(fit, crossings);
    if (at < 0) return this.#noTrend(around);
    const { stretch, to } = fit;
    const crossing = crossings[at]!;
    const told = this.#told;
    const { falling, given } = this.#limits!;
    const side = falling ? -1 : 1;
    const [soonest, latest] = widened(crossing, stretch, to);
    const outlook: Outlook = {
      from: told?.from ?? this.#beginning(stretch),
      to,
      first: told?.first ?? side * stretch.first,
      now: side * stretch.last,
      perDay: side * stretch.perDay,
      points: stretch.points,
      limit: fit.limits[at]!,
      earliest: soonest,
      likely: crossing.likely,
      latest,
      chance: stretch.chance,
      given,
    };
    if (!reporting || this.#accepted || (told !== null && !isNews(outlook, told))) return null;
    this.#told = outlook;
    return outlookFinding(outlook, this.of, this.#grounds(around));
  }

  /** Takes back what was begun, and what was told for an end of the log. */
  forget(): void {
    this.#told = null;
    this.#fit?.due.drop();
    this.#fit = null;
  }

  /** What people said of what was told; whether it was told by this one. */
  hear(finding: string, usual: boolean): boolean {
    if (this.#told === null || idOf(this.of, this.#told.from) !== finding) return false;
    this.#accepted = usual;
    return true;
  }

  #noTrend(around: Around): Finding | null {
    const told = this.#told;
    if (told === null) return null;
    const { last, lastTime } = this.series;
    // What fell back by half is over at once.
    const back = Math.abs(told.now - last) > Math.abs(told.now - told.first) / 2;
    const fell = back && Math.sign(last - told.now) === Math.sign(told.first - told.now);
    if (++this.#quiet < QUIET && !fell) return null;
    if (!this.#accepted)
      this.#past = [...this.#past, [told.from, lastTime] as [number, number]].slice(-HABIT);
    this.#told = null;
    const accepted = this.#accepted;
    this.#accepted = false;
    this.#quiet = 0;
    if (accepted) return null;
    return overFinding(told, this.of, { ...this.#grounds(around), now: last, to: lastTime });
  }

  /** When a warning of it began, it began with that, which others tell of as well; else with the first value. */
  #beginning(stretch: Stretch): number {
    const from = Math.floor(stretch.from * DAY);
    return Math.abs(this.#since - from) <= WARNED * DAY ? this.#since : from;
  }

  #grounds(around: Around): Grounds {
    return { ...around, evidence: this.#evidence, days: this.series.days };
  }

  /** JSON-safe state. */
  save(): SavedFollowed {
    const fit = this.#fit;
    return {
      of: { ...this.of },
      series: this.series.save(),
      evidence: [...this.#evidence],
      since: Number.isNaN(this.#since) ? null : this.#since,
      nextLook: Number.isFinite(this.#nextLook) ? this.#nextLook : null,
      fit: fit && { due: fit.due.save(), stretch: { ...fit.stretch }, limits: fit.limits, to: fit.to },
      told: this.#told && { ...this.#told },
      quiet: this.#quiet,
      accepted: this.#accepted,
      past: this.#past.map(([from, to]) => [from, to]),
    };
  }

  /** What `save` described. */
  static load(saved: SavedFollowed, place: Place, fits: Fits): Followed {
    const one = new Followed(saved.of, place, ThinSeries.load(saved.series));
    const { fit } = saved;
    one.#evidence = saved.evidence;
    one.#since = saved.since ?? Number.NaN;
    one.#nextLook = saved.nextLook ?? Number.NEGATIVE_INFINITY;
    one.#fit = fit && { ...fit, due: DueFit.load(fits, fit.due) };
    one.#told = saved.told;
    one.#quiet = saved.quiet;
    one.#accepted = saved.accepted;
    one.#past = saved.past;
    return one;
  }
}

/** The cheap look before a fit: by a straight line it is at a limit soon, and it does not go there by chance. */
function goesTo(
  stretch: Stretch,
  { ahead, side }: { ahead: readonly number[]; side: number },
  around: Around,
): boolean {
  if (ahead.length === 0 || surpriseOf(stretch.chance, around) < LEAST_SURPRISE) return false;
  const days = Math.abs(ahead[0]! - side * stretch.last) / stretch.perDay;
  return days <= HORIZON / DAY && days <= BOLD * stretch.points;
}

/** The limit that is told of: the last one but the very end that is reached in sight; −1 for none. */
function chosen(
  { limits, to }: { readonly limits: readonly number[]; readonly to: number },
  crossings: readonly (z.infer<typeof savedCrossing> | null)[],
): number {
  const inSight = limits.flatMap((_, i) => {
    const crossing = crossings[i] ?? null;
    return crossing === null || crossing.likely - to > HORIZON ? [] : [i];
  });
  const before = inSight.filter((i) => limits[i] !== 100 && limits[i] !== 0);
  return before.at(-1) ?? inSight.at(-1) ?? -1;
}

/** A line through a few rounded numbers looks more exact than it is: its slope may be another one. */
function widened(
  { from, to, likely }: z.infer<typeof savedCrossing>,
  { perDay, error }: Stretch,
  now: number,
): [earliest: number, latest: number | null] {
  const ahead = likely - now;
  const off = (LIKELY * error) / perDay;
  const earliest = Math.min(from, now + ahead / (1 + off));
  // Slower than that it may as well never be there.
  if (to === null || off >= SLOWEST) return [earliest, null];
  return [earliest, Math.max(to, now + ahead / (1 - off))];
}

/** Another limit, a nearer level of hurry, or another date. */
function isNews(now: Outlook, told: Outlook): boolean {
  const moved = Math.abs(now.likely - told.likely);
  return (
    now.limit !== told.limit ||
    gravityOfOutlook(now) > gravityOfOutlook(told) ||
    moved > Math.max(DAY, (told.likely - told.to) / 4)
  );
}

const savedCrossing = z.strictObject({ from: z.number(), to: z.number().nullable(), likely: z.number() });
const savedCrossings = z.array(savedCrossing.nullable());

const numbers = <Key extends string>(...keys: Key[]) =>
  Object.fromEntries(keys.map((key) => [key, z.number()])) as Record<Key, z.ZodNumber>;

/** JSON-safe state of a number that is followed. */
export const savedFollowed = z.strictObject({
  of: z.strictObject({
    ...{ name: z.string(), unit: z.string(), host: z.string().nullable() },
    ...{ app: z.string().nullable(), template: z.string().nullable() },
  }),
  series: savedThinSeries,
  evidence: z.array(savedEvidence).max(MAX_EVIDENCE),
  since: z.number().nullable(),
  nextLook: z.number().nullable(),
  fit: z
    .strictObject({
      due: savedDueFit,
      stretch: z.strictObject(numbers('from', 'points', 'first', 'last', 'perDay', 'error', 'chance')),
      limits: z.array(z.number()),
      to: z.number(),
    })
    .nullable(),
  told: z
    .strictObject({
      ...numbers('from', 'to', 'first', 'now', 'perDay', 'points', 'limit', 'earliest', 'likely', 'chance'),
      latest: z.number().nullable(),
      given: z.boolean(),
    })
    .nullable(),
  quiet: z.int().min(0),
  accepted: z.boolean(),
  past: z.array(z.tuple([z.number(), z.number()])).max(HABIT),
});
export type SavedFollowed = z.infer<typeof savedFollowed>;
