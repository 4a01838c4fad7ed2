import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { gravityOf } from '../core/gravity.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { PairMap } from '../kit/pair-map.ts';
import { Habits } from './habit.ts';
import { fewInAWeek, LiveTail, perDay, savedLiveTail } from './live-tail.ts';
import { judgeAcross, judgePlace, type OddRun } from './odd-runs.ts';
import { Fellows } from './outcome-fellows.ts';
import { isLasting, NOTED, type OutcomeKind, type Spell } from './outcome-kind.ts';
import { OutcomeSeries, savedOutcomeSeries } from './outcome-series.ts';
import { gravityOfSpell, type OutcomeMatter, outcomeFinding, spellId } from './outcome-words.ts';
import { TemplateFlags } from './template-flags.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Reads as a failure, or says itself that it is a warning or worse. */
const BAD = 0.55;
const WARNING = 4;
/** So long a history before anything of a program is judged. */
const LEAST_AGE = 2 * DAY;
/** What is less unlikely per minute is not compared at all. */
const LEAST_RAW = 3;
/** Spells as odd in a week of the log. */
const SELDOM = 0.25;
/** What went on for so long without anybody ending it, a weekend included, is how it is now. It was told once. */
const SETTLED = 4 * DAY;
/** Such a spell is so much worse than any that was how things are here. */
const WORSE = 1.5;
/** What is told would come by chance once in so many histories. */
const SURE = 20;
/** Good lines are missed: there would be none by chance once in e^1 such times. The rest of the proof is the bad ones. */
const MISSED = 1;
const MAX_SERIES = 4096;
const MAX_KINDS = 8192;
const MAX_KNOWN = 100_000;
const MAX_TOLD = 200;
const MAX_SPELLS = 2000;
const IDLE = 14 * DAY;
const HOUR = DAY / 24;

export default defineDetector({
  name: 'outcome',
  question: 'Does a program fail again and again that usually succeeds?',
  capped: ['line', 'of too many programs not looked at'],
  create: (context) => new Outcomes(context),
});

/** Two passes: a spell that is over, with what its series was. */
interface Ended extends OddRun, OutcomeMatter {
  readonly share: number;
}

/** A program on a host and a kind of line that were told of, and how sure that was. */
type Told = [place: string, kind: string, peak: number];

/**
 * Follows, program by program and host by host, how much of what it writes reads bad, and tells when that turns and
 * stays so: what used to succeed fails. Nothing is counted by the clock, so that a program that writes one line in ten
 * minutes is told of after a few, and a storm of one minute is not. Once is no habit: what was told of is learnt only
 * when it has come on several occasions.
 */
class Outcomes implements Detector {
  readonly #context: DetectorContext;
  /** 1: reads bad. */
  readonly #flags = new TemplateFlags((text) => (gravityOf(-1, text) >= BAD ? 1 : 0));
  #series = new Map<string, OutcomeSeries>();
  /** Series that were looked up before, by the numbers of template and host (+1). */
  readonly #known = new PairMap<OutcomeSeries>();
  /** Bad kinds of line of all of them. */
  #kinds = 0;
  #tail = new LiveTail(LEAST_RAW);
  readonly #habits = new Habits();
  readonly #fellows = new Fellows();
  /** Bad minutes so far, at each of which a spell could have begun. */
  #begun = 0;
  /** What was told, by the finding's id, while somebody may say what he thinks of it. */
  #told = new Map<string, Told>();
  /** Ms in which nothing could be seen. */
  #unseen = 0;
  #from = Number.NaN;
  #now = Number.NaN;
  #sweptAt = Number.NEGATIVE_INFINITY;
  #overCap = 0;
  /** Two passes: judged at the end. */
  #ended: Ended[] = [];

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  /** Lines of programs beyond the cap. */
  get overCap(): number {
    return this.#overCap;
  }

  observe(event: Event): void {
    const { template, received, severity } = event;
    if (template === null || !Number.isFinite(received) || (event.flags & FLAG.no_time) !== 0) return;
    const numbered = event.hostKey >= 0 || event.host === null;
    const known = numbered ? this.#known.get(template.index, event.hostKey + 1) : undefined;
    const series = known !== undefined && known.app === event.app ? known : this.#find(event);
    if (series === null) return;
    const minute = Math.floor(received / MINUTE);
    if (minute !== series.minute) this.#turn(series, minute, event);
    const bad = (this.#flags.of(template) & 1) !== 0 || (severity >= 0 && severity <= WARNING);
    if (!bad) series.addGood(event, this.#context.phase.learning);
    else this.#bad(series, event);
  }

  measure(): void {}

  feedback(feedback: Feedback): void {
    const accepted =
      feedback.kind === 'verdict' ? feedback.verdict === 'noise' : feedback.kind === 'expected';
    if (!accepted || !('finding' in feedback)) return;
    const told = this.#told.get(feedback.finding);
    if (told === undefined) return;
    const [place, id, peak] = told;
    this.#habits.accept(`${place}\0${id}`, this.#now);
    this.#series.get(place)?.kind(id)?.learnSpell(peak);
  }

  tick(): void {}

  blind(from: number, to: number): void {
    this.#unseen += to - from;
  }

  learned(): void {
    for (const series of this.#series.values()) {
      this.#turn(series, -1, null);
      series.again();
    }
    this.#ended = [];
  }

  finish(): void {
    if (this.#context.phase.segment >= 0) {
      if (!this.#context.phase.learning) this.#judgeAll();
      return;
    }
    for (const series of this.#series.values()) {
      for (const kind of series.open) {
        const { spell } = kind;
        if (spell === null || spell.told === null || spell.bad === spell.toldBad) continue;
        const { share } = series.usualOf(kind, -1, this.#now);
        this.#judge({ series, kind, spell }, share);
      }
    }
  }

  snapshot(): SavedOutcomes {
    return {
      version: 1,
      series: [...this.#series].map(([key, series]) => [key, series.save()]),
      tail: this.#tail.save(),
      habits: this.#habits.save(),
      told: [...this.#told],
      begun: this.#begun,
      unseen: this.#unseen,
      clock: [
        Number.isNaN(this.#now) ? null : this.#now,
        Number.isFinite(this.#sweptAt) ? this.#sweptAt : null,
      ],
    };
  }

  restore(state: unknown): void {
    const parsed = savedOutcomes.safeParse(state);
    if (!parsed.success) throw stateInvalid('outcome', parsed.error);
    const saved = parsed.data;
    this.#known.clear();
    this.#series = new Map(saved.series.map(([key, series]) => [key, OutcomeSeries.load(series)]));
    this.#kinds = sizeOf(this.#series);
    this.#fellows.clear();
    for (const series of this.#series.values())
      for (const kind of series.open) this.#fellows.join(series, kind);
    this.#tail.load(saved.tail);
    this.#habits.load(saved.habits);
    this.#told = new Map(saved.told);
    this.#begun = saved.begun;
    this.#unseen = saved.unseen;
    this.#now = saved.clock[0] ?? Number.NaN;
    this.#sweptAt = saved.clock[1] ?? Number.NEGATIVE_INFINITY;
  }

  /** Another minute begins in a series. */
  #turn(series: OutcomeSeries, minute: number, event: Event | null): void {
    const { learning, segment } = this.#context.phase;
    const trains = learning && (event?.trains ?? true);
    const ended = series.close(segment, trains ? (kind) => this.#isUsual(series, kind) : null);
    series.minute = minute;
    if (event !== null) this.#advance(event.received);
    for (const { kind, spell } of ended) {
      this.#fellows.leave(series, kind);
      this.#end({ series, kind, spell });
    }
    if (segment < 0 && series.open.size > 0) this.#settle(series);
  }

  #advance(received: number): void {
    if (!(received >= this.#from)) this.#from = received;
    if (!(received <= this.#now)) this.#now = received;
    if (this.#context.phase.segment < 0) this.#tail.advance(this.#now - this.#unseen);
  }

  /** Whether what came of a kind says how it is as a rule. */
  #isUsual(series: OutcomeSeries, kind: OutcomeKind): boolean {
    return kind.spell === null || kind.spell.told === null || this.#habits.isHabit(keyOf(series, kind));
  }

  /** What went on for days is how it is now. */
  #settle(series: OutcomeSeries): void {
    for (const kind of [...series.open]) {
      const { spell } = kind;
      if (spell === null || this.#now - spell.from < SETTLED) continue;
      if (spell.told !== null) series.settle(kind, spell);
      series.end(kind);
      this.#fellows.leave(series, kind);
    }
  }

  #bad(series: OutcomeSeries, event: Event): void {
    const { segment, learning } = this.#context.phase;
    const { size } = series;
    const kind = series.addBad(event, segment, this.#kinds < MAX_KINDS);
    this.#kinds += series.size - size;
    if (kind?.spell == null) return;
    if (learning) this.#begun++;
    const usual = series.usualOf(kind, segment, this.#now);
    series.weigh(kind, usual);
    if (segment >= 0) return;
    this.#fellows.join(series, kind);
    this.#judge({ series, kind, spell: kind.spell }, usual.share);
  }

  #judge({ series, kind, spell }: OutcomeMatter, share: number): void {
    if (!this.#context.phase.reporting || this.#now - series.from < LEAST_AGE) return;
    const key = keyOf(series, kind);
    const { score, lasting, missing } = this.#fellows.around(series, kind, this.#now);
    const raw = kind.raw(Math.max(spell.peak, score), series.looks);
    if (spell.told === null) {
      if (!(score > Math.max(this.#least, WORSE * kind.most)) || !lasting || raw < LEAST_RAW) return;
      if (missing < MISSED) return;
      if (!series.succeeds || !fewInAWeek(this.#tail.expected(raw), this.#tail.age, SELDOM)) return;
    }
    const gravity = gravityOfSpell(spell, share);
    if (spell.told !== null && gravity <= spell.toldGravity && spell.bad < 1.5 * spell.toldBad) return;
    this.#habits.tell(key, this.#now);
    spell.told ??= spellId(series, kind, spell);
    [spell.toldBad, spell.toldGravity] = [spell.bad, gravity];
    this.#told.delete(spell.told);
    this.#told.set(spell.told, [placeOf(series), kind.id, Math.max(spell.peak, score)]);
    if (this.#told.size > MAX_TOLD) this.#told.delete(this.#told.keys().next().value!);
    const span = this.#tail.age;
    const expected = perDay(this.#tail.expected(raw), span);
    this.#context.emit(outcomeFinding({ series, kind, spell }, { share, raw, expected, span }));
  }

  /** A spell is over. */
  #end({ series, kind, spell }: OutcomeMatter): void {
    const { segment, learning } = this.#context.phase;
    if (segment >= 0) {
      if (learning || !series.succeeds || !this.#isOdd(series, spell) || this.#ended.length >= MAX_SPELLS)
        return;
      const { tenths, peak } = spell;
      const { share } = series.usualOf(kind, segment, this.#now);
      this.#ended.push({ series, kind, spell, share, score: peak, tenths, raw: 0, expected: 1 });
      return;
    }
    if (spell.told !== null && !this.#habits.isHabit(keyOf(series, kind))) return;
    if (series.succeeds && this.#isOdd(series, spell)) this.#tail.add(kind.raw(spell.peak, series.looks));
    kind.learnSpell(spell.peak);
  }

  /** Whether a spell that is over is to be compared with others. */
  #isOdd(series: OutcomeSeries, spell: Spell): boolean {
    const { peak, from, to, badMinutes, minutes } = spell;
    if (peak <= this.#least || !isLasting({ lasted: to - from, bad: badMinutes, of: minutes })) return false;
    return series.missing(spell, this.#now) >= MISSED;
  }

  /** A score that chance alone reaches once in so many histories like this one (Wald's bound for each beginning). */
  get #least(): number {
    return Math.max(NOTED, Math.log(SURE * this.#begun));
  }

  /** Two passes: each spell against those of the other tenths. */
  #judgeAll(): void {
    const { segment, reporting } = this.#context.phase;
    for (const series of this.#series.values()) {
      for (const one of series.close(segment, null)) this.#end({ series, ...one });
      for (const kind of [...series.open]) {
        const spell = series.end(kind);
        if (spell !== null) this.#end({ series, kind, spell });
      }
    }
    const places = new Map<OutcomeKind, Ended[]>();
    for (const one of this.#ended) {
      const place = places.get(one.kind);
      if (place === undefined) places.set(one.kind, [one]);
      else place.push(one);
    }
    for (const runs of places.values()) judgePlace(runs, { looks: runs[0]!.series.looks, threshold: NOTED });
    const span = Math.max(0, this.#now - this.#from);
    const odd = this.#ended.filter(({ raw }) => raw >= LEAST_RAW);
    for (const one of judgeAcross(odd, LEAST_RAW, mattersOf(odd))) {
      if (!reporting || !fewInAWeek(one.expected, span, SELDOM)) continue;
      const { share, raw } = one;
      this.#context.emit(outcomeFinding(one, { share, raw, expected: perDay(one.expected, span), span }));
    }
    this.#ended = [];
  }

  #find(event: Event): OutcomeSeries | null {
    const key = placeOf(event);
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= MAX_SERIES) this.#forgetIdle(event.received);
      if (this.#series.size >= MAX_SERIES) {
        this.#overCap++;
        return null;
      }
      series = new OutcomeSeries(event, this.#context.phase.segment < 0 ? 1 : 10);
      this.#series.set(key, series);
    }
    if (event.hostKey >= 0 || event.host === null) {
      if (this.#known.size >= MAX_KNOWN) this.#known.clear();
      this.#known.set(event.template!.index, event.hostKey + 1, series);
    }
    return series;
  }

  /** Makes room: what has not written for two weeks. */
  #forgetIdle(now: number): void {
    // Once an hour: when nothing is idle, looking for it at each line would cost more than everything else.
    if (now - this.#sweptAt < HOUR) return;
    this.#sweptAt = now;
    const before = (now - IDLE) / MINUTE;
    for (const [key, series] of this.#series) {
      if (series.minute >= before) continue;
      for (const kind of series.open) this.#fellows.leave(series, kind);
      this.#series.delete(key);
    }
    this.#kinds = sizeOf(this.#series);
    this.#known.clear();
  }
}

/** The oddest of those that are one matter: the same program and kind of line, on several hosts at once. */
function mattersOf(all: readonly Ended[]): Ended[] {
  const matters: Ended[] = [];
  for (const one of [...all].sort((a, b) => b.raw - a.raw)) {
    const known = matters.some(
      ({ series, kind, spell }) =>
        kind.id === one.kind.id &&
        series.app === one.series.app &&
        spell.from <= one.spell.to &&
        one.spell.from <= spell.to,
    );
    if (!known) matters.push(one);
  }
  return matters;
}

function sizeOf(all: ReadonlyMap<string, OutcomeSeries>): number {
  let size = 0;
  for (const series of all.values()) size += series.size;
  return size;
}

function placeOf({ host, app }: { readonly host: string | null; readonly app: string | null }): string {
  return `${host === null ? '' : `h${host}`}\0${app === null ? '' : `a${app}`}`;
}

function keyOf(series: OutcomeSeries, { id }: OutcomeKind): string {
  return `${placeOf(series)}\0${id}`;
}

const savedOutcomes = z.strictObject({
  version: z.literal(1),
  series: z.array(z.tuple([z.string(), savedOutcomeSeries])).max(MAX_SERIES),
  tail: savedLiveTail,
  habits: z.unknown(),
  told: z.array(z.tuple([z.string(), z.tuple([z.string(), z.string(), z.number()])])).max(MAX_TOLD),
  begun: z.number().min(0),
  unseen: z.number().min(0),
  clock: z.tuple([z.number().nullable(), z.number().nullable()]),
});
type SavedOutcomes = z.input<typeof savedOutcomes>;
