import { type Detector, type DetectorContext, defineDetector } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import { hashText } from '../kit/hash.ts';
import type { IsolationForest } from '../ml/index.ts';
import { TailRate } from '../ml/tail-rate.ts';
import { ByTemplate } from './by-template.ts';
import { lookOf } from './line-look.ts';
import { addOddLine, belongs, judgeOddLines, newOddLine, type OddLine } from './line-matter.ts';
import { fitLines, Rarity, type SampledLine } from './line-rows.ts';
import { loadLines, type SavedLines, saveLines } from './line-saved.ts';
import { type Judged, LineState, waysOf } from './line-state.ts';
import { wordsFor } from './line-words.ts';
import { Reservoir } from './reservoir.ts';

const DAY = 86_400_000;
/** Kinds of line that are compared; lines of others are counted. */
const MAX_KINDS = 20_000;
const MAX_ODD = 500;
/** Lines kept to fit a forest on, per segment and in one pass. */
const SAMPLE = { segment: 2000, onePass: 4000 };
/** In one pass forests are fitted when there are so many lines, and again each time they have doubled. */
const FIRST_FIT = 2000;
const MOST_BETWEEN = 500_000;
/** Ways in which a line must be clearly beyond all others of its kind. */
const WAYS = 2;
/** Days that a log must cover before an hour of the day can be the wrong one. */
const DAYS = 3;
/** What is expected oftener than this per day, or in a log read twice, is not told. */
const SELDOM = { perDay: 1, perLog: 2 };
/** Others see better what is odd in one line: it never reads worse than an ordinary error. */
const WORST = 0.55;

export default defineDetector({
  name: 'lines',
  scope: 'fleet',
  question: 'Is this line of a known kind unlike all others of its kind in several ways at once?',
  capped: ['line', 'of too many kinds not looked at'],
  create: (context) => new Lines(context),
});

/**
 * Compares lines by an isolation forest on severity, status, duration, length, hour and how rare kind, program and
 * words are. Lines that look alike in all of these have one score, and a look that is known for its kind of line is
 * never scored: what is left are few. A line is told only when it also is, in two ways at least, clearly beyond all
 * others of its kind, of which there must be a hundred: a kind that is new belongs to `novelty`.
 *
 * The forests need no trimming: a tree sees 256 lines, so that an incident of less than one part in 256 is mostly not
 * among them, and the tenth that is judged is left out.
 */
class Lines implements Detector {
  readonly #context: DetectorContext;
  #states = newStates();
  #samples: Reservoir<SampledLine>[] = [];
  #forests: (IsolationForest | null)[] = [];
  #rarities: Rarity[] = [];
  #rate = new TailRate();
  #odd: OddLine[] = [];
  #lines = 0;
  #overCap = 0;
  #fitAt = FIRST_FIT;
  #span: [number, number] | null = null;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  observe(event: Event): void {
    const { template } = event;
    if (template === null) return;
    const { learning, segment } = this.#context.phase;
    const state = this.#states.get(template) ?? this.#newState(event);
    if (state === undefined) return;
    state.standFor(template);
    const look = lookOf(event, state.slots);
    if (learning) this.#count(event, state, look);
    const key = look | ((segment + 1) << 23);
    if (key === state.last || key === state.before) return;
    const judging = (!learning || (segment < 0 && this.#forests.length > 0)) && state.isOwn(look, segment);
    if (judging) {
      let judged = state.judged.get(key);
      if (judged === undefined) {
        judged = this.#judge(state, look);
        if (!learning) state.judged.set(key, judged);
      }
      if (judged !== null) this.#found(event, newOddLine(event, state, judged));
      // One odd line may be followed by others that look the same, and all are evidence.
      if (judged !== null && !learning) return;
    }
    if (learning && event.trains) state.learn(look, segment);
    state.before = state.last;
    state.last = key;
  }

  measure(): void {}

  feedback(): void {}

  tick(): void {}

  learned(): void {
    this.#states.settle();
    for (const [, state] of this.#states.entries()) {
      state.last = state.before = -1;
      state.judged.clear();
    }
    this.#forests = [];
    this.#rarities = [];
    this.#odd = [];
  }

  finish(): void {
    if (this.#context.phase.segment < 0) return;
    const [from, to] = this.#span ?? [0, 0];
    const share = to - from > DAY ? DAY / (to - from) : 1;
    judgeOddLines(this.#odd, share);
    for (const odd of this.#odd) if (odd.expected < SELDOM.perLog * share) this.#emit(odd);
    this.#odd = [];
  }

  snapshot(): SavedLines {
    const sample = this.#samples[0] ?? new Reservoir<SampledLine>(SAMPLE.onePass);
    return saveLines({
      ...{ states: this.#states.saved(), sample, forest: this.#forests[0] ?? null, rate: this.#rate },
      ...{ odd: this.#odd, lines: this.#lines, fitAt: this.#fitAt, span: this.#span },
    });
  }

  restore(state: unknown): void {
    const sample = new Reservoir<SampledLine>(SAMPLE.onePass);
    const saved = loadLines(state, sample);
    this.#states = newStates();
    for (const [id, one] of saved.states) this.#states.restore(id, one);
    this.#samples = [sample];
    this.#forests = saved.forest === null ? [] : [saved.forest];
    this.#rate = saved.rate;
    this.#odd = [...saved.odd];
    this.#lines = saved.lines;
    this.#fitAt = saved.fitAt;
    this.#span = saved.span;
  }

  /** Lines of kinds beyond the cap, which were not looked at. */
  get overCap(): number {
    return this.#overCap;
  }

  #newState(event: Event): LineState | undefined {
    // Room is only made when forests are fitted: to look for it at each line would take long.
    if (this.#states.size >= MAX_KINDS) {
      this.#overCap++;
      return undefined;
    }
    return this.#states.of(event.template!, () => new LineState(event.template!.text, event.app));
  }

  #count({ received, weight, trains }: Event, state: LineState, look: number): void {
    const { segment } = this.#context.phase;
    const at = Math.max(0, segment);
    state.add(at, weight);
    const sample = (this.#samples[at] ??= new Reservoir(segment < 0 ? SAMPLE.onePass : SAMPLE.segment));
    const place = trains ? sample.place() : -1;
    if (place >= 0) sample.items[place] = { state, look };
    if (this.#span === null) {
      if (!Number.isNaN(received)) this.#span = [received, received];
    } else if (received > this.#span[1]) this.#span[1] = received;
    if (++this.#lines < this.#fitAt || segment >= 0) return;
    this.#states.settle();
    this.#forests = [this.#fit(-1, new Rarity(this.#known(), -1))];
    this.#fitAt = this.#lines + Math.min(this.#lines, MOST_BETWEEN);
  }

  /** What is odd about a look, null when nothing is; scores only what is beyond its kind already. */
  #judge(state: LineState, look: number): Judged | null {
    const { segment } = this.#context.phase;
    const known = state.bounds(segment);
    if (known === null) return null;
    const [from, to] = this.#span ?? [0, 0];
    // In a log of some hours every hour comes for the first time.
    const bounds = to - from >= DAYS * DAY ? known : { ...known, hours: -1 };
    if (waysOf(look, bounds).length < WAYS) return null;
    const { rarity, forest } = this.#forestFor(segment);
    const score = forest.score(rarity.row({ state, look }));
    return score > 0.5 ? { look, bounds, score, segment } : null;
  }

  #found(event: Event, found: OddLine): void {
    const { segment, reporting } = this.#context.phase;
    const last = this.#odd.findLast((one) => one.template === found.template && one.segment === segment);
    const known = last !== undefined && belongs(last, event) ? last : undefined;
    if (known !== undefined) addOddLine(known, event, found);
    else if (this.#odd.length < MAX_ODD) this.#odd.push(found);
    else return;
    if (segment >= 0) return;
    if (known === undefined) this.#rateNew(found, event.trains);
    const told = known ?? found;
    if (reporting && told.expected < SELDOM.perDay) this.#emit(told);
  }

  #rateNew(odd: OddLine, trains: boolean): void {
    const raw = rawOf(odd);
    this.#rate.advance(this.#span?.[0] ?? odd.from);
    this.#rate.advance(odd.from);
    odd.expected = Math.min(1e9, this.#rate.expected(raw, Math.min(DAY, this.#rate.age)));
    if (trains) this.#rate.add(raw);
    // What can be continued no more is not kept.
    this.#odd = this.#odd.filter((one) => one === odd || odd.from - one.to <= DAY);
  }

  /** In one pass rarities are those of now, so that a restart changes nothing; few lines ever get here. */
  #forestFor(segment: number): { rarity: Rarity; forest: IsolationForest } {
    if (segment < 0) return { rarity: new Rarity(this.#known(), -1), forest: this.#forests[0]! };
    const rarity = (this.#rarities[segment] ??= new Rarity(this.#known(), segment));
    const forest = (this.#forests[segment] ??= this.#fit(segment, rarity));
    return { rarity, forest };
  }

  #fit(segment: number, rarity: Rarity): IsolationForest {
    const sample = this.#samples.flatMap((one, k) => (k === segment ? [] : one.items));
    return fitLines(sample.map(({ state, look }) => rarity.row({ state: state.current, look })));
  }

  #known(): LineState[] {
    return this.#states.saved().map(([, state]) => state);
  }

  #emit(odd: OddLine): void {
    const { template, host, app, look, segment } = odd;
    const { rarity, forest } = this.#forestFor(segment);
    const state = this.#states.saved().find(([id]) => id === template)?.[1] ?? new LineState('', app);
    this.#context.emit({
      id: hashText(`lines\0${template}\0${Number.isNaN(odd.from) ? odd.evidence[0]!.line : odd.from}`),
      detector: 'lines',
      about: { ...(host === null ? {} : { host }), ...(app === null ? {} : { app }), template },
      ...{ from: odd.from, to: odd.to, count: odd.count },
      surprise: Math.max(0, -Math.log10(odd.expected)),
      rawSurprise: rawOf(odd),
      gravity: Math.min(WORST, odd.gravity),
      evidence: [...odd.evidence],
      ...wordsFor(odd, forest.explain(rarity.row({ state, look })).reasons),
    });
  }
}

function newStates(): ByTemplate<LineState> {
  return new ByTemplate<LineState>(MAX_KINDS, (into, from) => into.merge(from));
}

/** A score as a number whose steps are about equally rare. */
function rawOf({ score }: OddLine): number {
  return Math.max(0, (score - 0.4) * 20);
}
