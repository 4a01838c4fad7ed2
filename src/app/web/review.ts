import type {
  LabelsAnswer,
  LabelsBody,
  ReviewAnswer,
  ReviewBody,
  ReviewLineAnswer,
  ReviewQuery,
  ReviewState,
} from '../../core/api-models.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { ReviewShare } from '../../core/review-result.ts';
import type { Writable } from '../../store/write-beside.ts';
import { type KeptReview, keepReview, readReview } from '../review-kept.ts';
import { reviewResult } from '../review-result.ts';
import { beginReview, settleReview } from '../review-say.ts';
import type { WebParts } from './parts.ts';

const WEEK = 7 * 86_400_000;

/** What models are looked at with, and orders are written. */
export interface ModelParts extends WebParts {
  /** Null where no daemon is at work. */
  readonly engine: object | null;
  write<T>(work: (state: Writable) => T): T;
}

/** The review of a state folder, that of `logsift review`: one change after another. */
export class WebReview {
  readonly #parts: ModelParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: ModelParts) {
    this.#parts = parts;
  }

  async page({ at, limit }: ReviewQuery): Promise<ReviewAnswer> {
    const review = await readReview(this.#folder);
    if (review === null) return { review: null, lines: [] };
    const first = review.labels.indexOf(null);
    const begin = at === undefined ? Math.max(0, first) : at - 1;
    const lines = review.lines.slice(begin, begin + limit).map((_, i) => lineOf(review, begin + i));
    return { review: stateOf(review), lines };
  }

  /** Throws USAGE where one was begun already and is not given up, or no line was kept. */
  begin(body: ReviewBody): Promise<ReviewAnswer> {
    return this.#inTurn(async () => {
      const before = await readReview(this.#folder);
      if (before !== null && !body.again)
        throw new LogsiftError('USAGE', 'a review was begun already: go on with it, or say `again`');
      const now = this.#parts.now();
      const plan = { since: body.since ?? now - WEEK, lines: body.lines, again: body.again, now };
      const review = await beginReview(this.#folder, this.#parts.store, plan);
      return { review: stateOf(review), lines: [] };
    });
  }

  /** Throws USAGE for a line that is not in the review. */
  label({ labels: given }: LabelsBody, by: string): Promise<LabelsAnswer> {
    return this.#inTurn(async () => {
      const review = await readReview(this.#folder);
      if (review === null) throw new LogsiftError('USAGE', 'no review was begun');
      const labels = [...review.labels];
      const places = new Map(review.lines.map(({ id }, i) => [id, i]));
      for (const { id, label } of given) {
        const place = places.get(id);
        if (place === undefined) throw new LogsiftError('USAGE', `no line of the review has the id ${id}`);
        labels[place] = label;
      }
      const labelled = { ...review, labels };
      await keepReview(this.#folder, labelled);
      const { write } = this.#parts;
      const settled = await settleReview(labelled, this.#folder, { by, now: this.#parts.now(), write });
      return { review: stateOf(settled.review) };
    });
  }

  get #folder(): string {
    return this.#parts.config.state.folder;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}

function lineOf({ lines, strata, labels }: KeptReview, i: number): ReviewLineAnswer {
  const { id, time, host, app, text, surprise, stratum } = lines[i]!;
  return {
    ...{ id, place: i + 1, time, host, app, text, surprise },
    ...{ stratum: strata[stratum]?.name ?? '', label: labels[i] ?? null },
  };
}

function stateOf(review: KeptReview): ReviewState {
  const result = reviewResult(review, review.labels);
  return {
    ...{ made: review.made, lines: review.lines.length, applied: review.applied },
    left: review.labels.filter((label) => label === null).length,
    of: { lines: result.lines, days: result.days },
    labels: { ...result.labels },
    ...{ odd: shareOf(result.odd), precision: shareOf(result.precision) },
    strata: result.strata.map(({ name, shown, lines, judged, odd }) => ({ name, shown, lines, judged, odd })),
  };
}

function shareOf(share: ReviewShare | null): ReviewState['odd'] {
  if (share === null) return null;
  const [low, high] = share.interval;
  return { share: share.share, interval: [low, high], judged: share.judged };
}
