import { z } from 'zod';

/** Programs told apart; the rest share one entry. */
const MAX_APPS = 10_000;
const OTHER = '\0other';

interface App {
  lines: number;
  news: number;
  /** Lines and new templates per segment, in a two-pass scan. */
  linesIn: Float64Array | null;
  newsIn: Float64Array | null;
}

/** How many lines each program writes, and how many of them began a new kind of line. */
export class AppNovelty {
  #apps = new Map<string, App>();
  readonly #total: App = newApp();
  /** Programs come in rows. */
  #lastApp: string | null | undefined;
  #last: App = this.#total;

  /** Counts a line of `app`; in a segment also there. */
  learn(app: string | null, weight: number, segment: number, isNew: boolean): void {
    const entry = app === this.#lastApp ? this.#last : this.#entry(app);
    this.#lastApp = app;
    this.#last = entry;
    addLines(entry, weight, segment);
    addLines(this.#total, weight, segment);
    if (!isNew || segment >= 0) return;
    entry.news++;
    this.#total.news++;
  }

  /** Before `count` is used again. */
  forgetNews(): void {
    for (const one of [...this.#apps.values(), this.#total]) {
      one.news = 0;
      one.newsIn = null;
    }
  }

  /** Counts a template that occurs in one segment only. */
  count(app: string | null, segment: number): void {
    for (const one of [this.#entry(app), this.#total]) {
      one.news++;
      (one.newsIn ??= new Float64Array(10))[segment]!++;
    }
  }

  /** Lines of all programs outside of a segment (−1: all). */
  lines(segment: number): number {
    return outside(this.#total.lines, this.#total.linesIn, segment);
  }

  /** Lines, new kinds of line, and the share of the second in the first, of one program or (`all`) of all of them. */
  rate(app: string | null, segment: number, all: boolean): { lines: number; news: number; share: number } {
    const entry = all ? this.#total : this.#apps.get(app ?? '');
    if (entry === undefined) return { lines: 0, news: 0, share: 0 };
    const lines = outside(entry.lines, entry.linesIn, segment);
    const news = outside(entry.news, entry.newsIn, segment);
    return { lines, news, share: (news + 0.5) / (lines + 1) };
  }

  /** JSON-safe state of the one-pass counts. */
  save(): SavedApps {
    return [...this.#apps].map(([app, { lines, news }]) => [app, lines, news] as const);
  }

  /** What `save` described. */
  static load(saved: SavedApps): AppNovelty {
    const apps = new AppNovelty();
    for (const [app, lines, news] of saved) {
      apps.#apps.set(app, { ...newApp(), lines, news });
      apps.#total.lines += lines;
      apps.#total.news += news;
    }
    return apps;
  }

  #entry(app: string | null): App {
    const key = app ?? '';
    const known = this.#apps.get(key);
    if (known !== undefined) return known;
    const place = this.#apps.size < MAX_APPS ? key : OTHER;
    const entry = this.#apps.get(place) ?? newApp();
    this.#apps.set(place, entry);
    return entry;
  }
}

/** Program, lines, new kinds of line. */
export const savedApps = z.array(z.tuple([z.string(), z.number(), z.number()]).readonly()).readonly();
export type SavedApps = z.infer<typeof savedApps>;

function addLines(app: App, weight: number, segment: number): void {
  app.lines += weight;
  if (segment >= 0) (app.linesIn ??= new Float64Array(10))[segment]! += weight;
}

function newApp(): App {
  return { lines: 0, news: 0, linesIn: null, newsIn: null };
}

function outside(all: number, per: Float64Array | null, segment: number): number {
  return segment < 0 || per === null ? all : all - per[segment]!;
}
