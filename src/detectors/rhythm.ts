import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence } from '../core/finding.ts';
import { FLAG } from '../core/flags.ts';
import type { ModelReport } from '../core/model-report.ts';
import type { Sample } from '../core/sample.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { savedModels } from './model-keeper.ts';
import { MOST_RANGES, RhythmBook } from './rhythm-book.ts';
import { type Looked, Looks, savedLooks } from './rhythm-looks.ts';
import { RhythmModel, savedRhythmModel } from './rhythm-models.ts';
import { keyOf, type SavedRhythmSeries, type Series, savedRhythmSeries } from './rhythm-series.ts';
import { RhythmTold, savedRhythmTold } from './rhythm-told.ts';
import { type Remark, savedRemark } from './rhythm-words.ts';

const SECOND = 1000;
const FIVE = 300_000;
const HOUR = 3_600_000;
const FIVES = HOUR / FIVE;
/** Five minutes without a line of anything that are taken for quiet ones; what is longer says nothing. */
const LONGEST_GAP = 2 * 24 * FIVES;
/** A log with so many lines an hour that has none for an hour was not written. */
const SURELY = 200;
/** The model looks at hours so many spreads from what is usual: the others are as they should be, and most. */
const GATE = 2;
/** Like days that an hour's usual has to rest on. */
const LEAST_DAYS = 5;
/** So many series are judged by the model a second, so that none of them waits long and lines do not either. */
const A_SECOND = 8;
/** Lines more than usual that are not told. */
const FEW = 5;
/** Deviations by which chance alone hardly leaves a range. */
const CHANCE = 3;
const MOST_SERIES = 6000;

export default defineDetector({
  name: 'rhythm',
  question: 'Does a host, a program or a kind of line break the rhythm of its hours?',
  optional: true,
  capped: ['count', 'of too many series that were not followed'],
  create: (context) => new Rhythm(context),
});

/** A series whose hour waits for its turn with the model. */
const savedTurn = z.strictObject({ key: z.string(), hour: z.int() });
type Turn = z.infer<typeof savedTurn>;

/**
 * Counts lines by host, program and kind of line, and judges each count when its five minutes, or its hour, are over:
 * by the range that the series kept, and by what a model of all series expects of that hour after the day before it.
 */
class Rhythm implements Detector {
  readonly #context: DetectorContext;
  readonly #book = new RhythmBook();
  readonly #told = new RhythmTold();
  readonly #models = { count: new RhythmModel('count'), metric: new RhythmModel('metric') };
  /** By what is looked at, and how. */
  readonly #looks = new Map<string, Looks>();
  /** Number of the open five minutes since 1970, and their end, epoch ms. */
  #open = Number.NaN;
  #until = Number.NEGATIVE_INFINITY;
  /** Not all of the open five minutes, of the open hour, could be seen. */
  #partial = { five: true, hour: true };
  #notBefore = Number.NEGATIVE_INFINITY;
  #lines = 0;
  #allLines = 0;
  #hours = 0;
  #turns: Turn[] = [];
  #turned = 0;
  /** Found by the model, until all have had their turn. */
  #found: Remark[] = [];

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  get overCap(): number {
    return this.#book.overCap;
  }

  observe(event: Event): void {
    const { template, received } = event;
    if (template === null || !Number.isFinite(received) || this.#context.phase.segment >= 0) return;
    if (received < this.#notBefore) return;
    // A line from long before says nothing of how many come now.
    if ((event.flags & FLAG.late) !== 0 && received - event.time > FIVE) return;
    if (!(received < this.#until)) this.#roll(received);
    this.#lines += event.weight;
    let evidence: Evidence | null = null;
    const series = this.#book.of(event, template);
    for (let i = 0; i < series.length; i++) {
      const one = series[i]!;
      if (one.isEmpty) {
        evidence ??= shortened(evidenceOf(event));
        one.shown = evidence;
        one.severity = event.severity;
      }
      one.count(event);
    }
  }

  measure({ metric, host, time, value, unit = '' }: Sample): void {
    if (!Number.isFinite(time) || !Number.isFinite(value) || this.#context.phase.segment >= 0) return;
    if (time < this.#notBefore) return;
    if (!(time < this.#until)) this.#roll(time);
    const series = this.#book.metric(metric, { host, unit }, time);
    if (series === null) return;
    if (series.isEmpty) {
      const text = `${metric} = ${Number(value.toPrecision(3))} ${unit}${host === null ? '' : ` on ${host}`}`;
      series.shown = { source: 'samples', text };
    }
    series.measure(time, Math.max(-1e30, Math.min(1e30, value)));
  }

  feedback(feedback: Feedback): void {
    this.#told.hear(feedback);
    if (feedback.kind !== 'retrain' && feedback.kind !== 'rollback') return;
    const { count, metric } = this.#models;
    for (const model of [count, metric])
      model.obey(feedback, Number.isNaN(this.#open) ? 0 : this.#open * FIVE);
  }

  models(): readonly ModelReport[] {
    return [this.#models.count.report(), this.#models.metric.report()];
  }

  tick(time: number): void {
    if (Number.isNaN(this.#open)) return;
    if (time >= this.#until) this.#roll(time);
    if (this.#turned < this.#turns.length) this.#takeTurns(time);
  }

  blind(_from: number, to: number): void {
    this.#notBefore = to;
    if (Number.isNaN(this.#open)) return;
    this.#partial = { five: true, hour: true };
    if (to >= this.#until) this.#roll(to, false);
    this.#partial = { five: true, hour: true };
  }

  learned(): void {}

  finish(): void {
    if (this.#context.phase.segment >= 0 || Number.isNaN(this.#open)) return;
    this.#takeTurns(Number.POSITIVE_INFINITY);
    // The open five minutes would be judged by less than they may come to hold.
  }

  /** @param seen whether the time since the open five minutes could be seen */
  #roll(time: number, seen = true): void {
    const open = Math.floor(time / FIVE);
    const before = this.#open;
    this.#open = open;
    this.#until = (open + 1) * FIVE;
    if (Number.isNaN(before)) return;
    const gap = seen ? Math.min(open, before + LONGEST_GAP) : before + 1;
    for (let five = before; five < gap; five++) {
      this.#closeFive(five);
      this.#partial.five = false;
      if ((five + 1) % FIVES === 0) this.#closeHour((five + 1) / FIVES - 1);
    }
    // What lies between could not be seen, or not so much of it.
    if (gap < open) {
      const [was, is] = [Math.floor((gap - 1) / FIVES), Math.floor(open / FIVES)];
      this.#partial = { five: true, hour: true };
      if (was < is && gap % FIVES !== 0) this.#closeHour(was);
      this.#partial = { five: true, hour: true };
    }
  }

  #closeFive(five: number): void {
    const from = five * FIVE;
    const odd: Remark[] = [];
    for (const series of this.#book.all()) {
      const { value, score } = series.closeFive(from, !this.#partial.five);
      if (Number.isNaN(score)) continue;
      const looked = this.#look(`${series.of.kind} five`, score, from + FIVE);
      if (looked.surprise > 0) add(odd, this.#remark(series, { from, to: from + FIVE, value, ...looked }));
    }
    this.#tell(odd);
  }

  #closeHour(hour: number): void {
    this.#takeTurns(Number.POSITIVE_INFINITY);
    if (this.#lines === 0 && this.#allLines >= SURELY * this.#hours) this.#partial.hour = true;
    const seen = !this.#partial.hour;
    this.#book.settle();
    const from = hour * HOUR;
    const odd: Remark[] = [];
    const all = [...this.#book.all()];
    const left = { ...MOST_RANGES };
    for (const { isFine, isCoarse } of all) {
      if (isFine) left.fine--;
      if (isCoarse) left.coarse--;
    }
    for (const series of all) {
      const { isFine, isCoarse } = series;
      const room = { fine: left.fine > 0, coarse: left.coarse > 0 };
      const { value, score } = series.closeHour(hour, { seen, room });
      if (isFine !== series.isFine) left.fine--;
      if (isCoarse !== series.isCoarse) left.coarse--;
      if (Number.isNaN(score)) continue;
      const looked = this.#look(`${series.of.kind} hour`, score, from + HOUR);
      if (looked.surprise > 0) add(odd, this.#remark(series, { from, to: from + HOUR, value, ...looked }));
    }
    this.#tell(odd);
    this.#allLines += this.#lines;
    this.#hours++;
    this.#lines = 0;
    this.#partial.hour = false;
    const { count, metric } = this.#models;
    for (const model of [count, metric]) {
      const its = all.filter(({ of }) => (of.kind === 'metric') === (model === metric));
      // By the clock of the log: which model judges is settled before any hour has its turn.
      model.takeDue(from + HOUR);
      model.begin(its, hour, this.#context.fits);
    }
    this.#turns = all.filter((series) => this.#isTurn(series, hour - 1)).map(({ key }) => ({ key, hour }));
    this.#turned = 0;
  }

  /** Whether an hour is far from its usual, so that the model has to look at it. */
  #isTurn({ of, hours }: Series, hour: number): boolean {
    if (Number.isNaN(hours.at(hour))) return false;
    const usual = hours.usual(hour);
    if (usual.days < LEAST_DAYS) return false;
    const far = hours.farFrom(hour, usual);
    if (Math.abs(far) < GATE) {
      this.#look(lookOf(of.kind, far), Math.abs(far), (hour + 1) * HOUR);
      return false;
    }
    // The hour after it is known by now: what comes an hour late, or early, is a clock that was set.
    return !hours.isMoved(hour);
  }

  #takeTurns(time: number): void {
    while (this.#turned < this.#turns.length) {
      const { key, hour } = this.#turns[this.#turned]!;
      const due = (hour + 1) * HOUR + (1 + Math.floor(this.#turned / A_SECOND)) * SECOND;
      if (due > time) return;
      this.#turned++;
      const series = this.#book.get(key);
      if (series !== undefined) this.#judge(series, hour - 1);
    }
    if (this.#found.length === 0) return;
    this.#tell(this.#found);
    this.#found = [];
  }

  #judge(series: Series, hour: number): void {
    const { of, hours } = series;
    const model = of.kind === 'metric' ? this.#models.metric : this.#models.count;
    // Until there is one, what is usual at this hour stands for what it expects.
    const far = model.judge(hours, hour) ?? hours.farFrom(hour, hours.usual(hour));
    const to = (hour + 1) * HOUR;
    const looked = this.#look(lookOf(of.kind, far), Math.abs(far), to);
    if (looked.surprise > 0)
      add(this.#found, this.#remark(series, { from: to - HOUR, to, value: hours.at(hour), ...looked }));
  }

  /** What is to be said of a look; null for what lies where such numbers lie, and where that is not known yet. */
  #remark(
    series: Series,
    look: { from: number; to: number; value: number; surprise: number; raw: number },
  ): Remark | null {
    const { of, key, hours, shown, severity } = series;
    const { from, to, value, surprise, raw } = look;
    const usual = hours.range(Math.floor(from / HOUR));
    if (usual === null || shown === null) return null;
    const metric = of.kind === 'metric';
    const part = metric ? 1 : (to - from) / HOUR;
    const [low, high] = [usual.low * part, usual.high * part];
    if (value >= low && value <= high) return null;
    const beyond = Math.abs(hours.evened(value) - hours.evened(value > high ? high : low));
    // A few lines more are no rhythm that is broken: what they say is for those that read them.
    if (!metric && value > high && value - high < FEW) return null;
    // What chance puts into five minutes the range of whole hours does not show.
    if (metric ? beyond < high - low : part < 1 && beyond < CHANCE) return null;
    if (value < low && this.#isSaidOtherwise(series, Math.floor(from / HOUR), (low + high) / 2 - value))
      return null;
    const spread = (lines: number) => (part < 1 ? 2 * Math.sqrt(lines) : 0);
    return {
      ...{ of, key, from, to, surprise, raw, severity, days: usual.days, usual: usual.of, seen: value },
      low: part < 1 ? Math.max(0, Math.floor(low - spread(low))) : low,
      high: part < 1 ? Math.ceil(high + spread(high)) : high,
      more: value > high,
      evidence: [shown],
    };
  }

  /** Whether lines of a kind are fewer while their program wrote as many as ever: after an upgrade it says it in others. */
  #isSaidOtherwise({ of }: Series, hour: number, missing: number): boolean {
    if (of.kind !== 'template' || of.app === null) return false;
    const program = this.#book.get(keyOf({ ...of, kind: 'app', template: null }));
    if (program === undefined) return false;
    const { hours } = program;
    const { mean, days } = hours.usual(hour);
    const usual = (mean / 2) ** 2 - 3 / 8;
    // So few that the program would not be seen to lack them say nothing.
    if (days < LEAST_DAYS || mean - hours.evened(usual - missing) < 1) return false;
    return usual - hours.at(hour) < missing / 2;
  }

  #tell(odd: readonly Remark[]): void {
    if (!this.#context.phase.reporting || odd.length === 0) return;
    this.#told.tell(odd, (finding) => this.#context.emit(finding));
  }

  #look(name: string, score: number, time: number): Looked {
    let looks = this.#looks.get(name);
    if (looks === undefined) {
      looks = new Looks();
      this.#looks.set(name, looks);
    }
    return looks.take(score, time, this.#looks.size);
  }

  snapshot(): SavedRhythm {
    const { count, metric } = this.#models;
    return {
      version: 2,
      series: Array.from(this.#book.all(), (series) => series.save()),
      told: this.#told.save(),
      fresh: { count: count.save(), metric: metric.save() },
      models: { count: count.saveModels(), metric: metric.saveModels() },
      looks: Array.from(this.#looks, ([name, looks]) => [name, looks.save()]),
      clock: [
        ...[this.#open, this.#notBefore].map((time) => (Number.isFinite(time) ? time : null)),
        ...[this.#lines, this.#allLines, this.#hours],
      ],
      partial: { ...this.#partial },
      turns: this.#turns.map((turn) => ({ ...turn })),
      turned: this.#turned,
      found: structuredClone(this.#found),
    };
  }

  restore(state: unknown): void {
    const parsed = savedRhythm.safeParse(state);
    if (!parsed.success) throw stateInvalid('rhythm', parsed.error);
    const { series, told, fresh, models, looks, clock, partial, turns, turned, found } = parsed.data;
    const { fits } = this.#context;
    const [open, notBefore, lines, allLines, hours] = clock;
    this.#book.clear();
    for (const saved of series) this.#book.restore(saved as SavedRhythmSeries);
    this.#told.load(told);
    this.#models.count.load(fresh.count, { models: models.count, fits });
    this.#models.metric.load(fresh.metric, { models: models.metric, fits });
    this.#looks.clear();
    for (const [name, saved] of looks) this.#looks.set(name, Looks.load(saved));
    this.#open = open ?? Number.NaN;
    this.#until = open == null ? Number.NEGATIVE_INFINITY : (open + 1) * FIVE;
    this.#notBefore = notBefore ?? Number.NEGATIVE_INFINITY;
    [this.#lines, this.#allLines, this.#hours] = [lines ?? 0, allLines ?? 0, hours ?? 0];
    this.#partial = partial;
    this.#turns = turns;
    this.#turned = turned;
    this.#found = found;
  }
}

/** Less than usual is looked at apart: what comes now and then may come often at once, but cannot be missed. */
function lookOf(kind: string, far: number): string {
  return `${kind} model ${far < 0 ? 'less' : 'more'}`;
}

function add(list: Remark[], remark: Remark | null): void {
  if (remark !== null) list.push(remark);
}

function shortened(evidence: Evidence): Evidence {
  return evidence.text.length > 500 ? { ...evidence, text: `${evidence.text.slice(0, 499)}…` } : evidence;
}

const savedRhythm = z.strictObject({
  version: z.literal(2),
  series: z.array(savedRhythmSeries).max(MOST_SERIES),
  told: savedRhythmTold,
  fresh: z.strictObject({ count: savedRhythmModel, metric: savedRhythmModel }),
  models: z.strictObject({ count: savedModels, metric: savedModels }),
  looks: z.array(z.tuple([z.string(), savedLooks])).max(16),
  clock: z.array(z.number().nullable()).length(5),
  partial: z.strictObject({ five: z.boolean(), hour: z.boolean() }),
  turns: z.array(savedTurn).max(MOST_SERIES),
  turned: z.int().min(0),
  found: z.array(savedRemark),
});
type SavedRhythm = z.input<typeof savedRhythm>;
