import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import { hashText } from '../kit/hash.ts';
import { restoreVariational, type VariationalAutoencoder } from '../ml/index.ts';
import { compareUsual } from '../ml/mass-volume.ts';
import { floatsInto, floatText } from '../ml/saved-floats.ts';
import type { KeptModel } from './model-keeper.ts';
import { BUCKETS, countOf, linesOf, valuesOf } from './shape-window.ts';

/** Rows by which it is known how odd a number usually is, and the share of them that is less odd. */
const JUDGED = 100;
const USUAL = 0.9;
/** Share of the windows that have fewer lines than a large one. */
const LARGE = 0.95;
/** One bucket makes a mix no odder than this, nats; one that never held a line less: that is new, which others tell. */
const MOST = { known: 20, unknown: 6 };
const LONGEST_NAME = 60;

/** What one bucket does to the oddity of a mix, nats, and how many lines were expected. */
export interface Strange {
  readonly bucket: number;
  readonly excess: number;
  readonly expected: number;
}

/** An autoencoder of mixes, and what is usual to it. */
export class MixModel {
  readonly #model: VariationalAutoencoder;
  /** How odd each bucket usually is, and may be, nats. */
  readonly #usual: Float64Array;
  readonly #most: Float64Array;
  /** Lines of the largest usual windows. */
  readonly largest: number;

  private constructor(
    model: VariationalAutoencoder,
    by: { usual: Float64Array; most: Float64Array; largest: number },
  ) {
    this.#model = model;
    this.#usual = by.usual;
    this.#most = by.most;
    this.largest = by.largest;
  }

  /** @param rows what the model was fitted on */
  static of(model: VariationalAutoencoder, rows: readonly Uint8Array[]): MixModel {
    const step = Math.max(1, Math.floor(rows.length / JUDGED));
    const each = Array.from({ length: BUCKETS }, () => [] as number[]);
    for (const row of rows.filter((_, i) => i % step === 0)) {
      for (const { feature, contribution } of model.explain(valuesOf(row)).reasons)
        each[feature]!.push(contribution);
    }
    const usual = Float64Array.from(each, (list) => {
      list.sort((a, b) => a - b);
      return list[Math.floor(USUAL * (list.length - 1))] ?? 0;
    });
    const most = usual.map((_, bucket) => (rows.some((row) => row[bucket]! > 0) ? MOST.known : MOST.unknown));
    const sizes = rows.map(linesOf).sort((a, b) => a - b);
    return new MixModel(model, { usual, most, largest: sizes[Math.floor(LARGE * (sizes.length - 1))] ?? 0 });
  }

  /** What is odd about a mix, the oddest first. */
  strange(row: Uint8Array): Strange[] {
    const strange: Strange[] = [];
    for (const { feature, expected, contribution } of this.#model.explain(valuesOf(row)).reasons) {
      const excess = Math.min(this.#most[feature]!, contribution - this.#usual[feature]!);
      if (excess > 0) strange.push({ bucket: feature, excess, expected: countOf(expected) });
    }
    return strange.sort((a, b) => b.excess - a.excess || a.bucket - b.bucket);
  }

  /** JSON-safe state. */
  save(): z.infer<typeof savedMixModel> {
    const [usual, most] = [floatText(this.#usual), floatText(this.#most)];
    return { model: this.#model.save(), usual, most, largest: this.largest };
  }

  /** What `save` described. Throws STATE_INVALID. */
  static load(saved: unknown): MixModel {
    const parsed = savedMixModel.safeParse(saved);
    if (!parsed.success) throw stateInvalid('shape', parsed.error);
    const { model, largest } = parsed.data;
    const [usual, most] = [new Float64Array(BUCKETS), new Float64Array(BUCKETS)];
    floatsInto(parsed.data.usual, usual, 'shape');
    floatsInto(parsed.data.most, most, 'shape');
    if (![...usual, ...most].every(Number.isFinite))
      throw stateInvalid('shape', new Error('a limit is none'));
    return new MixModel(restoreVariational(model), { usual, most, largest });
  }
}

/** Sum of what is odd. */
export function oddityOf(strange: readonly Strange[]): number {
  return strange.reduce((sum, { excess }) => sum + excess, 0);
}

/** How models of a role are kept. @param title of the role, as hosts are named */
export function mixModelOf(title: string): KeptModel<MixModel> {
  const plain = title.replaceAll(/[^\w.-]/g, '_').slice(0, LONGEST_NAME);
  const name = title === '' ? 'others' : plain === title ? plain : `${plain}-${hashText(title).slice(0, 6)}`;
  return {
    ...{ name: `shape.${name}`, learner: 'variational autoencoder', stride: 1, look: 64 },
    save: (model) => model.save(),
    restore: MixModel.load,
    score: (model, row) => oddityOf(model.strange(Uint8Array.from(row))),
    // Buckets as they are one by one, from windows that have nothing to do with each other.
    compare: (rows, scores) => compareUsual(rows, rows.map(shuffled), scores),
  };
}

function shuffled(row: readonly number[], at: number, rows: readonly (readonly number[])[]): number[] {
  return row.map((_, bucket) => rows[(at + 7919 * (bucket + 1)) % rows.length]![bucket]!);
}

const savedMixModel = z.strictObject({
  model: z.unknown(),
  usual: z.base64(),
  most: z.base64(),
  largest: z.number().min(0),
});
