import { gravityOf } from '../core/gravity.ts';
import type { Book } from './silence-book.ts';
import { isAroundStart, TURNS, wordsOf } from './silence-lines.ts';
import type { Who } from './silence-matter.ts';
import { type Odds, oddsOf, oddsOfMissed } from './silence-odds.ts';
import type { Gap, Span, Stream } from './silence-stream.ts';
import { keyOf, type OddPause, type Told } from './silence-told.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Pauses that one stream in ten has are not followed up. */
export const LEAST_RAW = 1;
/** A host that said less is not known well enough to be missed. */
export const LEAST_OF_HOST = 20;
/** No history shows that something is rarer than once in so many like it. */
export const RAREST = 0.02;
/** What comes by the clock comes as much too early or late at most. */
const ROUNDLY = 10 * MINUTE;
/** A line that shares so many of its words with another says the same in other words. */
const ALIKE = 0.5;
/** A line that comes instead of another comes within so many of its pauses, so many times at least, and so often. */
const SOON = 20;
const LEAST_INSTEAD = 3;
const AS_OFTEN = 0.3;
/** What reads like a fault does not stand in for what was there before. */
const FAULT = 0.55;

/** What is odd about a pause: how many such ones others had in a month, and the time (epoch ms) that makes it odd. */
export interface Odd {
  readonly odds: Odds;
  readonly pause: OddPause;
  readonly inMonth: number;
  readonly from: number;
  readonly to: number;
}

/** Judges pauses by what else is known of the stream, its host, and what others do. */
export class Judge {
  readonly #book: Book;
  readonly #told: Told;

  constructor(book: Book, told: Told) {
    this.#book = book;
    this.#told = told;
  }

  /** What is odd about a pause, by its length or by what was due in it: what others had least of; null for nothing. */
  oddest(stream: Stream, who: Who, gap: Gap): Odd | null {
    const byLength = this.#byLength(stream, who, gap);
    const byDay = who.kind === 'line' ? this.#byDay(stream, who, gap) : null;
    if (byLength === null || byDay === null) return byLength ?? byDay;
    return byLength.inMonth <= byDay.inMonth ? byLength : byDay;
  }

  /** Whether something that is more was away at the time, or the line is said in other words since. */
  isCovered(who: Who, { from, to }: Odd, gap: Gap): boolean {
    if (who.kind === 'log') return false;
    const span = { from, to, ms: to - from };
    // Whoever measures has stopped, or could not reach anybody.
    if (who.kind === 'measured') return isSilent(this.#book.measured, span);
    if (who.kind === 'line' && this.isHostSilent(who.host, span)) return true;
    if (this.isApart(who.host) && this.#book.all.wasAway(span)) return true;
    return who.kind === 'line' && this.#isReworded(who, gap);
  }

  /** Whether enough is known of a host, and it is not the whole log. */
  isKnown(stream: Stream, who: Who): boolean {
    if (who.kind === 'measured') return stream.count >= LEAST_OF_HOST && this.#book.measuredAt.size > 1;
    return who.kind !== 'host' || (stream.count >= LEAST_OF_HOST && this.isApart(who.host));
  }

  /** Whether a host is less than the whole log. */
  isApart(host: string): boolean {
    return host !== '' && this.#book.places.size > 1;
  }

  /** Whether a host said in a span, or shortly before or after, that it starts anew. */
  isAroundStart(host: string, span: { from: number; to: number }): boolean {
    return isAroundStart(this.#book.places.get(host)?.started ?? Number.NaN, span);
  }

  /** Whether a host itself said nothing for most of a pause of one of its lines. */
  isHostSilent(host: string, span: Span): boolean {
    const stream = this.#book.places.get(host)?.stream;
    return stream !== undefined && isSilent(stream, span);
  }

  #byLength(stream: Stream, who: Who, gap: Gap): Odd | null {
    const odds = oddsOf(stream, gap);
    if (odds.raw < LEAST_RAW) return null;
    const inStart = who.kind === 'line' && this.isAroundStart(who.host, gap);
    if (inStart && gap.own < TURNS * stream.longestOwn) return null;
    const pause = { who, ms: gap.ms, raw: odds.raw, byDay: false };
    const looks = this.#looks(who);
    const byChance = looks * 10 ** -odds.raw;
    const known = Math.min(1e9, this.#told.expected(pause));
    // What others did says little while it is little: in the middle of both where chance says more.
    const expected = byChance > known ? Math.sqrt(byChance * known) : known < 1 ? byChance : known;
    const inMonth = Math.max(RAREST, expected);
    return { odds, pause, inMonth, from: gap.from, to: gap.to };
  }

  /** Streams of its kind. */
  #looks({ kind }: Who): number {
    if (kind === 'log') return 1;
    if (kind === 'host') return this.#book.places.size;
    return kind === 'measured' ? this.#book.measuredAt.size : this.#book.size + 1;
  }

  #byDay(stream: Stream, who: Who & { kind: 'line' }, { ms, from, to }: Gap): Odd | null {
    const missed = stream.missed(from, to);
    // Where it is usual that it stays away, how long it does is what counts.
    if (missed === null || this.#told.habits.isHabit(keyOf(who))) return null;
    const { due } = missed;
    if (this.isAroundStart(who.host, { from: due, to: due })) return null;
    const odds = oddsOfMissed(stream, missed);
    const pause = { who, ms, raw: odds.raw, byDay: true };
    const inMonth = Math.max(RAREST, Math.min(1e9, this.#told.expected(pause)));
    return { odds, pause, inMonth, from: due - ROUNDLY, to: Math.min(to, due + HOUR) };
  }

  /** Whether the program says something new since then that reads no worse: in like words, or at once and as often. */
  #isReworded({ host, app, template, text }: Who & { kind: 'line' }, { from, ms }: Gap): boolean {
    const old = this.#book.kinds.get(template)?.hosts.get(host);
    if (app === null || old === undefined) return false;
    const pause = (old.last - old.first) / Math.max(1, old.count - 1);
    const words = wordsOf(text);
    for (const [id, kind] of this.#book.kinds) {
      if (kind.app !== app || id === template) continue;
      const stream = kind.hosts.get(host);
      if (stream === undefined || stream.first <= from || gravityOf(-1, kind.text) >= FAULT) continue;
      const often = stream.count > LEAST_INSTEAD && stream.count * pause >= AS_OFTEN * ms;
      if (often && stream.first - from <= SOON * pause) return true;
      const others = wordsOf(kind.text);
      let shared = 0;
      for (const word of others) if (words.has(word)) shared++;
      if (shared > 0 && shared >= ALIKE * Math.min(words.size, others.size)) return true;
    }
    return false;
  }
}

/** Whether nothing came for most of a span. */
function isSilent(stream: Stream, span: Span): boolean {
  const shares = (from: number, to: number) =>
    Math.min(to, span.to) - Math.max(from, span.from) >= span.ms / 2;
  if (shares(stream.last, span.to) || stream.wasAway(span)) return true;
  return stream.byMs.some(({ from, to }) => shares(from, to));
}
