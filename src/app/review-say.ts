import { LogsiftError } from '../core/errors.ts';
import type { StoreView } from '../store/store.ts';
import type { Writable } from '../store/write-beside.ts';
import { type KeptReview, keepReview } from './review-kept.ts';
import { contaminationOf, reviewResult } from './review-result.ts';
import { reviewSample } from './review-sample.ts';

export interface ReviewPlan {
  /** Epoch ms: of lines that came from then on. */
  readonly since: number;
  /** How many are drawn. */
  readonly lines: number;
  /** Other lines than the last time. */
  readonly again: boolean;
  /** Epoch ms. */
  readonly now: number;
}

/** Draws lines to be looked at and keeps them, in place of a review before. Throws USAGE where no line was kept, STATE_FILE. */
export async function beginReview(
  folder: string,
  store: Pick<StoreView, 'events' | 'findings'>,
  { since, lines, again, now }: ReviewPlan,
): Promise<KeptReview> {
  const sample = reviewSample(store, { since, count: lines, salt: again ? String(now) : '' });
  if (sample.lines.length === 0) {
    const when = new Date(since).toISOString();
    throw new LogsiftError('USAGE', `no line was kept since ${when}; logsift run keeps them (store.keep)`);
  }
  const labels = sample.lines.map(() => null);
  const review: KeptReview = { ...sample, made: now, labels, applied: false };
  await keepReview(folder, review);
  return review;
}

/** A review with how far it has come. */
export interface SettledReview {
  readonly review: KeptReview;
  readonly left: number;
  /** Share of odd lines that the models are told; null while lines are left, or when none was judged. */
  readonly share: number | null;
  /** They were told just now. */
  readonly told: boolean;
}

/** When all lines were looked at, the models are told how many are odd, once; keeps that they were. Throws STATE_FILE. */
export async function settleReview(
  review: KeptReview,
  folder: string,
  {
    by,
    now,
    write,
  }: {
    readonly by: string;
    readonly now: number;
    readonly write: (work: (state: Pick<Writable, 'orders'>) => unknown) => void;
  },
): Promise<SettledReview> {
  const left = review.labels.filter((label) => label === null).length;
  const share = left === 0 ? contaminationOf(reviewResult(review, review.labels)) : null;
  if (share === null || review.applied) return { review, left, share, told: false };
  write(({ orders }) => orders.add({ at: now, by, order: { kind: 'contamination', share } }));
  const applied = { ...review, applied: true };
  await keepReview(folder, applied);
  return { review: applied, left, share, told: true };
}
