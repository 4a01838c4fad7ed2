import { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';
import { PairMap } from '../kit/pair-map.ts';
import { ByTemplate } from './by-template.ts';
import { fewInAWeek, LiveTail, perDay, savedLiveTail } from './live-tail.ts';
import { NOTED } from './rate-judge.ts';
import { HOUR_BUCKETS } from './rate-last-hour.ts';
import { ActiveSeries } from './rate-live-active.ts';
import { type LiveRun, LiveSeries, type Look, savedLiveSeries } from './rate-live-series.ts';
import { addLine, addShown, type Matter, sameMatter, savedMatter } from './rate-matter.ts';
import { hourOfWeek, newWeek, WEEK_HOURS, type Week } from './rate-season.ts';
import { BUCKET } from './rate-timeline.ts';

const MAX_TEMPLATES = 5000;
const MAX_SERIES = 20_000;
const MAX_HOSTS = 64;
const MAX_TOLD = 50;
/** Lines per bucket from which on a bucket without any is looked at. */
const DENSE = 1;
/** A log with so many lines per bucket that has none was not written. */
const SURELY = 20;
const LONGEST_GAP = 2016;
const SELDOM = 0.25;

/** Something that was told, and how many more kinds of line changed with it. */
interface Told {
  readonly key: string;
  readonly matter: Matter;
  others: number;
}

/** What is known of a kind of line in one pass: its series by host. */
class Kind {
  readonly template: { readonly id: string; readonly text: string };
  readonly series = new Map<string, LiveSeries>();
  /** Its place among all kinds. */
  order: number;

  constructor({ id, text }: Kind['template'], order: number) {
    this.template = { id, text };
    this.order = order;
  }
}

/** One pass: rates are learnt as lines come, each bucket is judged by those before it when it is over. */
export class LiveRates {
  readonly #emit: (matter: Matter, others: number) => void;
  readonly #reporting: () => boolean;
  #kinds = newKinds();
  /** Series that were looked up before, by the numbers of template and host (+1). */
  readonly #known = new PairMap<LiveSeries>();
  #series = 0;
  #orders = 0;
  readonly #active = new ActiveSeries();
  readonly #week: Week & { lines: ArrayLike<number> } = newWeek(3_600_000 / BUCKET);
  readonly #tail: LiveTail;
  #bucket = Number.NaN;
  /** End of the open bucket, epoch ms. */
  #until = Number.NEGATIVE_INFINITY;
  /** Buckets of the open hour that were lived through; they count when it is over, as its lines do. */
  #exposed = 0;
  /** Less than all of the open bucket could be seen. */
  #partial = false;
  /** Lines from before this time are of one in which nothing could be seen, epoch ms. */
  #notBefore = Number.NEGATIVE_INFINITY;
  /** Ms in which nothing could be seen. */
  #unseen = 0;
  /** Lines of all kinds in the open bucket, and in all. */
  #lines = 0;
  #allLines = 0;
  #told: Told[] = [];

  /** @param least `raw` from which stretches are compared */
  constructor(least: number, out: { emit(matter: Matter, others: number): void; reporting(): boolean }) {
    this.#emit = out.emit;
    this.#reporting = out.reporting;
    this.#tail = new LiveTail(least);
  }

  /** Series that were refused because of the caps. */
  get overCap(): number {
    return this.#kinds.overCap;
  }

  /** A line comes. */
  count(event: Event, template: Template): void {
    if (event.received < this.#notBefore) return;
    if (!(event.received < this.#until)) this.#roll(Math.floor(event.received / BUCKET));
    this.#lines += event.weight;
    const numbered = event.hostKey >= 0 || event.host === null;
    const known = numbered ? this.#known.get(template.index, event.hostKey + 1) : undefined;
    const series = known ?? this.#find(event, template);
    if (series === null) return;
    if (series.bucket !== this.#bucket) {
      series.begin(this.#bucket, this.#week);
      this.#active.touch(series);
    }
    series.count += event.weight;
    if (series.count > series.limit)
      addLine((series.shown ??= { more: true, app: null, evidence: [], gravity: 0 }), event);
    else if (series.run !== null && !series.run.matter.more) this.#lineOfLess(event, series.run);
  }

  /** Nothing could be seen between two times (epoch ms): what was not seen then is not missed, nor learnt as none. */
  blind(from: number, to: number): void {
    this.#notBefore = to;
    if (Number.isNaN(this.#bucket)) return;
    this.#partial = true;
    const bucket = Math.floor(to / BUCKET);
    if (bucket > this.#bucket) this.#roll(bucket, false);
    this.#partial = true;
    this.#unseen += to - from;
    for (const kind of this.#kinds.all()) for (const series of kind.series.values()) series.blind();
  }

  /** End of input. */
  finish(): void {
    if (!Number.isNaN(this.#bucket)) this.#roll(this.#bucket + 1);
    for (const kind of this.#kinds.all()) for (const series of kind.series.values()) this.#end(series);
  }

  /** Where lines are missing, those that still come are shown. */
  #lineOfLess(event: Event, run: LiveRun): void {
    if (run.matter.evidence.length > 0) return;
    addLine(run.matter, event);
    this.#tell(run);
  }

  /** @param seen whether the time between two buckets could be seen, so that no line in it means none came */
  #roll(bucket: number, seen = true): void {
    const over = this.#bucket;
    this.#bucket = bucket;
    this.#until = (bucket + 1) * BUCKET;
    if (Number.isNaN(over)) return;
    this.#tail.advance((over + 1) * BUCKET - this.#unseen);
    const always = this.#allLines / Math.max(1, this.#week.allBuckets + this.#exposed) >= SURELY;
    const hourOver = Math.floor(bucket / HOUR_BUCKETS) > Math.floor(over / HOUR_BUCKETS);
    // What an hour held is learnt of all; five minutes concern few.
    const concerned = this.#active.take();
    const dense = this.#dense;
    for (const series of hourOver ? this.#all() : concerned) {
      if (series.isOver(over)) this.#end(series);
      if (series.bucket === over) this.#close(series, { bucket: over, count: series.count });
      else if (series.total >= dense) this.#close(series, { bucket: over, count: 0 });
      if (hourOver) this.#closeHour(series, over);
    }
    this.#partial = false;
    this.#allLines += this.#lines;
    this.#lines = 0;
    this.#exposed++;
    if (hourOver) this.#expose(over);
    const gap = seen && !always ? Math.min(LONGEST_GAP, bucket - over - 1) : 0;
    for (let b = over + 1; b <= over + gap; b++) {
      this.#exposed++;
      if ((b + 1) % HOUR_BUCKETS === 0) this.#expose(b);
    }
    const { version } = this.#kinds;
    this.#kinds.settle();
    const moved = this.#kinds.version !== version;
    if (moved) this.#number();
    if (moved || hourOver || gap > 0) this.#active.reset(this.#all(), { bucket, dense: this.#dense });
  }

  /** Total lines from which on a series has some in nearly every bucket. */
  get #dense(): number {
    const { allBuckets } = this.#week;
    return allBuckets > 0 ? DENSE * allBuckets : Number.POSITIVE_INFINITY;
  }

  *#all(): Generator<LiveSeries> {
    for (const kind of this.#kinds.all()) yield* kind.series.values();
  }

  /** Kinds were moved or merged: gives all series their place and kind. */
  #number(): void {
    this.#known.clear();
    this.#orders = 0;
    for (const kind of this.#kinds.all()) {
      kind.order = this.#orders++;
      let i = 0;
      for (const series of kind.series.values()) place(series, kind, i++);
    }
  }

  /** The buckets of the hour whose last one this is were lived through. */
  #expose(bucket: number): void {
    this.#week.buckets[hourOfWeek((bucket + 0.5) * BUCKET)]! += this.#exposed;
    this.#week.allBuckets += this.#exposed;
    this.#exposed = 0;
  }

  #close(series: LiveSeries, { bucket, count }: { bucket: number; count: number }): void {
    const look = series.close(bucket, { count, partial: this.#partial }, this.#week);
    const { shown } = series;
    series.shown = null;
    const run = this.#runOf(series, { look, bucket });
    if (run === null) return;
    if (shown !== null && run.matter.more) addShown(run.matter, shown);
    series.judge(run, this.#week);
    this.#tell(run);
  }

  /** Too few lines in an hour. */
  #closeHour(series: LiveSeries, bucket: number): void {
    const look = series.closeHour(bucket, this.#week);
    const run = this.#runOf(series, { look, bucket });
    if (run === null) return;
    series.judge(run, this.#week);
    this.#tell(run);
  }

  /** The stretch that something odd goes on with, or begins. */
  #runOf(series: LiveSeries, { look, bucket }: { look: Look; bucket: number }): LiveRun | null {
    if (look.run !== null || Math.abs(look.far) < NOTED) return look.run;
    this.#end(series);
    const { far, seen, usual, first } = look;
    const matter = newMatter(series.template, { series, bucket: first, more: far > 0, history: this.#age });
    Object.assign(matter, { seen, usual, to: (bucket + 1) * BUCKET });
    this.#active.run(series);
    return series.beginRun(matter, bucket, look);
  }

  /** Says what is odd, when it is odd enough; what changes at the same time in the same place is said once. */
  #tell(run: LiveRun): void {
    const { matter } = run;
    if (matter.raw === 0 || matter.evidence.length === 0 || !this.#reporting()) return;
    const expected = this.#tail.expected(matter.raw);
    if (!fewInAWeek(expected, this.#tail.age, SELDOM)) return;
    matter.expected = perDay(expected, this.#tail.age);
    const key = keyOf(matter);
    if (run.told === null) {
      const leader = this.#told.find((one) => sameMatter(one.matter, matter));
      run.told = leader?.key ?? key;
      if (leader !== undefined) {
        leader.others++;
        this.#emit(leader.matter, leader.others);
        return;
      }
      this.#told.push({ key, matter, others: 0 });
      if (this.#told.length > MAX_TOLD) this.#told.shift();
    }
    if (run.told === key) this.#emit(matter, this.#told.find((one) => one.key === key)?.others ?? 0);
  }

  #end(series: LiveSeries): void {
    this.#tail.add(series.end());
  }

  get #age(): number {
    return (this.#week.allBuckets + this.#exposed) * BUCKET;
  }

  #find({ host, hostKey }: Event, template: Template): LiveSeries | null {
    const { version } = this.#kinds;
    const kind = this.#kinds.of(template, () => new Kind(template, this.#orders++));
    if (this.#kinds.version !== version) {
      this.#number();
      this.#active.reset(this.#all(), { bucket: this.#bucket, dense: this.#dense });
    }
    const series = kind === undefined ? null : this.#seriesOf(kind, host);
    if (series !== null && (hostKey >= 0 || host === null)) {
      this.#known.set(template.index, hostKey + 1, series);
    }
    return series;
  }

  #seriesOf(kind: Kind, host: string | null): LiveSeries | null {
    const key = host === null ? '' : `h${host}`;
    let series = kind.series.get(key);
    if (series === undefined) {
      if (kind.series.size >= MAX_HOSTS || this.#series >= MAX_SERIES) return null;
      series = new LiveSeries(host);
      this.#series++;
      place(series, kind, kind.series.size);
      kind.series.set(key, series);
    }
    return series;
  }

  /** JSON-safe state. */
  save(): SavedLiveRates {
    return {
      kinds: [...this.#kinds.all()].map(({ template, series }) => ({
        template,
        series: [...series.values()].map((one) => one.save()),
      })),
      buckets: [...this.#week.buckets],
      allBuckets: this.#week.allBuckets,
      tail: this.#tail.save(),
      bucket: Number.isNaN(this.#bucket) ? null : this.#bucket,
      exposed: this.#exposed,
      partial: this.#partial,
      unseen: [this.#unseen, Number.isFinite(this.#notBefore) ? this.#notBefore : null],
      lines: this.#lines,
      allLines: this.#allLines,
      told: this.#told.map(({ key, others, matter }) => ({ key, others, matter: structuredClone(matter) })),
    };
  }

  /** Takes back what `save` gave. */
  load(saved: SavedLiveRates): void {
    this.#kinds = newKinds();
    this.#known.clear();
    this.#series = 0;
    const open = new Map<string, Matter>();
    for (const { template, series: all } of saved.kinds) {
      const kind = new Kind(template, 0);
      for (const one of all) {
        const series = LiveSeries.load(one);
        kind.series.set(one.host === null ? '' : `h${one.host}`, series);
        if (series.run !== null) open.set(keyOf(series.run.matter), series.run.matter);
        this.#series++;
      }
      this.#kinds.restore(template.id, kind);
    }
    this.#week.buckets.set(saved.buckets);
    this.#week.allBuckets = saved.allBuckets;
    this.#tail.load(saved.tail);
    this.#bucket = saved.bucket ?? Number.NaN;
    this.#until = saved.bucket === null ? Number.NEGATIVE_INFINITY : (saved.bucket + 1) * BUCKET;
    this.#exposed = saved.exposed;
    this.#partial = saved.partial;
    this.#unseen = saved.unseen[0];
    this.#notBefore = saved.unseen[1] ?? Number.NEGATIVE_INFINITY;
    this.#lines = saved.lines;
    this.#allLines = saved.allLines;
    this.#told = saved.told.map((one) => ({ ...one, matter: open.get(one.key) ?? one.matter }));
    this.#number();
    this.#active.reset(this.#all(), { bucket: this.#bucket, dense: this.#dense });
  }
}

function place(series: LiveSeries, { template, order }: Kind, index: number): void {
  series.template = template;
  series.order = order * MAX_HOSTS + index;
}

function newKinds(): ByTemplate<Kind> {
  return new ByTemplate(MAX_TEMPLATES, (into, from) => {
    for (const [key, series] of from.series) {
      const known = into.series.get(key);
      if (known === undefined) into.series.set(key, series);
      else known.merge(series);
    }
  });
}

function keyOf({ template, host, from }: Matter): string {
  return `${template.id}\0${host ?? ''}\0${from}`;
}

function newMatter(
  { id, text }: Kind['template'],
  of: { series: LiveSeries; bucket: number; more: boolean; history: number },
): Matter {
  return {
    template: { id, text },
    host: of.series.host,
    app: null,
    from: of.bucket * BUCKET,
    to: (of.bucket + 1) * BUCKET,
    more: of.more,
    usual: 0,
    seen: 0,
    seasonal: of.history >= 7 * 86_400_000,
    evidence: [],
    gravity: 0,
    raw: 0,
    expected: 1,
    history: of.history,
  };
}

/** JSON-safe state of the rates in one pass. */
export const savedLiveRates = z.strictObject({
  kinds: z.array(
    z.strictObject({
      template: z.strictObject({ id: z.string(), text: z.string() }).readonly(),
      series: z.array(savedLiveSeries),
    }),
  ),
  buckets: z.array(z.number()).length(WEEK_HOURS),
  allBuckets: z.number(),
  tail: savedLiveTail,
  bucket: z.int().nullable(),
  exposed: z.int().min(0),
  partial: z.boolean(),
  unseen: z.tuple([z.number(), z.number().nullable()]),
  lines: z.number().min(0),
  allLines: z.number().min(0),
  told: z.array(z.strictObject({ key: z.string(), others: z.number(), matter: savedMatter })),
});
export type SavedLiveRates = z.infer<typeof savedLiveRates>;
