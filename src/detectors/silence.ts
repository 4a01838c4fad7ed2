import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import { mostSurprise } from '../core/odds.ts';
import type { Sample } from '../core/sample.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { Book, savedBook } from './silence-book.ts';
import { Judge, LEAST_OF_HOST, LEAST_RAW, RAREST } from './silence-judge.ts';
import { type Candidate, type Matter, mattersOf, type Who } from './silence-matter.ts';
import { oddsOf } from './silence-odds.ts';
import { type Gap, SHORTEST, type Stream, savedStream, seasonOf } from './silence-stream.ts';
import { keyOf, savedTold, Told } from './silence-told.ts';
import { byName, type Wait, Waiting } from './silence-waiting.ts';
import { silenceFinding } from './silence-words.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** What is overdue is looked for so often. */
const LOOK = 5 * MINUTE;
const LEAST_BESIDE = 0.3;
const PAUSES_EACH = 2;
/** What the history holds more often than this is normal here. */
const FEW = 1.6;
const MOST = 10;
/** A longer history says of the present no more than this, ms. */
const MONTH = 30 * DAY;
/** What comes once in so many days (surprise) and was told is no habit; anything more frequent is learnt. */
const STRONG = 1;

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
  #told = new Told();
  #judge = new Judge(this.#book, this.#told);
  readonly #waiting = new Waiting();
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

  /** What is measured at a host comes as lines do; when it stops, the host does not answer any more. */
  measure(sample: Sample): void {
    const { host, time } = sample;
    if (host === null || !(Math.abs(time) < 1e15) || this.#context.phase.segment >= 0) return;
    const place = this.#book.measuring(host);
    const minute = Math.floor(time / MINUTE);
    if (place === undefined || place.minute === minute) return;
    place.minute = minute;
    this.#setSeason(time);
    this.#told.advance(time);
    if (!(time <= this.#to)) this.#to = time;
    // Only to know whether anything came at all.
    this.#book.measured.hit(time, this.#season, -1);
    this.#hit({ host, received: time, sample }, place.stream, { kind: 'measured', host });
  }

  /** What people call usual is learnt though it was told of. */
  feedback(feedback: Feedback): void {
    const isUsual =
      feedback.kind === 'expected' || (feedback.kind === 'verdict' && feedback.verdict === 'noise');
    const pause = isUsual ? this.#told.of(feedback.finding) : undefined;
    if (pause === undefined) return;
    const { who, from, to } = pause;
    const stream = this.#book.of(who);
    if (stream === undefined || this.#told.habits.isHabit(keyOf(who))) return;
    this.#told.habits.accept(keyOf(who), this.#to);
    // One that lasts is learnt when it is over.
    if (to !== null) stream.accept(from, to);
  }

  tick(time: number): void {
    const look = Math.floor(time / LOOK);
    if (look === this.#looked) return;
    const before = LOOK * (Number.isNaN(this.#looked) ? look - 1 : this.#looked);
    this.#looked = look;
    const settled = this.#book.settle();
    const { segment, reporting } = this.#context.phase;
    if (segment >= 0) return;
    if (settled) this.#waitAnew(before);
    const now = look * LOOK;
    const overdue: Wait[] = [];
    for (const wait of this.#waiting.take(now)) {
      const { stream, who } = wait;
      const due = stream.dueAfter(before);
      if (due <= now) overdue.push(wait);
      this.#waiting.put(stream, who, due <= now ? stream.dueAfter(now) : due);
    }
    if (!reporting || !(this.#to < now)) return;
    for (const { stream, who } of overdue.sort(byName)) this.#judgeOpen(stream, who, now);
  }

  /** Everything may have come in that time: what waits begins to wait anew. */
  blind(from: number, to: number): void {
    for (const [stream] of this.#book.streams()) stream.blind(from, to);
    if (this.#to <= from) this.#to = to;
    this.#looked = Math.floor(to / LOOK);
  }

  learned(): void {
    this.#book.settle();
    this.#book.joinReworded();
    this.#minute = Number.NaN;
    for (const [stream] of this.#book.streams()) stream.rewind();
    for (const place of this.#book.places.values()) place.minute = Number.NaN;
  }

  finish(): void {
    const { segment, reporting } = this.#context.phase;
    if (Number.isNaN(this.#to)) return;
    if (segment < 0) {
      if (!reporting) return;
      for (const [stream, who] of this.#book.streams()) {
        if (stream.dueAfter(Number.NEGATIVE_INFINITY) <= this.#to) this.#judgeOpen(stream, who, this.#to);
      }
      return;
    }
    const matters = mattersOf(this.#candidates());
    const span = this.#span;
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
      version: 2,
      book: this.#book.save(),
      all: this.#book.all.save(),
      told: this.#told.save(),
      // Where nothing but values came there is no minute of lines.
      clock: Number.isNaN(this.#to)
        ? null
        : [this.#minute || -1, this.#hour, this.#weekend, this.#to, this.#looked || 0],
    };
  }

  restore(state: unknown): void {
    const parsed = savedSilence.safeParse(state);
    if (!parsed.success) throw stateInvalid('silence', parsed.error);
    const { book, all, told, clock } = parsed.data;
    this.#book = Book.load(book, all);
    this.#told = Told.load(told);
    this.#judge = new Judge(this.#book, this.#told);
    if (clock !== null) {
      [this.#minute, this.#hour, this.#weekend, this.#to, this.#looked] = clock;
      this.#season = seasonOf(this.#hour, this.#weekend);
    }
    this.#waitAnew(this.#looked * LOOK);
  }

  #nextMinute(minute: number, event: Event): void {
    this.#minute = minute;
    this.#setSeason(Number.isNaN(event.time) ? event.received : event.time);
    if (this.#context.phase.segment < 0) this.#told.advance(event.received);
    this.#hit(event, this.#book.all, { kind: 'log' });
  }

  #setSeason(time: number): void {
    const day = Math.floor(time / DAY);
    this.#hour = Math.min(23, Math.max(0, Math.floor(((time - day * DAY) / DAY) * 24)));
    // The epoch began on a Thursday.
    this.#weekend = (((day + 3) % 7) + 7) % 7 >= 5 ? 1 : 0;
    this.#season = seasonOf(this.#hour, this.#weekend);
  }

  /** In one pass judges the pause that ends here, then learns it. `who` is null for a kind of line. */
  #hit(event: Heard, stream: Stream, who: Who | null): void {
    const { received } = event;
    const { segment, reporting, learning } = this.#context.phase;
    if (learning && segment >= 0) {
      stream.learn(received, this.#season);
      return;
    }
    if (stream.quickHit(received, this.#season, segment)) return;
    if (received - stream.last > SHORTEST && stream.count >= 4) this.#hitLate(event, stream, who);
    else stream.hit(received, this.#season, segment);
    if (segment < 0) {
      if (stream.tellsOfStart && isLine(event)) this.#book.place(event)!.started = received;
      const due = stream.dueAfter(received);
      if (due < stream.queued) this.#waiting.put(stream, who ?? lineOf(event as Event), due);
    }
    if (stream.wantsSample(received) && reporting && stream.count >= 3) {
      stream.keepSample(shown(event), received);
    }
  }

  /** A line, or a value, after a long pause. */
  #hitLate(event: Heard, stream: Stream, who: Who | null): void {
    const { received } = event;
    const { segment } = this.#context.phase;
    const mayBeOdd = segment < 0 && stream.mayBeOdd(received);
    if (mayBeOdd && this.#judgeBack(event, stream, who ?? lineOf(event as Event))) {
      stream.hitAfterTold(received, this.#season);
      return;
    }
    stream.excused =
      segment < 0 && this.#judge.isAroundStart(event.host ?? '', { from: stream.last, to: received });
    stream.hit(received, this.#season, segment);
    if (segment >= 0) stream.returned(received, () => shown(event));
  }

  /** All streams wait from a time on, with what is known of them by now. */
  #waitAnew(from: number): void {
    this.#waiting.clear();
    for (const [stream, who] of this.#book.streams()) {
      stream.queued = Number.POSITIVE_INFINITY;
      this.#waiting.put(stream, who, stream.dueAfter(from));
    }
  }

  /** A pause that lasts at `now`. */
  #judgeOpen(stream: Stream, who: Who, now: number): void {
    if (!this.#judge.isKnown(stream, who)) return;
    const gap = stream.pause(now, -1);
    const odd = this.#judge.oddest(stream, who, gap);
    if (odd === null || odd.inMonth > FEW || gap.before === null || this.#judge.isCovered(who, odd, gap))
      return;
    this.#tell(stream, { who, gap, odds: odd.odds, open: true }, odd.inMonth);
  }

  /** A pause that ends; whether it was told of, and is no habit, so that it is not to be learnt. */
  #judgeBack(event: Heard, stream: Stream, who: Who): boolean {
    if (!this.#judge.isKnown(stream, who)) return false;
    const gap = { ...stream.pause(event.received, -1), after: null };
    // What was told while it lasted is told again when it is over, whatever was learnt since.
    const again = stream.told === gap.from;
    const odd = this.#judge.oddest(stream, who, gap);
    if (odd === null && !again) return false;
    if (odd !== null && !again && this.#judge.isCovered(who, odd, gap)) return false;
    if (odd !== null) this.#told.add(odd.pause, event.received);
    const inMonth = odd?.inMonth ?? FEW;
    if ((inMonth > FEW && !again) || !this.#context.phase.reporting) return false;
    const odds = odd?.odds ?? { raw: 0, longest: 0, atThisHour: false, count: stream.count };
    const withLine = { ...gap, after: shown(event) };
    const { surprise } = this.#tell(stream, { who, gap: withLine, odds, open: false }, inMonth);
    // Away for longer than it was there, it is no news any more, and nothing else is known of how it comes.
    if (odd === null) return false;
    const known = mostSurprise(this.#span);
    return Math.min(surprise, known) >= STRONG && !this.#told.habits.isHabit(keyOf(who));
  }

  #tell(stream: Stream, candidate: Candidate, inMonth: number): Finding {
    const { who, gap, open } = candidate;
    if (stream.told !== gap.from) this.#told.habits.tell(keyOf(who), gap.to);
    stream.told = gap.from;
    stream.toldTo = open ? null : gap.to;
    const inAll = inMonth * Math.max(1, this.#span / MONTH);
    const finding = silenceFinding({ members: [candidate], more: 0 }, inAll, this.#span);
    this.#told.tell(finding.id, { who, from: gap.from, to: stream.toldTo });
    this.#context.emit(finding);
    return finding;
  }

  /** How long there have been lines, or values where there are none. */
  get #span(): number {
    const { all, measured } = this.#book;
    const first = all.count === 0 ? measured.first : all.first;
    return Math.max(0, this.#to - first);
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
      if (who.kind === 'line' && this.#judge.isHostSilent(who.host, gap)) return;
      candidates.push({ who, gap, odds, open });
    };
    for (const [stream, who] of this.#book.streams()) {
      if (who.kind === 'host' && !this.#judge.isApart(who.host)) continue;
      const top = [...stream.byOwn.slice(0, PAUSES_EACH), ...stream.byMs.slice(0, PAUSES_EACH)];
      for (const gap of new Map(top.map((one) => [one.from, one])).values()) {
        consider(stream, who, { gap, open: false });
      }
      if (stream.count > 0 && stream.last < this.#to) {
        consider(stream, who, { gap: stream.pause(this.#to, 9), open: true });
      }
    }
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

/** A line, or a value that was measured at a host. */
type Heard = Event | { readonly host: string; readonly received: number; readonly sample: Sample };

function isLine(heard: Heard): heard is Event {
  return !('sample' in heard);
}

function shown(heard: Heard): Evidence {
  if (isLine(heard)) return evidenceOf(heard);
  const { metric, value, unit = '', host } = heard.sample;
  const text = `${metric} = ${Number(value.toPrecision(3))}${unit === '' ? '' : ` ${unit}`}`;
  return { source: 'samples', text: `${text} on ${host}` };
}

function lineOf({ host, app, template }: Event): Who {
  return { kind: 'line', host: host ?? '', app, template: template!.id, text: template!.text.slice(0, 200) };
}

const savedSilence = z.strictObject({
  version: z.literal(2),
  book: savedBook,
  all: savedStream,
  told: savedTold,
  clock: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]).nullable(),
});
type SavedSilence = z.input<typeof savedSilence>;
