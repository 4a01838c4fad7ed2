import { z } from 'zod';
import type { Event } from '../core/event.ts';
import type { Sample } from '../core/sample.ts';
import { stateInvalid } from '../core/state-invalid.ts';
import type { Template } from '../core/template.ts';
import { count } from '../core/words.ts';
import { CompiledRule } from './compiled-rule.ts';
import type { Feature } from './feature.ts';
import { lineText } from './line-text.ts';
import { idsOf, type Resolve } from './named-kinds.ts';
import { capturing } from './pattern.ts';
import { endOf } from './rule-schema.ts';

/** Hosts that one number is reckoned for; lines of others are counted in `overCap`. */
const MOST_HOSTS = 8192;
/** Different values that are told apart in one span. */
const MOST_DISTINCT = 10_000;
/** A host whose lines did not come for so many spans is let go of. */
const SPANS_KEPT = 10_080;

const NONE: readonly Sample[] = [];

/** What was taken in of one host since its span began. */
interface Sum {
  count: number;
  sum: number;
  min: number;
  max: number;
  values: Set<string> | null;
  /** Spans without a line. */
  idle: number;
}

/**
 * Numbers that people ask for, reckoned from lines as they come and handed on as samples when a span of time is over.
 * A count of a host that was heard before is 0 when nothing came; a mean of nothing is no sample.
 */
export class Features {
  readonly #all: readonly Reckoning[];
  /** When the next span is over, epoch ms. */
  #next = Number.NEGATIVE_INFINITY;
  /** Lines of hosts beyond the cap, and values that are no numbers. */
  overCap = 0;
  notNumbers = 0;

  /** @param resolve the id that an older one of a kind of line stands for now */
  constructor(features: readonly Feature[], resolve: Resolve = () => undefined) {
    this.#all = features.map((feature) => new Reckoning(feature, resolve));
  }

  observe(event: Event): void {
    for (const one of this.#all) {
      if (!one.concerns(event)) continue;
      const taken = one.take(event);
      if (taken === 'over the cap') this.overCap++;
      else if (taken === 'no number') this.notNumbers++;
    }
  }

  /** Whose span is over at `time` (epoch ms of the engine's clock). */
  due(time: number): readonly Sample[] {
    // Asked at every line, also where there are none.
    if (time < this.#next || this.#all.length === 0) return NONE;
    const samples = this.#all.flatMap((one) => one.due(time));
    this.#next = Math.min(...this.#all.map(({ end }) => end));
    return samples;
  }

  /** What was left out because of a cap, or was no number, in words. */
  get capped(): string[] {
    const lines = (n: number, fate: string) => (n === 0 ? [] : [`features: ${count(n, 'line')} ${fate}`]);
    return [
      ...lines(this.overCap, 'of hosts beyond the first 8,192'),
      ...lines(this.notNumbers, 'without the number that is looked for'),
    ];
  }

  /** JSON-safe state. */
  save(): SavedFeatures {
    return this.#all.map((one) => one.save());
  }

  /** Takes back what `save` gave, of those that are still asked for alike. Throws STATE_INVALID. */
  load(state: unknown): void {
    const parsed = savedFeatures.safeParse(state);
    if (!parsed.success) throw stateInvalid('features', parsed.error);
    this.#next = Number.NEGATIVE_INFINITY;
    for (const saved of parsed.data) this.#all.find(({ key }) => key === saved.key)?.load(saved);
  }
}

class Reckoning {
  /** Everything that makes it this number and no other. */
  readonly key: string;
  readonly #feature: Feature;
  readonly #rule: CompiledRule;
  readonly #valueOf: ((text: string) => string | null) | null;
  readonly #sums = new Map<string | null, Sum>();
  readonly #kinds = new WeakMap<Template, boolean>();
  readonly #resolve: Resolve;
  /** Epoch ms at which the present span ends, NaN before the first. */
  end = Number.NaN;

  constructor(feature: Feature, resolve: Resolve) {
    this.#feature = feature;
    this.#resolve = resolve;
    this.key = JSON.stringify(feature);
    const { match, value, name } = feature;
    this.#rule = new CompiledRule({
      ...{ id: name, action: 'keep', category: null, gravity: 0, page: false, owner: null, reason: name },
      ...{ match, until: endOf(undefined), test: { match: [], noMatch: [] }, builtIn: false, where: '' },
    });
    this.#valueOf = value === null ? null : capturing(value);
  }

  concerns(event: Event): boolean {
    const { pattern } = this.#rule;
    if (!this.#rule.concerns(event, null) || !this.#isKind(event.template)) return false;
    return (pattern === null || pattern.test(lineText(event))) && this.#rule.fieldsFit(event);
  }

  /** Whether it is of a kind of line that was named; found out once for each kind. */
  #isKind(template: Template | null): boolean {
    const { templates } = this.#feature.match;
    if (templates === null) return true;
    if (template === null) return false;
    let named = this.#kinds.get(template);
    if (named === undefined) {
      named = idsOf(templates, this.#resolve).has(template.id);
      this.#kinds.set(template, named);
    }
    return named;
  }

  take(event: Event): 'taken' | 'over the cap' | 'no number' {
    const { aggregate, per } = this.#feature;
    const found = this.#valueOf === null ? null : this.#valueOf(lineText(event));
    if (this.#valueOf !== null && found === null) return 'no number';
    const value = found === null || aggregate === 'distinct' ? 1 : Number(found.replace(',', '.'));
    if (!Number.isFinite(value)) return 'no number';
    const sum = this.#sumOf(per === 'host' ? event.host : null);
    if (sum === null) return 'over the cap';
    const { weight } = event;
    sum.count += weight;
    sum.sum += value * weight;
    sum.min = Math.min(sum.min, value);
    sum.max = Math.max(sum.max, value);
    if (aggregate === 'distinct') {
      sum.values ??= new Set();
      if (sum.values.size < MOST_DISTINCT) sum.values.add(found!);
    }
    return 'taken';
  }

  due(time: number): Sample[] {
    const { every } = this.#feature;
    if (time < this.end) return [];
    const ended = this.end;
    this.end = (Math.floor(time / every) + 1) * every;
    if (Number.isNaN(ended)) return [];
    const samples: Sample[] = [];
    for (const [host, sum] of this.#sums) {
      const value = this.#valueNow(sum);
      if (value !== null) samples.push(this.#sample(host, { value, time: ended }));
      if (sum.count > 0) this.#sums.set(host, { ...nothing(), idle: 0 });
      else if (++sum.idle > SPANS_KEPT) this.#sums.delete(host);
    }
    return samples;
  }

  #sample(host: string | null, { value, time }: Pick<Sample, 'value' | 'time'>): Sample {
    const { name, unit } = this.#feature;
    return { metric: name, host, time, value, ...(unit === null ? {} : { unit }) };
  }

  #valueNow({ count, sum, min, max, values }: Sum): number | null {
    switch (this.#feature.aggregate) {
      case 'count':
        return count;
      case 'sum':
        return sum;
      case 'distinct':
        return values?.size ?? 0;
      case 'mean':
        return count === 0 ? null : sum / count;
      case 'min':
        return count === 0 ? null : min;
      case 'max':
        return count === 0 ? null : max;
    }
  }

  #sumOf(host: string | null): Sum | null {
    const known = this.#sums.get(host);
    if (known !== undefined) return known;
    if (this.#sums.size >= MOST_HOSTS) return null;
    const sum = nothing();
    this.#sums.set(host, sum);
    return sum;
  }

  save(): SavedFeatures[number] {
    const sums = [...this.#sums].map(([host, { values, min, max, ...sum }]) => ({
      ...{ ...sum, host, min: sum.count > 0 ? min : 0, max: sum.count > 0 ? max : 0 },
      values: [...(values ?? [])],
    }));
    return { key: this.key, end: Number.isNaN(this.end) ? null : this.end, sums };
  }

  load({ end, sums }: SavedFeatures[number]): void {
    this.end = end ?? Number.NaN;
    this.#sums.clear();
    for (const { host, values, min, max, ...sum } of sums) {
      const limits = sum.count > 0 ? { min, max } : {};
      this.#sums.set(host, { ...nothing(), ...sum, ...limits, values: new Set(values) });
    }
  }
}

function nothing(): Sum {
  const [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return { count: 0, sum: 0, min, max, values: null, idle: 0 };
}

const savedFeatures = z.array(
  z.strictObject({
    key: z.string(),
    end: z.number().nullable(),
    sums: z
      .array(
        z.strictObject({
          host: z.string().nullable(),
          ...{ count: z.number(), sum: z.number(), min: z.number(), max: z.number(), idle: z.number() },
          values: z.array(z.string()).max(MOST_DISTINCT),
        }),
      )
      .max(MOST_HOSTS),
  }),
);
export type SavedFeatures = z.input<typeof savedFeatures>;
