import { useEffect, useState } from 'preact/hooks';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useKeys } from '../../keyboard.ts';
import { href } from '../../router.ts';
import { mayAct } from '../../session.ts';
import { ReviewBegin } from './review-begin.tsx';
import { ReviewLine } from './review-line.tsx';
import { ReviewResult } from './review-result.tsx';
import { useReview } from './use-review.ts';

/** Lines one by one: odd or fine? What comes of it is how many are odd, and how good what is told is. */
export default function Review() {
  const review = useReview();
  const { state, line, error } = review;
  const [again, setAgain] = useState(false);
  useEffect(() => setAgain(false), [state?.made]);
  useKeys(
    mayAct.value && line !== null
      ? [
          { key: 'o', says: 'this line is odd', run: () => review.label('odd') },
          { key: 'f', says: 'this line is fine', run: () => review.label('fine') },
          { key: 's', says: 'skip this line', run: () => review.label('skip') },
          { key: 'u', says: 'undo', run: review.undo },
        ]
      : [],
  );
  return (
    <>
      <PageHead title="Review">
        {state !== null && mayAct.value && (
          <button type="button" class="button" onClick={() => setAgain(true)}>
            Begin anew
          </button>
        )}
        <a class="button" href={href('models')}>
          Models
        </a>
      </PageHead>
      {error !== null && <Problem message={error} again={review.reload} />}
      {!review.known && error === null && <Waiting what="the review" rows={6} />}
      {review.known && (state === null || again) && (
        <ReviewBegin again={again} begin={review.begin} cancel={again ? () => setAgain(false) : null} />
      )}
      {state !== null && !again && line !== null && <ReviewLine review={review} state={state} line={line} />}
      {state !== null && !again && <ReviewResult state={state} />}
    </>
  );
}
