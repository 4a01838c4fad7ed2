import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector, type Feedback } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Evidence, Finding } from '../core/finding.ts';
import { gravityOfCourse } from '../core/gravity.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { First } from '../core/template.ts';
import { hashText } from '../kit/hash.ts';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { AppNovelty, savedApps } from './app-novelty.ts';
import { addLine, type Discovery, newDiscovery } from './discovery.ts';
import { type Again, isTold, savedToldNews, ToldNews } from './novelty-again.ts';
import { type Cluster, OpenClusters, savedClusters, strongestFirst, surpriseOf } from './novelty-clusters.ts';
import { judgeTogether } from './novelty-judge.ts';
import { wordsFor } from './novelty-words.ts';

const DAY = 86_400_000;
/** Discoveries kept for ranking; the rest are counted. */
const MAX_DISCOVERIES = 10_000;
const EVIDENCE_LINES = 5;
/** Looks that a place with no history of its own borrows from the whole log. */
const BORROWED = 20;
/** So many things as unlikely in the whole history, or so many per day, make one more of them nothing special. */
const FEW = 5;
const SELDOM = 0.15;
/** What is expected more often than this per day is not worth a word, however bad it reads. */
const ALWAYS_NEW = 10;
/** A program of which every tenth line is of a new kind, or a slot with a new value in every hundredth, is always new. */
const LEAST_RAW = { template: 1, facet: 2, value: 2, host: 2 };
/** A place has few values or hosts when each came so often; numbers may be measurements, and must be better known. */
const LOOKS_PER_VALUE = 20;
const LOOKS_OF_NUMBERS = 1000;

export default defineDetector({
  name: 'novelty',
  scope: 'fleet',
  question: 'Is this a kind of line, a value or a place never seen before, where new things are rare?',
  capped: ['new thing', 'not ranked'],
  create: (context) => new Novelty(context),
});

type Kind = First['kind'];
const KINDS = ['template', 'facet', 'value', 'host'] as const satisfies readonly Kind[];

/**
 * Finds what was never seen before and says how unlikely that is, given how often new things come here: a log that
 * is always new does not cry. The base rate is Good's (1953): things seen on one occasion only, per look. New things
 * that come together are one finding.
 */
class Novelty implements Detector {
  readonly #context: DetectorContext;
  #apps = new AppNovelty();
  #rates = new Map<Kind, TailRate>(KINDS.map((kind) => [kind, new TailRate()]));
  /** Two passes: everything new, judged at the end. */
  readonly #discoveries = new Map<string, Discovery>();
  /** One pass: what is still growing. */
  #open = new OpenClusters();
  /** One pass: what was told, and is not usual for that. */
  #told = new ToldNews();
  #overCap = 0;
  /** Ms in which nothing could be seen. */
  #unseen = 0;
  #from = Number.NaN;
  #to = Number.NaN;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  observe(event: Event): void {
    const { learning, segment } = this.#context.phase;
    const twoPass = segment >= 0;
    if (learning) {
      if (!(event.received <= this.#to)) this.#to = event.received;
      if (Number.isNaN(this.#from)) this.#begin(event.received);
      else if (event.received < this.#from) this.#from = event.received;
    }
    const first = event.firsts === null ? null : strongest(event.firsts);
    const again = twoPass || event.template === null ? null : this.#told.find(event);
    if (again !== null) this.#tellAgain(event, again);
    if (first !== null) {
      if (twoPass) this.#collect(event, first, segment);
      else this.#judgeNow(event, first);
    } else if (this.#open.size > 0 && event.template !== null) {
      const known = this.#open.memberOf(event.template.id);
      if (known !== undefined) addLine(known, event);
    }
    if (learning) this.#apps.learn(event.app, event.weight, segment, first?.kind === 'template');
  }

  #begin(time: number): void {
    this.#from = time;
    for (const rate of this.#rates.values()) rate.advance(time);
  }

  measure(): void {}

  feedback(feedback: Feedback): void {
    this.#told.feedback(feedback);
  }

  tick(time: number): void {
    if (this.#open.size > 0) for (const cluster of this.#open.close(time)) this.#emit(cluster);
  }

  blind(from: number, to: number): void {
    this.#unseen += to - from;
  }

  learned(): void {}

  finish(): void {
    if (this.#context.phase.segment >= 0) this.#judgeAll();
    for (const cluster of this.#open.closeAll()) this.#emit(cluster);
  }

  /** New things beyond the cap, which were counted but not ranked. */
  get overCap(): number {
    return this.#overCap;
  }

  snapshot(): SavedNovelty {
    return {
      version: 1,
      apps: this.#apps.save(),
      rates: [...this.#rates].map(([kind, rate]) => [kind, rate.save()] as const),
      span: Number.isNaN(this.#from) ? null : [this.#from, this.#to],
      open: this.#open.save(),
      told: this.#told.save(),
      unseen: this.#unseen,
    };
  }

  restore(state: unknown): void {
    const parsed = savedNovelty.safeParse(state);
    if (!parsed.success) throw stateInvalid('novelty', parsed.error);
    const saved = parsed.data;
    this.#apps = AppNovelty.load(saved.apps);
    this.#rates = new Map(saved.rates.map(([kind, rate]) => [kind, TailRate.load(rate)]));
    if (saved.span !== null) [this.#from, this.#to] = saved.span;
    this.#open = OpenClusters.load(saved.open);
    this.#told = ToldNews.load(saved.told);
    this.#unseen = saved.unseen;
  }

  #collect(event: Event, first: First, segment: number): void {
    const key = keyOf(event, first);
    const known = this.#discoveries.get(key);
    if (known !== undefined) addLine(known, event);
    else if (this.#discoveries.size >= MAX_DISCOVERIES) this.#overCap++;
    else this.#discoveries.set(key, newDiscovery(event, first, { key, segment }));
  }

  #judgeNow(event: Event, first: First): void {
    const rate = this.#rates.get(first.kind)!;
    rate.advance(event.received - this.#unseen);
    const raw = this.#rawSurprise(first, event.app, -1);
    if (this.#context.phase.reporting) {
      const discovery = newDiscovery(event, first, { key: keyOf(event, first), segment: -1 });
      discovery.raw = raw;
      discovery.expected = Math.min(1e9, rate.expected(raw, Math.min(DAY, rate.age)));
      discovery.expectedInAll = Math.min(1e9, rate.expected(raw, rate.age));
      discovery.others = this.#apps.lines(-1);
      discovery.span = Math.max(0, this.#to - this.#from - this.#unseen);
      if (worthAWord(discovery)) {
        this.#emit(this.#open.add(discovery));
        this.#told.remember(discovery, event);
      }
    }
    if (event.trains) rate.add(raw);
  }

  /** What was told when it was new is as unlikely as it was then: that it came once is no reason to expect it. */
  #tellAgain(event: Event, { before, occasion, last, example }: Again): void {
    if (!this.#context.phase.reporting) return;
    const { key, raw, expected, expectedInAll } = before;
    const first = before.first.kind === 'facet' ? { ...before.first, example } : before.first;
    const discovery: Discovery = {
      ...newDiscovery(event, first, { key, segment: -1 }),
      ...{ raw, expected, expectedInAll, again: { occasion, last } },
      others: this.#apps.lines(-1),
      span: Math.max(0, this.#to - this.#from - this.#unseen),
    };
    if (isTold(discovery)) this.#emit(this.#open.add(discovery));
  }

  /** Each discovery against the rest of the log. */
  #judgeAll(): void {
    const all = [...this.#discoveries.values()].sort((a, b) => a.from - b.from);
    this.#apps.forgetNews();
    for (const d of all) if (d.first.kind === 'template') this.#apps.count(d.app, d.segment);
    for (const d of all) {
      d.raw = this.#rawSurprise(d.first, d.app, d.segment);
      d.others = this.#apps.lines(d.segment);
    }
    for (const kind of KINDS) {
      const span = Math.max(0, this.#to - this.#from);
      const news = all.filter((d) => d.first.kind === kind);
      // Bad news are as rare as bad news are, however much else is new.
      judgeTogether(news.filter(isBad), span);
      judgeTogether(
        news.filter((d) => !isBad(d)),
        span,
      );
    }
    const clusters = new OpenClusters();
    const found = new Set<Cluster>();
    for (const d of all) if (worthAWord(d)) found.add(clusters.add(d));
    for (const cluster of found) this.#emit(cluster);
    this.#discoveries.clear();
  }

  /** −log10 of the chance that a line brings something new here, before any correction. */
  #rawSurprise(first: First, app: string | null, segment: number): number {
    const everywhere = this.#apps.rate(null, segment, true);
    if (first.kind === 'template') {
      const own = this.#apps.rate(app, segment, false);
      return -Math.log10((own.news + BORROWED * everywhere.share) / (own.lines + BORROWED));
    }
    const { looks, singles } = first.rate;
    return -Math.log10((singles + BORROWED * everywhere.share) / (looks + BORROWED));
  }

  #emit(cluster: Cluster): void {
    const finding = findingOf(cluster, this.#to);
    this.#told.toldBy(finding.id, cluster.members);
    this.#context.emit(finding);
  }
}

const savedNovelty = z.strictObject({
  version: z.literal(1),
  apps: savedApps,
  rates: z.array(z.tuple([z.enum(KINDS), savedTailRate]).readonly()).readonly(),
  span: z.tuple([z.number(), z.number()]).readonly().nullable(),
  open: savedClusters,
  told: savedToldNews,
  unseen: z.number().min(0),
});
type SavedNovelty = z.input<typeof savedNovelty>;

function strongest(firsts: readonly First[]): First {
  return firsts.reduce((a, b) => (KINDS.indexOf(b.kind) < KINDS.indexOf(a.kind) ? b : a));
}

function keyOf(event: Event, first: First): string {
  const template = event.template!.id;
  if (first.kind === 'template') return template;
  if (first.kind === 'host') return `${template}\0host\0${first.host}`;
  return `${template}\0${first.kind}\0${first.slot}\0${first.value}`;
}

function isBad(d: Discovery): boolean {
  return d.gravity >= 0.5;
}

function worthAWord(d: Discovery): boolean {
  if (d.raw < LEAST_RAW[d.first.kind]) return false;
  if (d.first.kind !== 'template') {
    const { looks, distinct } = d.first.rate;
    if (looks < LOOKS_PER_VALUE * distinct) return false;
    if (d.first.kind === 'value' && d.first.numeric && looks < LOOKS_OF_NUMBERS) return false;
  }
  if (d.expectedInAll < FEW || d.expected < SELDOM) return true;
  return d.gravity >= 0.65 && d.expected < ALWAYS_NEW;
}

function findingOf(cluster: Cluster, end: number): Finding {
  const members = strongestFirst(cluster);
  const first = cluster.members[0]!;
  const { app, host, template } = members[0]!;
  const timed = members.filter((one) => one.timed);
  return {
    id: hashText(
      `novelty\0${first.first.kind}\0${first.key}\0${first.timed ? first.from : first.evidence[0]!.line}`,
    ),
    detector: 'novelty',
    about: {
      ...(host === null ? {} : { host }),
      ...(app === null ? {} : { app }),
      template: template.id,
    },
    from: timed.length > 0 ? Math.min(...timed.map(({ from }) => from)) : Number.NaN,
    to: timed.length > 0 ? Math.max(...timed.map(({ to }) => to)) : Number.NaN,
    count: members.reduce((sum, one) => sum + one.count, 0),
    surprise: Math.max(...members.map(surpriseOf)),
    rawSurprise: Math.max(...members.map(({ raw }) => raw)),
    gravity: gravityWithTime(members, end),
    evidence: evidenceFrom(members),
    ...wordsFor(cluster),
  };
}

/** The gravest member, with what became of all that read bad; `end`: of the log, or now. */
function gravityWithTime(members: readonly Discovery[], end: number): number {
  const gravity = Math.max(...members.map((one) => one.gravity));
  const bad = members.filter(isBad);
  const last = Math.max(...bad.map(({ to }) => to));
  return gravityOfCourse(gravity, {
    lines: bad.reduce((sum, one) => sum + one.count, 0),
    lasted: last - Math.min(...bad.map(({ from }) => from)),
    since: end - last,
  });
}

/** A line of each member, the strongest first; all lines of a member that is alone. */
function evidenceFrom(members: readonly Discovery[]): Evidence[] {
  if (members.length === 1) return [...members[0]!.evidence];
  return members.slice(0, EVIDENCE_LINES).map(({ evidence }) => evidence[0]!);
}
