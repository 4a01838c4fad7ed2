import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Finding } from '../core/finding.ts';
import type { Limit } from '../core/limit.ts';
import type { Sample } from '../core/sample.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { Template } from '../core/template.ts';
import { hashText } from '../kit/hash.ts';
import { type Around, Followed, savedFollowed } from './forecast-follow.ts';
import { limitsAhead, limitsOf } from './forecast-limits.ts';
import { type NumberPlan, namesOf, planOf, savedPlan, subjectOf } from './forecast-numbers.ts';
import { ThinSeries } from './forecast-series.ts';
import type { Measure } from './forecast-words.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MAX_SERIES = 6000;
const MAX_PLANS = 5000;
/** What a kind of line was found to be about that is kept to look it up; more is found out again. */
const MAX_KNOWN = 512;
/** A number not heard of for so long makes room. */
const UNHEARD = 30 * DAY;

export default defineDetector({
  name: 'forecast',
  question: 'Is a number on its way to a limit, and when is it there?',
  capped: ['number', 'of too many with a unit that were not followed'],
  create: (context) => new Forecasts(context),
});

/** A kind of line with numbers: what is read of it, and the numbers of each subject by the host's number (+1). */
interface Reading {
  readonly owner: Template;
  readonly plan: NumberPlan;
  readonly known: Map<string, (readonly (Followed | null)[] | undefined)[]>;
}

/**
 * Follows numbers with a unit, of lines and of metrics, and says when those that are shares of something reach a limit:
 * a straight look once a day, and a fit beside the stream where that sees them go there.
 */
class Forecasts implements Detector {
  readonly #context: DetectorContext;
  /** By the template's number; null for kinds of line without such numbers. */
  readonly #readings: (Reading | null | undefined)[] = [];
  #plans = new Map<string, NumberPlan>();
  #followed = new Map<string, Followed>();
  /** Those with a fit that is not due yet. */
  #fitting = new Set<Followed>();
  #mattering = 0;
  #from = Number.NaN;
  #to = Number.NaN;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #overCap = 0;
  /** No metric is left whose place another could take; asked again once some were forgotten. */
  #allMatter = false;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get overCap(): number {
    return this.#overCap;
  }

  observe(event: Event): void {
    const { template, received } = event;
    if (template === null || template.slotCount === 0) return;
    const known = this.#readings[template.index];
    if (known === null || !this.#context.phase.learning || Number.isNaN(received) || event.spans === null)
      return;
    const reading = known ?? this.#newReading(event, template);
    if (reading === null) return;
    this.#seen(received);
    const { slots } = reading.plan;
    const found = this.#numbersOf(reading, event);
    for (let i = 0; i < found.length; i++) {
      const one = found[i]!;
      const value = event.slotNumber(slots[i]!.index);
      if (one === null || !Number.isFinite(value)) continue;
      if (one.add(received, value)) one.show(evidenceOf(event), template.id);
      if (one.wantsLook(received)) this.#look(one, received);
    }
  }

  measure(sample: Sample): void {
    const { metric, host, time, value, unit = '' } = sample;
    if (!Number.isFinite(time) || !Number.isFinite(value) || this.#context.phase.segment >= 0) return;
    this.#seen(time);
    const one = this.#follow({ name: metric, unit, host, app: null, template: null });
    if (one === null) return;
    if (one.add(time, value)) {
      const text = `${metric} = ${Number(value.toPrecision(3))} ${unit}${host === null ? '' : ` on ${host}`}`;
      one.show({ source: 'samples', text }, null);
    }
    if (one.wantsLook(time)) this.#look(one, time);
  }

  feedback(feedback: Feedback): void {
    if (feedback.kind !== 'verdict' && feedback.kind !== 'expected') return;
    const usual = feedback.kind === 'expected' || feedback.verdict === 'noise';
    for (const one of this.#followed.values()) if (one.hear(feedback.finding, usual)) return;
  }

  tick(time: number): void {
    if (this.#fitting.size === 0) return;
    this.#takeDue(time);
  }

  learned(): void {}

  finish(): void {
    if (this.#context.phase.segment < 0) {
      this.#takeDue(Number.POSITIVE_INFINITY);
      return;
    }
    if (!this.#context.phase.reporting) return;
    // With two passes it is the end of the log that is looked ahead from.
    const mattering = [...this.#followed.values()].filter(({ matters }) => matters);
    for (const one of mattering) one.look(this.#to, this.#context.fits, this.#around);
    // Begun all together, as the thread fits while others are looked at.
    for (const one of mattering) {
      this.#emit(one.take(this.#around, true));
      one.forget();
    }
  }

  snapshot(): SavedForecasts {
    return {
      version: 1,
      plans: [...this.#plans.values()].map(({ subjects, ...plan }) => ({
        ...{ ...plan, slots: [...plan.slots], words: [...plan.words] },
        subjects: subjects && [...subjects],
      })),
      followed: [...this.#followed.values()].map((one) => one.save()),
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
    };
  }

  restore(state: unknown): void {
    const parsed = savedForecasts.safeParse(state);
    if (!parsed.success) throw stateInvalid('forecast', parsed.error);
    const { plans, followed, span } = parsed.data;
    this.#readings.length = 0;
    this.#plans = new Map(
      plans.map((plan) => [plan.template, { ...plan, subjects: plan.subjects && new Set(plan.subjects) }]),
    );
    this.#followed.clear();
    this.#allMatter = false;
    this.#fitting.clear();
    this.#mattering = 0;
    for (const saved of followed) {
      const key = keyOf(saved.of);
      const one = Followed.load(saved, this.#placeOf(key), this.#context.fits);
      this.#followed.set(key, one);
      if (one.matters) this.#mattering++;
      if (Number.isFinite(one.due)) this.#fitting.add(one);
    }
    if (span !== null) [this.#from, this.#to] = span;
  }

  get #around(): Around {
    return { looks: this.#mattering, span: this.#to - this.#from };
  }

  #seen(time: number): void {
    if (!(time >= this.#from)) this.#from = time;
    if (!(time <= this.#to)) this.#to = time;
  }

  #newReading(event: Event, template: Template): Reading | null {
    while (this.#readings.length < template.index) this.#readings.push(undefined);
    const plan = this.#plans.get(template.id) ?? planOf(event);
    const full = plan !== null && this.#plans.size >= MAX_PLANS && !this.#plans.has(template.id);
    if (full) this.#dropOld();
    const refused = plan === null || (full && this.#plans.size >= MAX_PLANS);
    if (refused && plan !== null) this.#overCap++;
    const reading = refused ? null : { owner: template, plan: plan!, known: new Map() };
    if (reading !== null) this.#plans.set(template.id, reading.plan);
    this.#readings[template.index] = reading;
    return reading;
  }

  /** Kinds of line that were generalised come no more. */
  #dropOld(): void {
    for (const [index, reading] of this.#readings.entries()) {
      if (reading == null || reading.owner.successor === null) continue;
      this.#plans.delete(reading.owner.id);
      this.#readings[index] = null;
    }
  }

  #numbersOf({ plan, known }: Reading, event: Event): readonly (Followed | null)[] {
    const { hostKey, host, app } = event;
    if (hostKey < 0 && host !== null) return [];
    const subject = subjectOf(plan, event);
    const key = subject === '' ? (app ?? '') : `${app ?? ''}\0${subject}`;
    let byHost = known.get(key);
    if (byHost === undefined) {
      if (known.size >= MAX_KNOWN) known.clear();
      byHost = [];
      known.set(key, byHost);
    }
    const found = byHost[hostKey + 1];
    if (found !== undefined) return found;
    const template = event.template!.id;
    const names = namesOf(event, plan);
    const numbers = plan.slots.map(({ unit }, i) =>
      this.#follow({ name: names[i]!, unit, host, app, template }),
    );
    while (byHost.length <= hostKey) byHost.push(undefined);
    byHost[hostKey + 1] = numbers;
    return numbers;
  }

  #follow(of: Measure): Followed | null {
    const key = keyOf(of);
    const known = this.#followed.get(key);
    if (known !== undefined) return known;
    if (this.#followed.size >= MAX_SERIES) this.#forgetOld();
    if (this.#followed.size >= MAX_SERIES && !this.#makeRoom(of)) {
      this.#overCap++;
      return null;
    }
    const one = new Followed(of, this.#placeOf(key));
    this.#followed.set(key, one);
    if (one.matters) this.#mattering++;
    return one;
  }

  #placeOf(key: string): { share: number; set: readonly Limit[] } {
    return { share: shareOf(key), set: this.#context.limits ?? [] };
  }

  /** A number with a limit takes the place of a metric without one; false where there is none. */
  #makeRoom(of: Measure): boolean {
    if (this.#allMatter || limitsOf(of, this.#context.limits ?? []) === null) return false;
    for (const [key, one] of this.#followed) {
      // Those of lines are known by their lines, too.
      if (one.matters || one.of.template !== null || one.of.app !== null) continue;
      this.#followed.delete(key);
      this.#fitting.delete(one);
      one.forget();
      return true;
    }
    this.#allMatter = true;
    return false;
  }

  /** Makes room: what was not heard for long is no more. */
  #forgetOld(): void {
    // Once an hour: when nothing is old, looking for it at each line would cost more than everything else.
    if (this.#to - this.#sweptAt < HOUR) return;
    this.#sweptAt = this.#to;
    this.#allMatter = false;
    for (const [key, one] of this.#followed) {
      if (!(this.#to - one.series.lastTime > UNHEARD)) continue;
      this.#followed.delete(key);
      this.#fitting.delete(one);
      one.forget();
      if (one.matters) this.#mattering--;
    }
    for (const reading of this.#readings) reading?.known.clear();
  }

  #look(one: Followed, time: number): void {
    this.#emit(one.look(time, this.#context.fits, this.#around));
    if (Number.isFinite(one.due)) this.#fitting.add(one);
  }

  #takeDue(time: number): void {
    // In an order that a restart does not change.
    const due = [...this.#fitting].filter((one) => one.due <= time);
    due.sort((a, b) => a.due - b.due || (keyOf(a.of) < keyOf(b.of) ? -1 : 1));
    for (const one of due) {
      this.#fitting.delete(one);
      this.#emit(one.take(this.#around, this.#context.phase.reporting));
    }
  }

  #emit(finding: Finding | null): void {
    if (finding !== null && this.#context.phase.reporting) this.#context.emit(finding);
  }
}

function keyOf({ name, unit, host, app }: Measure): string {
  return `${host ?? ''}\0${app ?? ''}\0${name}\0${unit}`;
}

/** A share from 0 to 1 by which looks at numbers that come together are spread. */
function shareOf(key: string): number {
  return Number.parseInt(hashText(key).slice(0, 8), 16) / 2 ** 32;
}

const savedForecasts = z.strictObject({
  version: z.literal(1),
  plans: z.array(savedPlan).max(MAX_PLANS),
  followed: z.array(savedFollowed).max(MAX_SERIES),
  span: z.tuple([z.number(), z.number()]).nullable(),
});
type SavedForecasts = z.infer<typeof savedForecasts>;

/** A number as it was followed. */
export interface FollowedSeries {
  readonly name: string;
  readonly unit: string;
  readonly host: string | null;
  readonly app: string | null;
  /** Epoch ms, and the highest of each hour, or day where that is too long ago. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** The numbers in what `snapshot` gave. Throws STATE_INVALID. */
export function followedSeries(state: unknown): FollowedSeries[] {
  const parsed = savedForecasts.safeParse(state);
  if (!parsed.success) throw stateInvalid('forecast', parsed.error);
  return parsed.data.followed.map(({ of: { template: _, ...of }, series }) => {
    return { ...of, ...ThinSeries.load(series).history() };
  });
}

/** Where a number hurts next; null for one without such a place. */
export function usualLimit(
  number: FollowedSeries,
  set: readonly Limit[],
): {
  limit: number | null;
  falling: boolean;
} {
  const limits = limitsOf(number, set);
  if (limits === null) return { limit: null, falling: false };
  const ahead = limitsAhead(limits, number.values.at(-1) ?? Number.NaN);
  return { limit: (limits.given ? null : ahead.at(-2)) ?? ahead.at(-1) ?? null, falling: limits.falling };
}
