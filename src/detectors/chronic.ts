import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { gravityOf } from '../core/gravity.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { Template } from '../core/template.ts';
import { addToSeries, beginSeries, DAY, type Series, savedSeries, subjectOf } from './chronic-series.ts';
import { type Trend, trendOf } from './chronic-trend.ts';
import { chronicFinding, gravityOfSeries } from './chronic-words.ts';
import { TemplateFlags } from './template-flags.ts';

/** Reads as a warning or worse. */
const BAD = 0.55;
const WARNING = 4;
const HOUR = DAY / 24;
/** A line on fewer days is not yet a habit; a number that goes one way tells earlier. */
const DAYS = 5;
const DAYS_WITH_TREND = 4;
/** Share of the days that have it. */
const DENSE = 0.7;
/** What comes more often than this per day is background noise, or the business of other detectors. */
const MOST_PER_DAY = 48;
/** It comes at the same hour: half of its days begin within this of each other. */
const SAME_HOUR = HOUR;
/** Unheard for longer than this many days at the end of the log, it was seen to. */
const UNHEARD = 1.5;
const MAX_SERIES = 4096;
/** Times in which nothing could be seen that are kept in mind. */
const MAX_BLIND = 64;
/** Findings of one log: the worst ones. */
const MOST = 5;

/** Day (since 1970) and bad lines of a template on it. */
type Today = [day: number, lines: number];

export default defineDetector({
  name: 'chronic',
  question: 'Does a bad line come day after day, unresolved, and does a number in it grow?',
  capped: ['line', 'not followed from day to day'],
  create: (context) => new Chronic(context),
});

/**
 * Follows lines that read as a warning or worse, per host and per thing they are about, from day to day. What is
 * always there is not surprising; it is the longer the worse, and worst where its number leads somewhere.
 */
class Chronic implements Detector {
  readonly #context: DetectorContext;
  /** 1: reads as a warning or worse. So most lines cost one look-up. */
  readonly #flags = new TemplateFlags((text) => (gravityOf(-1, text) >= BAD ? 1 : 0));
  /** Of templates that had a bad line; weak: it lives as long as its template. */
  #latest = new WeakMap<Template, Today>();
  #series = new Map<string, Series>();
  /** By template. */
  #todays = new Map<string, Today>();
  #from = Number.NaN;
  #to = Number.NaN;
  /** Times in which nothing could be seen, epoch ms. */
  #blind: [from: number, to: number][] = [];
  #sweptAt = Number.NEGATIVE_INFINITY;
  #overCap = 0;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  /** Bad lines about things beyond the cap, which were not followed. */
  get overCap(): number {
    return this.#overCap;
  }

  observe(event: Event): void {
    const { received, template } = event;
    if (template === null || !Number.isFinite(received)) return;
    if (!(received >= this.#from)) this.#from = received;
    if (!(received <= this.#to)) this.#to = received;
    // With two passes the second one is enough: a habit needs the whole log.
    if (this.#context.phase.learning && this.#context.phase.segment >= 0) return;
    const bad = (this.#flags.of(template) & 1) !== 0;
    if (!bad && !(event.severity >= 0 && event.severity <= WARNING)) return;
    const day = Math.floor((Number.isNaN(event.time) ? received : event.time) / DAY);
    const today = this.#latest.get(template) ?? this.#todayOf(template, day);
    if (day !== today[0]) {
      today[0] = day;
      today[1] = 0;
    }
    // Beyond this it is noise today, and costs no more than being counted.
    if (++today[1] > 4 * MOST_PER_DAY) return;
    this.#follow(event);
  }

  measure(): void {}

  feedback(): void {}

  tick(): void {}

  blind(from: number, to: number): void {
    this.#blind.push([from, to]);
    if (this.#blind.length > MAX_BLIND) this.#blind.shift();
  }

  learned(): void {
    this.#series.clear();
    this.#todays.clear();
    this.#latest = new WeakMap();
  }

  finish(): void {
    if (this.#context.phase.segment < 0) return;
    const worst = [...this.#series.values()].flatMap((series) => {
      const trend = trendOf(series);
      return this.#isChronic(series, trend)
        ? [{ series, trend, gravity: gravityOfSeries(series, trend) }]
        : [];
    });
    worst.sort((a, b) => b.gravity - a.gravity || a.series.from - b.series.from);
    for (const { series, trend } of worst.slice(0, MOST)) this.#emit(series, trend);
  }

  snapshot(): SavedChronic {
    return {
      version: 1,
      series: [...this.#series],
      todays: [...this.#todays],
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
      blind: this.#blind,
    };
  }

  restore(state: unknown): void {
    const parsed = savedChronic.safeParse(state);
    if (!parsed.success) throw stateInvalid('chronic', parsed.error);
    this.#series = new Map(parsed.data.series);
    this.#todays = new Map(parsed.data.todays);
    this.#blind = parsed.data.blind;
    if (parsed.data.span !== null) [this.#from, this.#to] = parsed.data.span;
  }

  #todayOf(template: Template, day: number): Today {
    let today = this.#todays.get(template.id);
    if (today === undefined) {
      // Counts of other days are worth nothing.
      if (this.#todays.size >= MAX_SERIES) this.#todays.clear();
      today = [day, 0];
      this.#todays.set(template.id, today);
    }
    this.#latest.set(template, today);
    return today;
  }

  #follow(event: Event): void {
    const subject = subjectOf(event);
    const key = `${event.template!.id}\0${event.host ?? ''}\0${subject}`;
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= MAX_SERIES) this.#forgetOld(event.received);
      if (this.#series.size >= MAX_SERIES) {
        this.#overCap++;
        return;
      }
      series = beginSeries(event, subject);
      this.#series.set(key, series);
    }
    const newDay = addToSeries(series, event);
    // In one pass it is told of once a day.
    if (!newDay || this.#context.phase.segment >= 0 || series.dayCount < DAYS_WITH_TREND) return;
    const trend = trendOf(series);
    if (this.#isChronic(series, trend)) this.#emit(series, trend);
  }

  /** Makes room: what was not heard for two days is no habit. */
  #forgetOld(now: number): void {
    // Once an hour: when nothing is old, looking for it at each line would cost more than everything else.
    if (now - this.#sweptAt < HOUR) return;
    this.#sweptAt = now;
    for (const [key, series] of this.#series) if (now - series.to > 2 * DAY) this.#series.delete(key);
  }

  #isChronic(series: Series, trend: Trend | null): boolean {
    if (series.dayCount < (trend === null ? DAYS : DAYS_WITH_TREND)) return false;
    const [first, last] = [series.days[0]!.day, series.days.at(-1)!.day];
    // A day of which nothing was seen is none on which it did not come.
    const spread = last - first + 1 - Math.floor(this.#unseen(first * DAY, (last + 1) * DAY) / DAY);
    if (series.dayCount < DENSE * spread || series.lines > MOST_PER_DAY * series.dayCount) return false;
    if (this.#to - series.to - this.#unseen(series.to, this.#to) > UNHEARD * DAY) return false;
    return trend !== null || comesAtTheSameHour(series);
  }

  /** Ms between two times in which nothing could be seen. */
  #unseen(from: number, to: number): number {
    let ms = 0;
    for (const [since, until] of this.#blind) ms += Math.max(0, Math.min(to, until) - Math.max(from, since));
    return ms;
  }

  #emit(series: Series, trend: Trend | null): void {
    if (!this.#context.phase.reporting) return;
    // Only what came on enough days could have shown a trend.
    let looks = 0;
    for (const { dayCount } of this.#series.values()) if (dayCount >= DAYS_WITH_TREND) looks++;
    const span = Math.max(0, this.#to - this.#from - this.#unseen(this.#from, this.#to));
    this.#context.emit(chronicFinding(series, { trend, looks, span }));
  }
}

/** Half of the days begin within an hour of their median, on the circle of the day. */
function comesAtTheSameHour({ days }: Series): boolean {
  const sin = days.reduce((sum, { at }) => sum + Math.sin((at / DAY) * 2 * Math.PI), 0);
  const cos = days.reduce((sum, { at }) => sum + Math.cos((at / DAY) * 2 * Math.PI), 0);
  const middle = (Math.atan2(sin, cos) / (2 * Math.PI)) * DAY;
  const off = days
    .map(({ at }) => Math.abs(((((at - middle + DAY / 2) % DAY) + DAY) % DAY) - DAY / 2))
    .sort((a, b) => a - b);
  return off[Math.floor((off.length * 3) / 4)]! <= SAME_HOUR;
}

const savedChronic = z.strictObject({
  version: z.literal(1),
  series: z.array(z.tuple([z.string(), savedSeries])).max(MAX_SERIES),
  todays: z.array(z.tuple([z.string(), z.tuple([z.number(), z.number()])])).max(MAX_SERIES),
  span: z.tuple([z.number(), z.number()]).nullable(),
  blind: z.array(z.tuple([z.number(), z.number()])).max(MAX_BLIND),
});
type SavedChronic = z.input<typeof savedChronic>;
