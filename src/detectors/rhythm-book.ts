import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';
import { PairMap } from '../kit/pair-map.ts';
import { keyOf, type SavedRhythmSeries, Series, type Subject } from './rhythm-series.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** Of all series; hosts may have what the others leave. */
const MOST = { all: 6000, host: 6000, app: 1500, template: 1500, metric: 1000 };
/** Series that are looked at by their range, every five minutes and every hour: that takes most of the room. */
export const MOST_RANGES = { fine: 500, coarse: 1500 };
const MOST_KNOWN = 16_384;
/** A kind of line that came less often has no rhythm yet. */
const ESTABLISHED = 3;
/** A series without a line for so long makes room. */
const UNHEARD = 30 * DAY;

/** Where the lines of a kind of line, from one host, are counted. */
interface Place {
  readonly app: string | null;
  readonly series: Series[];
  /** Its kind of line is not counted by itself yet. */
  waiting: boolean;
}

/** All series, by what they are of. */
export class RhythmBook {
  readonly #series = new Map<string, Series>();
  readonly #of = { host: 0, app: 0, template: 0, metric: 0 };
  /** By the numbers of template and host (+1). */
  readonly #known = new PairMap<Place>();
  #sweptAt = Number.NEGATIVE_INFINITY;
  /** Asked for and refused. */
  overCap = 0;

  get size(): number {
    return this.#series.size;
  }

  /** In order of first sight. */
  all(): IterableIterator<Series> {
    return this.#series.values();
  }

  get(key: string): Series | undefined {
    return this.#series.get(key);
  }

  /** The series in which a line counts. */
  of(event: Event, template: Template): readonly Series[] {
    const { hostKey, host, app } = event;
    if (hostKey < 0 && host !== null) return [];
    let place = this.#known.get(template.index, hostKey + 1);
    if (place === undefined || place.app !== app) {
      place = this.#place(event, template);
      if (this.#known.size >= MOST_KNOWN) this.#known.clear();
      this.#known.set(template.index, hostKey + 1, place);
    }
    if (place.waiting && isEstablished(template)) {
      place.waiting = false;
      this.#into(place.series, lineOf(event, template), { event, template });
    }
    return place.series;
  }

  /** The series of a metric; null where there are too many. */
  metric(metric: string, { host, unit }: { host: string | null; unit: string }, time: number): Series | null {
    return this.#find({ kind: 'metric', host, app: null, template: null, metric, unit }, time);
  }

  /** Takes back one that was saved. */
  restore(saved: SavedRhythmSeries): void {
    const series = Series.load(saved);
    this.#series.set(series.key, series);
    this.#of[saved.of.kind]++;
  }

  clear(): void {
    this.#series.clear();
    this.#known.clear();
    for (const kind of ['host', 'app', 'template', 'metric'] as const) this.#of[kind] = 0;
    this.#sweptAt = Number.NEGATIVE_INFINITY;
  }

  /** Kinds of line that were generalised: what was counted of them counts for what they are now. */
  settle(): void {
    let moved = false;
    for (const series of [...this.#series.values()]) {
      if (series.template === null || series.template.successor === null) continue;
      let current = series.template.successor;
      while (current.successor !== null) current = current.successor;
      moved = true;
      this.#forget(series);
      const of: Subject = { ...series.of, template: { id: current.id, text: current.text } };
      const into = this.#series.get(keyOf(of)) ?? new Series(of);
      if (!this.#series.has(into.key)) {
        this.#series.set(into.key, into);
        this.#of.template++;
      }
      into.template = current;
      into.merge(series);
    }
    if (moved) this.#known.clear();
  }

  #place(event: Event, template: Template): Place {
    const { host, app } = event;
    const place: Place = { app, series: [], waiting: !isEstablished(template) };
    const none = { template: null, metric: null, unit: '' };
    if (host !== null) this.#into(place.series, { kind: 'host', host, app: null, ...none }, { event });
    if (app !== null) this.#into(place.series, { kind: 'app', host, app, ...none }, { event });
    if (!place.waiting) this.#into(place.series, lineOf(event, template), { event, template });
    return place;
  }

  #into(list: Series[], of: Subject, from: { event: Event; template?: Template }): void {
    const series = this.#find(of, from.event.received);
    if (series === null) return;
    series.template ??= from.template ?? null;
    list.push(series);
  }

  #find(of: Subject, time: number): Series | null {
    const key = keyOf(of);
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    if (this.#isFull(of.kind)) this.#sweep(time);
    if (this.#isFull(of.kind)) {
      this.overCap++;
      return null;
    }
    const series = new Series(of);
    this.#series.set(key, series);
    this.#of[of.kind]++;
    return series;
  }

  #isFull(kind: Subject['kind']): boolean {
    return this.#series.size >= MOST.all || this.#of[kind] >= MOST[kind];
  }

  /** Makes room, once an hour at most. */
  #sweep(time: number): void {
    if (time - this.#sweptAt < HOUR) return;
    this.#sweptAt = time;
    const old = [...this.#series.values()].filter(({ last }) => time - last > UNHEARD);
    for (const series of old) this.#forget(series);
    this.#known.clear();
  }

  #forget(series: Series): void {
    this.#series.delete(series.key);
    this.#of[series.of.kind]--;
  }
}

function lineOf({ host, app }: Event, { id, text }: Template): Subject {
  return { kind: 'template', host, app, template: { id, text }, metric: null, unit: '' };
}

function isEstablished({ profile }: Template): boolean {
  return profile === null || profile.count >= ESTABLISHED;
}
