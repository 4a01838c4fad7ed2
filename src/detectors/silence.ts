import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { Book, savedBook } from './silence-book.ts';
import { type Candidate, type Matter, mattersOf, type Who } from './silence-matter.ts';
import { oddsOf } from './silence-odds.ts';
import { type Gap, SHORTEST, type Stream, savedStream, seasonOf } from './silence-stream.ts';
import { silenceFinding } from './silence-words.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** What is overdue is looked for so often; with a thousand streams that costs next to nothing. */
const LOOK = 5 * MINUTE;
/** Pauses that one stream in ten has are not followed up. */
const LEAST_RAW = 1;
const LEAST_BESIDE = 0.3;
const PAUSES_EACH = 2;
/** A host that said less is not known well enough to be missed. */
const LEAST_OF_HOST = 20;
/** What the history holds more often than this is normal here. */
const FEW = 1.6;
/** No history shows that something is rarer than once in so many like it. */
const RAREST = 0.02;
const MOST = 10;

export default defineDetector({
  name: 'silence',
  question: 'Did a regular line, or a whole host, stop coming, or stay away for much longer than ever?',
  capped: ['line', 'of which nobody will say that they stopped'],
  create: (context) => new Silence(context),
});

/**
 * Follows when each kind of line comes on each host, when each host says anything, and when anything comes at all. A
 * pause is judged by the other pauses of the same stream, by two clocks: the calendar's, and the stream's own, which
 * runs fast at the hours when it usually comes, so that nights and weekends are short for what keeps office hours. In
 * two passes the first one learns the hours, the second one the pauses.
 */
class Silence implements Detector {
  readonly #context: DetectorContext;
  #book = new Book();
  #rate = new TailRate();
  #minute = Number.NaN;
  /** Hour and weekend of the minute, and both as one number. */
  #hour = 0;
  #weekend = 0;
  #season = 0;
  #to = Number.NaN;
  #looked = Number.NaN;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  /** Lines whose stream was not followed, because there were too many. */
  get overCap(): number {
    return this.#book.overCap;
  }

  observe(event: Event): void {
    const { received } = event;
    if (event.template === null || !(Math.abs(received) < 1e15)) return;
    const minute = Math.floor(received / MINUTE);
    if (minute !== this.#minute) this.#nextMinute(minute, event);
    if (!(received <= this.#to)) this.#to = received;
    const place = this.#book.place(event);
    if (place === undefined) return;
    if (place.minute !== minute) {
      place.minute = minute;
      // Once a minute is often enough for a host.
      this.#hit(event, place.stream, { kind: 'host', host: event.host ?? '' });
    } else if (received > place.stream.last) place.stream.last = received;
    const stream = this.#book.stream(event);
    if (stream !== undefined) this.#hit(event, stream, null);
  }

  measure(): void {}

  feedback(): void {}

  tick(time: number): void {
    const look = Math.floor(time / LOOK);
    if (look === this.#looked) return;
    this.#looked = look;
    this.#book.settle();
    const { segment, reporting } = this.#context.phase;
    if (segment < 0 && reporting && this.#to < look * LOOK) this.#lookAtOpen(look * LOOK);
  }

  /** Everything may have come in that time: what waits begins to wait anew. */
  blind(from: number, to: number): void {
    const streams = new Set<Stream>();
    this.#eachStream((stream) => streams.add(stream));
    for (const { stream } of this.#book.places.values()) streams.add(stream);
    for (const stream of streams) {
      if (stream.count > 0 && stream.last <= from) stream.last = to;
    }
    if (this.#to <= from) this.#to = to;
    this.#looked = Math.floor(to / LOOK);
  }

  learned(): void {
    this.#book.settle();
    this.#minute = Number.NaN;
    this.#eachStream((stream) => stream.rewind());
    for (const place of this.#book.places.values()) {
      place.stream.rewind();
      place.minute = Number.NaN;
    }
  }

  finish(): void {
    const { segment, reporting } = this.#context.phase;
    if (Number.isNaN(this.#to)) return;
    if (segment < 0) {
      if (reporting) this.#lookAtOpen(this.#to);
      return;
    }
    const matters = mattersOf(this.#candidates());
    const span = Math.max(0, this.#to - this.#book.all.first);
    for (const matter of matters.sort((a, b) => strength(b) - strength(a)).slice(0, MOST)) {
      // Others at least as odd and about as long; beyond all of them the tail goes on as that of a probability does.
      const { gap } = matter.members[0]!;
      if (matter.members[0]!.odds.raw < LEAST_RAW) continue;
      const as = matters.filter(
        (one) => one !== matter && strength(one) >= strength(matter) && one.members[0]!.gap.ms >= gap.ms / 2,
      ).length;
      const inAll = this.#expected(matter, as);
      if (inAll <= FEW) this.#context.emit(silenceFinding(matter, inAll, span));
    }
  }

  snapshot(): SavedSilence {
    return {
      version: 1,
      book: this.#book.save(),
      all: this.#book.all.save(),
      rate: this.#rate.save(),
      clock: Number.isNaN(this.#minute)
        ? null
        : [this.#minute, this.#hour, this.#weekend, this.#to, this.#looked || 0],
    };
  }

  restore(state: unknown): void {
    const parsed = savedSilence.safeParse(state);
    if (!parsed.success) throw stateInvalid('silence', parsed.error);
    const { book, all, rate, clock } = parsed.data;
    this.#book = Book.load(book, all);
    this.#rate = TailRate.load(rate);
    if (clock !== null) {
      [this.#minute, this.#hour, this.#weekend, this.#to, this.#looked] = clock;
      this.#season = seasonOf(this.#hour, this.#weekend);
    }
  }

  #nextMinute(minute: number, event: Event): void {
    this.#minute = minute;
    const time = Number.isNaN(event.time) ? event.received : event.time;
    const day = Math.floor(time / DAY);
    this.#hour = Math.min(23, Math.max(0, Math.floor(((time - day * DAY) / DAY) * 24)));
    // The epoch began on a Thursday.
    this.#weekend = (((day + 3) % 7) + 7) % 7 >= 5 ? 1 : 0;
    this.#season = seasonOf(this.#hour, this.#weekend);
    if (this.#context.phase.segment < 0) this.#rate.advance(event.received);
    this.#hit(event, this.#book.all, { kind: 'log' });
  }

  /** In one pass judges the pause that ends here, then learns it. `who` is null for a kind of line. */
  #hit(event: Event, stream: Stream, who: Who | null): void {
    const { received } = event;
    const { segment, reporting, learning } = this.#context.phase;
    if (learning && segment >= 0) {
      stream.learn(received, this.#season);
      return;
    }
    if (stream.quickHit(received, this.#season, segment)) return;
    if (received - stream.last > SHORTEST && stream.count >= 4) this.#hitLate(event, stream, who);
    else stream.hit(received, this.#season, segment);
    if (stream.wantsSample(received) && reporting && stream.count >= 3) {
      stream.keepSample(evidenceOf(event), received);
    }
  }

  /** A line after a long pause. */
  #hitLate(event: Event, stream: Stream, who: Who | null): void {
    const { received } = event;
    const { segment } = this.#context.phase;
    if (segment < 0) {
      this.#judgeNow(stream, who ?? lineOf(event), { gap: stream.pause(received, -1), after: event });
    }
    stream.hit(received, this.#season, segment);
    if (segment >= 0) stream.returned(received, () => evidenceOf(event));
  }

  #judgeNow(stream: Stream, who: Who, what: { gap: Gap; after: Event | null }): void {
    if (who.kind === 'host' && stream.count < LEAST_OF_HOST) return;
    if (who.kind === 'host' && !this.#isApart(who.host)) return;
    const odds = oddsOf(stream, what.gap);
    // What was told while it lasted is told again when it is over, whatever was learnt since.
    const again = what.after !== null && stream.told === what.gap.from;
    if (odds.raw < LEAST_RAW && !again) return;
    const byChance = (this.#book.size + 1) * 10 ** -odds.raw;
    const known = Math.min(1e9, this.#rate.expected(odds.raw, this.#rate.age));
    const inAll = Math.max(RAREST, known < 1 ? Math.min(known, byChance) : known);
    const open = what.after === null;
    if (!open) this.#rate.add(odds.raw);
    if ((inAll > FEW && !again) || !this.#context.phase.reporting) return;
    if (!again && who.kind === 'line' && this.#isHostSilent(who.host, what.gap)) return;
    const gap = { ...what.gap, after: what.after === null ? null : evidenceOf(what.after) };
    if (gap.before === null && gap.after === null) return;
    stream.told = what.gap.from;
    const span = Math.max(0, this.#to - this.#book.all.first);
    this.#context.emit(silenceFinding({ members: [{ who, gap, odds, open }], more: 0 }, inAll, span));
  }

  /** What has not come for too long at `now`. */
  #lookAtOpen(now: number): void {
    const isOverdue = (stream: Stream) => stream.isOverdue(now);
    this.#eachStream((stream, who) => {
      this.#judgeNow(stream, who, { gap: stream.pause(now, -1), after: null });
    }, isOverdue);
  }

  /** The pauses of all streams that may be odd, at the end of the second pass. */
  #candidates(): Candidate[] {
    const candidates: Candidate[] = [];
    const consider = (stream: Stream, who: Who, { gap, open }: { gap: Gap; open: boolean }) => {
      if (who.kind === 'host' && stream.count < LEAST_OF_HOST) return;
      const odds = oddsOf(stream, gap);
      // Beside a host that is odd by itself, others need less to belong to it.
      const least = who.kind === 'host' ? LEAST_BESIDE : LEAST_RAW;
      if (odds.raw < least || (gap.before === null && gap.after === null)) return;
      if (who.kind === 'line' && this.#isHostSilent(who.host, gap)) return;
      candidates.push({ who, gap, odds, open });
    };
    this.#eachStream((stream, who) => {
      const top = [...stream.byOwn.slice(0, PAUSES_EACH), ...stream.byMs.slice(0, PAUSES_EACH)];
      for (const gap of new Map(top.map((one) => [one.from, one])).values()) {
        consider(stream, who, { gap, open: false });
      }
      if (stream.count > 0 && stream.last < this.#to) {
        consider(stream, who, { gap: stream.pause(this.#to, 9), open: true });
      }
    });
    return candidates;
  }

  /** How many such pauses the log holds, by those `as` odd that were seen and by their chance; in the middle of both where it says more. */
  #expected(matter: Matter, as: number): number {
    const { kind } = matter.members[0]!.who;
    const looks = kind === 'log' ? 1 : kind === 'host' ? this.#book.places.size : this.#book.size;
    const byChance = looks * 10 ** -strength(matter);
    const seen = as + 0.5;
    if (byChance > seen) return Math.sqrt(byChance * seen);
    return Math.max(RAREST, as > 0 ? seen : byChance);
  }

  /** Whether a host itself said nothing for most of a pause of one of its lines. */
  #isHostSilent(host: string, gap: Gap): boolean {
    const stream = this.#book.places.get(host)?.stream;
    if (stream === undefined) return false;
    const shares = (from: number, to: number) =>
      Math.min(to, gap.to) - Math.max(from, gap.from) >= gap.ms / 2;
    return shares(stream.last, gap.to) || stream.byMs.some(({ from, to }) => shares(from, to));
  }

  /** Whether a host is less than the whole log. */
  #isApart(host: string): boolean {
    return host !== '' && this.#book.places.size > 1;
  }

  #eachStream(
    visit: (stream: Stream, who: Who) => void,
    pick: (stream: Stream) => boolean = () => true,
  ): void {
    if (pick(this.#book.all)) visit(this.#book.all, { kind: 'log' });
    for (const [host, { stream }] of this.#book.places) {
      if (this.#isApart(host) && pick(stream)) visit(stream, { kind: 'host', host });
    }
    for (const [template, { text, app, hosts }] of this.#book.kinds) {
      for (const [host, stream] of hosts) {
        if (pick(stream)) visit(stream, { kind: 'line', host, app, template, text });
      }
    }
  }
}

/** Hosts that fall silent at the same time by chance: their chances multiply. What one host says hangs together. */
function strength({ members }: Matter): number {
  const best = new Map<string, number>();
  for (const { who, odds } of members) {
    if (who.kind === 'host') best.set(who.host, Math.max(best.get(who.host) ?? 0, odds.raw));
  }
  if (members[0]!.who.kind !== 'host') return members[0]!.odds.raw;
  return [...best.values()].reduce((sum, raw) => sum + raw, 0);
}

function lineOf({ host, app, template }: Event): Who {
  return { kind: 'line', host: host ?? '', app, template: template!.id, text: template!.text.slice(0, 200) };
}

const savedSilence = z.strictObject({
  version: z.literal(1),
  book: savedBook,
  all: savedStream,
  rate: savedTailRate,
  clock: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]).nullable(),
});
type SavedSilence = z.input<typeof savedSilence>;
