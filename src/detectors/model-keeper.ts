import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import type { Duel, ModelReport, ModelVersion } from '../core/model-report.ts';
import { hashText } from '../kit/hash.ts';
import { type ScoreDrift, scoreDrift } from '../ml/score-drift.ts';
import { savedTailCalibrator, TailCalibrator } from '../ml/tail-calibrator.ts';
import { type Dueller, duelOf, type Measured } from './model-duel.ts';
import { ModelRows, savedModelRows } from './model-rows.ts';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
/** While little is known, a model is fitted anew when there is half as much again. */
const GROWTH = 0.5;
const EARLIER = 2;
const REFERENCE = 256;
/** Rows kept from one look at the drift to the next. */
const LOOK = 32;
const SURPRISING = 3;
/** Width, in surprise, of the steps in which it is counted how odd rows were, and how many; the last has all beyond. */
const STEP = 0.5;
const STEPS = 13;
/** What was judged counts half after so much. */
const LATELY = 10_000;

/** A kind of model, and how one is asked. */
export interface KeptModel<M> extends Dueller<M> {
  /** As in `ModelReport`. */
  readonly name: string;
  readonly learner: string;
  /** Every how many rows one is kept to measure with: so that 256 of them are about a day. */
  readonly stride: number;
  /** Rows kept from one look at the drift to the next, each of which scores 256; 32 when absent. */
  readonly look?: number;
  save(model: M): unknown;
  /** Throws STATE_INVALID for what `save` did not give. */
  restore(saved: unknown): M;
}

/** A new model that may take the place of the one in use. */
export interface Offer<M> {
  /** Epoch ms of the log's clock. */
  readonly time: number;
  /** What it was fitted on. */
  readonly rows: readonly (readonly number[])[];
  /** Fitted without what came since `heldFrom`, to be measured. */
  readonly trial: M;
  /** The one that is taken when the trial goes well: the same, or fitted on all rows. */
  readonly model: () => M;
  /** What it is measured on, where that is not the rows that came. */
  readonly measured?: Measured<M>;
}

/**
 * Keeps a model fresh: says when it is time for a new one (weekly, each model at its own hour of the week; sooner
 * while it is young, and when its scores drift), lets the new one in only when it is not worse on rows of the last day
 * and has not forgotten those of a month ago, and keeps the two before it. All by the log's clock: what a replay does
 * is the same.
 */
export class ModelKeeper<M> {
  readonly #kind: KeptModel<M>;
  #current: { readonly model: M; readonly kept: SavedVersion } | null = null;
  #earlier: SavedVersion[] = [];
  /** Number of the last version. */
  #last = 0;
  #since = Number.NaN;
  /** Epoch ms at which the next is due; null when it is as soon as there is enough. */
  #next: number | null = null;
  /** Until then it stays: people wanted it. */
  #stays = Number.NEGATIVE_INFINITY;
  #rows = new ModelRows();
  #seen = 0;
  #reference: readonly number[] = [];
  #drift: ScoreDrift | null = null;
  #tail = new TailCalibrator();
  #lately = { judged: 0, surprising: 0 };
  /** Rows judged lately, by how odd they were. */
  #surprises = new Float64Array(STEPS);
  #duel: Duel | null = null;
  #trouble: string | null = null;

  constructor(kind: KeptModel<M>) {
    this.#kind = kind;
  }

  /** The one in use. */
  get model(): M | null {
    return this.#current?.model ?? null;
  }

  /** Whether a new one is to be fitted, as far as there is enough to learn from. */
  isDue(time: number): boolean {
    return this.#next === null || time >= this.#next;
  }

  /** Rows from this time (epoch ms) on are not for the trial of a new one; Infinity where there is none to compare with. */
  heldFrom(time: number): number {
    const { kept } = this.#current ?? {};
    return kept === undefined ? Number.POSITIVE_INFINITY : Math.max(kept.fittedAt, time - DAY);
  }

  /** The log goes back to then, though no row came yet. */
  since(time: number): void {
    if (Number.isNaN(this.#since)) this.#since = time;
  }

  /** A usual row came: what the model makes of it is followed. */
  observe(row: readonly number[], time: number): void {
    this.since(time);
    const seen = ++this.#seen;
    if (this.#current !== null) this.#follow(this.#kind.score(this.#current.model, row));
    if (seen % this.#kind.stride !== 0) return;
    this.#rows.add(row, time);
    if (seen % (this.#kind.stride * (this.#kind.look ?? LOOK)) === 0) this.#look(time);
  }

  /** A new one was fitted; whether it is in use now. */
  offer({ time, rows, trial, model, measured }: Offer<M>): boolean {
    this.#next = this.#wait(time);
    if (this.#current !== null) {
      const came = { recent: this.#rows.since(this.heldFrom(time)), past: this.#rows.past };
      const beside = { kind: this.#kind, current: this.#current.model, trial };
      this.#duel = { at: time, ...duelOf(beside, measured ?? came) };
    }
    if (this.#duel?.taken === false) return false;
    const taken = model();
    const kept = { version: ++this.#last, fittedAt: time, rows: rows.length, saved: this.#kind.save(taken) };
    if (this.#current !== null) this.#earlier = [this.#current.kept, ...this.#earlier].slice(0, EARLIER);
    this.#use(taken, kept);
    // Where it learns from others than come, those that came are what is compared with.
    const learnt = measured === undefined ? rows : this.#rows.since(Number.NEGATIVE_INFINITY);
    const step = Math.max(1, Math.floor(learnt.length / REFERENCE));
    const shown = learnt.filter((_, i) => i % step === 0).slice(0, REFERENCE);
    this.#reference = shown
      .map((row) => this.#kind.score(taken, row))
      .filter((score) => !Number.isNaN(score));
    this.#trouble = null;
    return true;
  }

  /** None could be fitted: the one in use stays until the next time. */
  failed(time: number): void {
    this.#next = this.#wait(time);
  }

  /** Does what people want, where it is meant; an unknown version is none. */
  obey(order: ModelOrder, time: number): void {
    const { name } = this.#kind;
    const meant = (asked: string) => name === asked || name.startsWith(`${asked}.`);
    if (order.kind === 'retrain' && (order.models === 'all' || order.models.some(meant))) {
      this.#next = null;
      this.#stays = Number.NEGATIVE_INFINITY;
    }
    if (order.kind === 'rollback' && order.model === name) this.#goBack(order.version, time);
  }

  report(): ModelReport {
    const { judged, surprising } = this.#lately;
    return {
      ...{ name: this.#kind.name, learner: this.#kind.learner },
      current: this.#current === null ? null : versionOf(this.#current.kept),
      earlier: this.#earlier.map(versionOf),
      nextFit: this.#next,
      ...{ judged: Math.round(judged), surprising: Math.round(surprising) },
      drift: this.#drift?.distance ?? null,
      drifted: this.#drift?.drifted ?? false,
      surprises: { width: STEP, counts: Array.from(this.#surprises, (rows) => Math.round(rows)) },
      ...{ duel: this.#duel, trouble: this.#trouble },
    };
  }

  /** JSON-safe state but for the models. */
  save(): SavedKeeper {
    return {
      last: this.#last,
      since: Number.isNaN(this.#since) ? null : this.#since,
      next: this.#next,
      stays: Number.isFinite(this.#stays) ? this.#stays : null,
      rows: this.#rows.save(),
      seen: this.#seen,
      reference: [...this.#reference],
      drift: this.#drift,
      tail: this.#tail.save(),
      lately: { ...this.#lately },
      surprises: [...this.#surprises],
      duel: this.#duel,
      trouble: this.#trouble,
    };
  }

  /** The models, JSON-safe, the one in use first: large, and the same until another is taken. */
  saveModels(): SavedModels {
    return this.#current === null ? [] : [this.#current.kept, ...this.#earlier];
  }

  /**
   * Takes back what `save` and `saveModels` gave. A model that cannot be used gives way to the one before it, and the
   * report says so; where none can, a new one is due.
   */
  load(saved: z.infer<typeof savedKeeper>, models: SavedModels): void {
    this.#last = saved.last;
    this.#since = saved.since ?? Number.NaN;
    this.#next = saved.next;
    this.#stays = saved.stays ?? Number.NEGATIVE_INFINITY;
    this.#rows = ModelRows.load(saved.rows);
    this.#seen = saved.seen;
    this.#reference = saved.reference;
    this.#drift = saved.drift;
    this.#tail = TailCalibrator.load(saved.tail);
    this.#lately = saved.lately;
    this.#surprises = Float64Array.from({ length: STEPS }, (_, i) => saved.surprises?.[i] ?? 0);
    this.#duel = saved.duel;
    this.#trouble = saved.trouble;
    this.#current = null;
    this.#earlier = [];
    for (const [i, kept] of models.entries()) {
      try {
        this.#current = { model: this.#kind.restore(kept.saved), kept };
        this.#earlier = models.slice(i + 1);
        break;
      } catch (error) {
        const after = models[i + 1];
        const then = after === undefined ? 'a new one is learnt' : `version ${after.version} is used`;
        const reason = (error as Error).message.split('\n', 1)[0]!;
        this.#trouble = `Version ${kept.version} of the model ${this.#kind.name} cannot be used: ${then}. ${reason}`;
        this.#next = null;
        this.#stays = Number.NEGATIVE_INFINITY;
      }
    }
  }

  #wait(time: number): number {
    return nextFit(this.#kind.name, time, time - this.#since);
  }

  #follow(score: number): void {
    const lately = this.#lately;
    const surprise = this.#tail.score(score);
    if (surprise >= SURPRISING) lately.surprising++;
    this.#surprises[Math.min(STEPS - 1, Math.floor(surprise / STEP))]!++;
    this.#tail.learn(score);
    if (++lately.judged < LATELY) return;
    lately.judged /= 2;
    lately.surprising /= 2;
    for (let i = 0; i < STEPS; i++) this.#surprises[i]! /= 2;
  }

  #look(time: number): void {
    if (this.#current === null) return;
    const { model } = this.#current;
    const recent = this.#rows.since(this.heldFrom(time)).map((row) => this.#kind.score(model, row));
    this.#drift = scoreDrift(this.#reference, recent);
    const old = time - this.#current.kept.fittedAt >= DAY && time >= this.#stays;
    if (this.#drift?.drifted === true && old && this.#next !== null) this.#next = Math.min(this.#next, time);
  }

  #goBack(version: number, time: number): void {
    const to = this.#earlier.find((one) => one.version === version);
    if (to === undefined) return;
    const others = [...(this.#current === null ? [] : [this.#current.kept]), ...this.#earlier];
    let model: M;
    try {
      model = this.#kind.restore(to.saved);
    } catch (error) {
      this.#trouble = `Version ${version} of the model ${this.#kind.name} cannot be used: ${(error as Error).message}`;
      return;
    }
    this.#earlier = others.filter((one) => one !== to).slice(0, EARLIER);
    this.#use(model, to);
    this.#stays = time + WEEK;
    this.#next = Math.max(this.#stays, nextFit(this.#kind.name, time, WEEK / GROWTH));
  }

  #use(model: M, kept: SavedVersion): void {
    this.#current = { model, kept };
    this.#drift = null;
  }
}

/**
 * When the next fit is due after one at `time`, when so much has been seen (ms): in half of that, and in the long run
 * once a week, at an hour of the week that depends on the name, so that fits of many models do not come together.
 */
export function nextFit(name: string, time: number, seen: number): number {
  if (seen * GROWTH < WEEK) return time + Math.max(GROWTH * seen, DAY / 24);
  const place = (Number.parseInt(hashText(name).slice(0, 8), 16) / 2 ** 32) * WEEK;
  const earliest = time + WEEK / 2;
  return earliest + ((((place - earliest) % WEEK) + WEEK) % WEEK);
}

function versionOf({ version, fittedAt, rows }: SavedVersion): ModelVersion {
  return { version, fittedAt, rows };
}

const natural = z.int().min(0);
const figures = z.strictObject({ before: z.number(), after: z.number(), rows: natural }).nullable();

const savedVersion = z.strictObject({
  ...{ version: natural, fittedAt: z.number(), rows: natural },
  // Checked where it is restored: one that cannot be used gives way to the one before.
  saved: z.unknown(),
});
type SavedVersion = z.infer<typeof savedVersion>;

/** JSON-safe models of a `ModelKeeper`. */
export const savedModels = z.array(savedVersion).max(EARLIER + 1);
export type SavedModels = z.infer<typeof savedModels>;

/** JSON-safe state of a `ModelKeeper`. */
export const savedKeeper = z.strictObject({
  last: natural,
  since: z.number().nullable(),
  next: z.number().nullable(),
  stays: z.number().nullable(),
  rows: savedModelRows,
  seen: natural,
  reference: z.array(z.number()).max(REFERENCE),
  drift: z.strictObject({ distance: z.number(), drifted: z.boolean() }).nullable(),
  tail: savedTailCalibrator,
  lately: z.strictObject({ judged: z.number(), surprising: z.number() }),
  // What was saved before they were counted has none.
  surprises: z.array(z.number().min(0)).max(STEPS).optional(),
  duel: z
    .strictObject({
      ...{ at: z.number(), taken: z.boolean(), recent: figures, past: figures },
      because: z.string(),
    })
    .nullable(),
  trouble: z.string().nullable(),
});
export type SavedKeeper = z.input<typeof savedKeeper>;
