import { z } from 'zod';
import { type Detector, type DetectorContext, defineDetector } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { First } from '../core/template.ts';
import { hashText } from '../kit/hash.ts';
import { savedTailRate, TailRate } from '../ml/tail-rate.ts';
import { AppNovelty, savedApps } from './app-novelty.ts';
import { addLine, type Discovery, newDiscovery, savedDiscovery } from './discovery.ts';
import { wordsFor } from './novelty-words.ts';

const DAY = 86_400_000;
/** Discoveries kept for ranking; the rest are counted. */
const MAX_DISCOVERIES = 10_000;
const MAX_OPEN = 1_000;
/** Looks that a place with no history of its own borrows from the whole log. */
const BORROWED = 20;
/** What is expected more often than this per day is not worth a word, however bad it reads. */
const ALWAYS_NEW = 10;

export default defineDetector({
  name: 'novelty',
  question: 'Is this a kind of line, a value or a place never seen before, where new things are rare?',
  create: (context) => new Novelty(context),
});

type Kind = First['kind'];
const KINDS = ['template', 'facet', 'value', 'host'] as const satisfies readonly Kind[];

/**
 * Finds what was never seen before and says how unlikely that is, given how often new things come here: a log that
 * is always new does not cry. The base rate is Good's (1953): things seen on one occasion only, per look.
 */
class Novelty implements Detector {
  readonly #context: DetectorContext;
  #apps = new AppNovelty();
  #rates = new Map<Kind, TailRate>(KINDS.map((kind) => [kind, new TailRate()]));
  /** Two passes: everything new, judged at the end. One pass: what is still being counted. */
  readonly #discoveries = new Map<string, Discovery>();
  #open = new Map<string, Discovery>();
  #overCap = 0;
  #from = Number.NaN;
  #to = Number.NaN;

  constructor(context: DetectorContext) {
    this.#context = context;
  }

  observe(event: Event): void {
    const { learning, segment } = this.#context.phase;
    const twoPass = segment >= 0;
    if (learning) {
      if (!(event.received >= this.#from)) this.#from = event.received;
      if (!(event.received <= this.#to)) this.#to = event.received;
      if (!twoPass) for (const rate of this.#rates.values()) rate.advance(event.received);
    }
    const first = event.firsts === null ? null : strongest(event.firsts);
    if (first !== null) {
      if (twoPass) this.#collect(event, first, segment);
      else this.#judgeNow(event, first);
    } else if (this.#open.size > 0) {
      const open = this.#open.get(event.template?.id ?? '');
      if (open !== undefined) addLine(open, event);
    }
    if (learning) this.#apps.learn(event.app, event.weight, segment, first?.kind === 'template');
  }

  measure(): void {}

  feedback(): void {}

  tick(time: number): void {
    if (this.#open.size === 0) return;
    for (const [template, open] of this.#open) {
      if (time - open.from < HOUR) continue;
      this.#open.delete(template);
      if (open.count > 1) this.#emit(open);
    }
  }

  learned(): void {}

  finish(): void {
    if (this.#context.phase.segment >= 0) this.#judgeAll();
    for (const open of this.#open.values()) if (open.count > 1) this.#emit(open);
    this.#open.clear();
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
      open: [...this.#open.values()],
    };
  }

  restore(state: unknown): void {
    const parsed = savedNovelty.safeParse(state);
    if (!parsed.success) throw stateInvalid('novelty', parsed.error);
    const saved = parsed.data;
    this.#apps = AppNovelty.load(saved.apps);
    this.#rates = new Map(saved.rates.map(([kind, rate]) => [kind, TailRate.load(rate)]));
    if (saved.span !== null) [this.#from, this.#to] = saved.span;
    this.#open = new Map(saved.open.map((discovery) => [discovery.template.id, discovery]));
  }

  #collect(event: Event, first: First, segment: number): void {
    const key = keyOf(event, first);
    const known = this.#discoveries.get(key);
    if (known !== undefined) {
      addLine(known, event);
      return;
    }
    if (this.#discoveries.size >= MAX_DISCOVERIES) {
      this.#overCap++;
      return;
    }
    this.#discoveries.set(key, newDiscovery(event, first, { key, segment }));
  }

  #judgeNow(event: Event, first: First): void {
    const rate = this.#rates.get(first.kind)!;
    const raw = this.#rawSurprise(first, event.app, -1);
    if (this.#context.phase.reporting) {
      const expected = rate.expected(raw, Math.min(DAY, rate.age));
      const discovery = newDiscovery(event, first, { key: keyOf(event, first), segment: -1 });
      discovery.raw = raw;
      discovery.expected = expected;
      discovery.others = this.#apps.lines(-1);
      discovery.span = this.#to - this.#from;
      if (worthAWord(discovery)) {
        this.#emit(discovery);
        if (first.kind === 'template' && this.#open.size < MAX_OPEN)
          this.#open.set(event.template!.id, discovery);
      }
    }
    rate.add(raw);
  }

  /** Each discovery against the rest of the log: how many as unlikely ones do the other tenths hold? */
  #judgeAll(): void {
    const all = [...this.#discoveries.values()];
    this.#apps.forgetNews();
    for (const d of all) if (d.first.kind === 'template') this.#apps.count(d.app, d.segment);
    for (const d of all) d.raw = this.#rawSurprise(d.first, d.app, d.segment);
    const span = Math.max(0, this.#to - this.#from);
    for (const kind of KINDS) {
      const same = all.filter((d) => d.first.kind === kind).sort((a, b) => b.raw - a.raw);
      const seenIn = new Float64Array(10);
      let seen = 0;
      for (let i = 0; i < same.length; ) {
        let j = i;
        for (; j < same.length && same[j]!.raw >= same[i]!.raw - 1e-9; j++) {
          seen++;
          seenIn[same[j]!.segment]!++;
        }
        for (; i < j; i++) {
          const d = same[i]!;
          const elsewhere = seen - seenIn[d.segment]! + 0.5;
          d.expected = (elsewhere / 0.9) * (span > DAY ? DAY / span : 1);
          d.others = this.#apps.lines(d.segment);
          d.span = span;
        }
      }
    }
    for (const d of all) if (worthAWord(d)) this.#emit(d);
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

  #emit(discovery: Discovery): void {
    this.#context.emit(findingOf(discovery));
  }
}

const HOUR = 3_600_000;

const savedNovelty = z.strictObject({
  version: z.literal(1),
  apps: savedApps,
  rates: z.array(z.tuple([z.enum(KINDS), savedTailRate])).readonly(),
  span: z.tuple([z.number(), z.number()]).readonly().nullable(),
  open: z.array(savedDiscovery),
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

function worthAWord(d: Discovery): boolean {
  return d.expected < 1 || (d.gravity >= 0.65 && d.expected < ALWAYS_NEW);
}

function findingOf(d: Discovery): Finding {
  const about = {
    ...(d.host === null ? {} : { host: d.host }),
    ...(d.app === null ? {} : { app: d.app }),
    template: d.template.id,
  };
  return {
    id: hashText(`novelty\0${d.first.kind}\0${d.key}\0${d.timed ? d.from : d.evidence[0]!.line}`),
    detector: 'novelty',
    about,
    from: d.timed ? d.from : Number.NaN,
    to: d.timed ? d.to : Number.NaN,
    count: d.count,
    surprise: Math.max(0, -Math.log10(d.expected)),
    rawSurprise: d.raw,
    gravity: d.gravity,
    evidence: [...d.evidence],
    ...wordsFor(d),
  };
}
