import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { FLAG } from '../core/flags.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { Accepted, savedAccepted } from './accepted.ts';
import { addHit, type Episode, newEpisode, savedEpisode, subjectOf } from './rule-episode.ts';
import { findingOf, isGrave, type Judgement, worthAWord } from './rule-finding.ts';
import { RuleHistory, savedHistory } from './rule-history.ts';
import { RuleOccasions, savedOccasions } from './rule-occasions.ts';

const DAY = 86_400_000;
/** Hits of one category on one host this near to each other are one story … */
const TOGETHER = 5 * 60_000;
/** … until it has gone on for this long. */
const LONGEST = 3_600_000;
const MOST_OPEN = 2_000;
/** Stories kept for judging at the end of two passes; the rest are counted. */
const MOST_STORIES = 20_000;

export default defineDetector({
  name: 'rule',
  question: 'Did a rule escalate lines, and is that unusual here?',
  capped: ['group', 'of escalated lines not judged'],
  create: (context) => new RuleDetector(context),
});

/**
 * Turns escalated lines into one finding per category, subject and stretch of time. How surprising it is depends on
 * how often the rule hits otherwise: a rule that fires all day says little when it fires again.
 */
class RuleDetector implements Detector {
  readonly #context: DetectorContext;
  #history = new RuleHistory();
  /** One pass: how often stories this unlikely come. */
  #rate = new TailRate();
  /** One pass: how often each rule hit, whatever the host. */
  #occasions = new RuleOccasions();
  /** What people called usual, by rule and subject. */
  #accepted = new Accepted();
  #open = new Map<string, Episode>();
  /** No story can be over before: stories end later and later. */
  #quietUntil = Number.POSITIVE_INFINITY;
  /** Two passes, second: all stories, judged together at the end. */
  readonly #stories: Episode[] = [];
  #overCap = 0;
  #from = Number.NaN;
  #to = Number.NaN;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  observe(event: Event): void {
    const { learning, segment } = this.#context.phase;
    if (learning) {
      if (!(event.received >= this.#from)) this.#from = event.received;
      if (!(event.received <= this.#to)) this.#to = event.received;
      if (segment < 0) this.#rate.advance(event.received);
    }
    const category = event.rule?.category ?? null;
    if (category === null || event.mark === 'keep' || event.mark === 'drop') return;
    if (segment < 0) this.#occasions.note(event.rule!.id, event.received);
    const key = `${category}\0${subjectOf(event)}`;
    const known = this.#open.get(key);
    if (known !== undefined && belongs(known, event, segment)) {
      // Told again whenever it has doubled, so that a live finding grows with its story.
      if (addHit(known, event) && segment < 0) this.#tell(known);
      return;
    }
    if (known !== undefined) this.#close(key, known);
    if (this.#open.size >= MOST_OPEN) {
      const [oldest, first] = this.#open.entries().next().value!;
      this.#close(oldest, first);
    }
    const episode = newEpisode(event, { category, segment });
    this.#open.set(key, episode);
    this.#closesAt(episode.to + TOGETHER);
    if (segment < 0) this.#tell(episode);
  }

  measure(): void {}

  feedback(feedback: Feedback): void {
    this.#accepted.take(feedback);
  }

  tick(time: number): void {
    if (time <= this.#quietUntil) return;
    this.#quietUntil = Number.POSITIVE_INFINITY;
    for (const [key, episode] of this.#open) {
      if (time > episode.to + TOGETHER) this.#close(key, episode);
      else this.#closesAt(episode.to + TOGETHER);
    }
  }

  learned(): void {
    this.#closeAll();
  }

  finish(): void {
    this.#closeAll();
    if (this.#context.phase.segment >= 0) this.#judgeAll();
  }

  /** Stories beyond the cap, which were counted but not judged. */
  get overCap(): number {
    return this.#overCap;
  }

  snapshot(): SavedRule {
    return {
      version: 1,
      history: this.#history.save(),
      rate: this.#rate.save(),
      occasions: this.#occasions.save(),
      accepted: this.#accepted.save(),
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
      open: [...this.#open],
    };
  }

  restore(state: unknown): void {
    const parsed = savedRule.safeParse(state);
    if (!parsed.success) throw stateInvalid('rule', parsed.error);
    const saved = parsed.data;
    this.#history = RuleHistory.load(saved.history);
    this.#rate = TailRate.load(saved.rate);
    this.#occasions = RuleOccasions.load(saved.occasions);
    this.#accepted = Accepted.load(saved.accepted);
    if (saved.span !== null) [this.#from, this.#to] = saved.span;
    this.#open = new Map(saved.open);
    this.#quietUntil = Number.NEGATIVE_INFINITY;
  }

  #closesAt(time: number): void {
    if (time < this.#quietUntil) this.#quietUntil = time;
  }

  #closeAll(): void {
    for (const [key, episode] of this.#open) this.#close(key, episode);
  }

  /** A story is over: told for the last time, then learnt. */
  #close(key: string, episode: Episode): void {
    this.#open.delete(key);
    const { learning, segment, reporting } = this.#context.phase;
    if (segment < 0) {
      this.#tell(episode);
      this.#rate.add(this.#history.rarity(episode, this.#span()));
    }
    if (learning) this.#history.learn(episode);
    else if (segment >= 0 && reporting) {
      if (this.#stories.length < MOST_STORIES) this.#stories.push(episode);
      else this.#overCap++;
    }
  }

  /** One pass: judged by what came before. */
  #tell(episode: Episode): void {
    if (!this.#context.phase.reporting) return;
    const raw = this.#history.rarity(episode, this.#span());
    const { age } = this.#rate;
    const judgement: Judgement = {
      raw,
      expected: Math.min(1e9, this.#rate.expected(raw, Math.min(DAY, age)), this.#expectedGrave(episode)),
      elsewhere: this.#history.alike(episode),
      span: this.#span(),
      end: this.#to,
    };
    if (!worthAWord(episode, judgement)) return;
    const finding = findingOf(episode, judgement);
    this.#accepted.note(
      finding.id,
      episode.rules.map(({ id }) => matterOf(id, episode)),
    );
    this.#context.emit(finding);
  }

  /**
   * Occasions per day on which rules hit that say something grave, the rarest of this story (Jeffreys), as long as they
   * are few: hosts that fell together do not make each other usual, and neither does an occasion weeks ago.
   */
  #expectedGrave(episode: Episode): number {
    const { category, rules, from } = episode;
    const grave = rules.filter(
      (rule) => isGrave(category, rule) && !this.#accepted.has(matterOf(rule.id, episode)),
    );
    const before = Math.min(...grave.map(({ id }) => this.#occasions.before(id, from)));
    return (before + 0.5) / Math.max(1, this.#span() / DAY);
  }

  /** Two passes: each story by those of the other nine tenths (Jeffreys: half a one more than was seen). */
  #judgeAll(): void {
    const span = this.#span();
    const rarity = new Map(this.#stories.map((one) => [one, this.#history.rarity(one, span)]));
    const sorted = [...this.#stories].sort((a, b) => rarity.get(b)! - rarity.get(a)! || a.from - b.from);
    const seenIn = new Float64Array(10);
    for (let i = 0; i < sorted.length; ) {
      const raw = rarity.get(sorted[i]!)!;
      let next = i;
      while (next < sorted.length && rarity.get(sorted[next]!)! >= raw - 1e-9)
        seenIn[sorted[next++]!.segment]!++;
      const seen = seenIn.reduce((sum, n) => sum + n, 0);
      for (; i < next; i++) {
        const episode = sorted[i]!;
        const inAll = (seen - seenIn[episode.segment]! + 0.5) / 0.9;
        const expected = inAll * (span > DAY ? DAY / span : 1);
        const judgement = { raw, expected, elsewhere: this.#history.alike(episode), span, end: this.#to };
        if (worthAWord(episode, judgement)) this.#context.emit(findingOf(episode, judgement));
      }
    }
    this.#stories.length = 0;
  }

  #span(): number {
    return Number.isNaN(this.#from) ? 0 : Math.max(0, this.#to - this.#from);
  }
}

const savedRule = z.strictObject({
  version: z.literal(1),
  history: savedHistory,
  rate: savedTailRate,
  occasions: savedOccasions,
  accepted: savedAccepted,
  span: z.tuple([z.number(), z.number()]).readonly().nullable(),
  open: z.array(z.tuple([z.string(), savedEpisode])),
});
type SavedRule = z.input<typeof savedRule>;

function matterOf(rule: string, { subject }: Episode): string {
  return `${rule}\0${subject}`;
}

/** A story that crosses from one tenth of the log to the next is one, and counts with the tenth it began in. */
function belongs(episode: Episode, event: Event, segment: number): boolean {
  const { received } = event;
  // Without times all lines are at one moment, and the tenths of the log are the only measure of when.
  if ((event.flags & FLAG.no_time) !== 0 && episode.segment !== segment) return false;
  // Written so that a time that is none stays with what is open.
  return !(received > episode.to + TOGETHER) && !(received > episode.from + LONGEST);
}
