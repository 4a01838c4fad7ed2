import { z } from 'zod';
import type { Fit, Fits, Fitted } from '../core/fits.ts';
import type { FitKind } from '../ml/index.ts';

/** What is fitted, and when it takes effect. */
interface Plan {
  readonly kind: FitKind;
  /** Plain data: numbers, and arrays and objects of them. A NaN in an array survives JSON, an infinity does not. */
  readonly input: unknown;
  /** Time of the log's clock, epoch ms. */
  readonly due: number;
}

/**
 * A fit that takes effect at a time fixed when it began. It is saved with what it learns from: after a restart the same
 * model takes effect at the same time of the log.
 */
export class DueFit {
  readonly due: number;
  readonly #plan: Plan;
  readonly #fit: Fit;

  constructor(fits: Fits, plan: Plan) {
    this.due = plan.due;
    this.#plan = plan;
    this.#fit = fits.begin(plan.kind, plan.input);
  }

  /** What it learns from. */
  get input(): unknown {
    return this.#plan.input;
  }

  /** The saved model, or why there is none. To be called once `due` has come, and not before. */
  take(): Fitted {
    return this.#fit.take();
  }

  /** It is wanted no more. */
  drop(): void {
    this.#fit.drop();
  }

  /** JSON-safe state. */
  save(): SavedDueFit {
    const { kind, input, due } = this.#plan;
    return { kind, due, input: JSON.stringify(input) };
  }

  /** What `save` described, begun anew. */
  static load(fits: Fits, { kind, input, due }: SavedDueFit): DueFit {
    // JSON writes a number that is none as null.
    const revive = (_: string, value: unknown) =>
      Array.isArray(value) ? value.map((one: unknown) => (one === null ? Number.NaN : one)) : value;
    return new DueFit(fits, { kind: kind as FitKind, due, input: JSON.parse(input, revive) });
  }
}

/** JSON-safe state of a fit that is not due yet. */
export const savedDueFit = z.strictObject({ kind: z.string(), due: z.number(), input: z.string() });
export type SavedDueFit = z.infer<typeof savedDueFit>;
