import type { ReviewLineAnswer, ReviewState } from '../../../../src/core/api-models.ts';
import { LineView } from '../../components/line-view.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';
import { mayAct } from '../../session.ts';
import { grouped } from '../../words.ts';
import type { ReviewControl } from './use-review.ts';

interface ReviewLineProps {
  readonly review: ReviewControl;
  readonly state: ReviewState;
  readonly line: ReviewLineAnswer;
}

/** The line that is looked at. How surprising it was found is not said: it would be a hint. */
export function ReviewLine({ review, state, line }: ReviewLineProps) {
  const { time, host, app, text } = line;
  const seen = state.lines - state.left;
  return (
    <section class="card stack review" aria-label="The line">
      <div class="review-head">
        <span>
          Line {grouped(seen + 1)} of {grouped(state.lines)}
        </span>
        <progress class="progress" max={state.lines} value={seen} aria-label="Lines looked at" />
        <span class="muted small">
          odd {grouped(state.labels.odd)} · fine {grouped(state.labels.fine)} · skipped{' '}
          {grouped(state.labels.skip)}
        </span>
      </div>
      <p class="muted">
        {time === null ? 'no time' : <When at={time} as="whole" />}
        {host !== null && (
          <>
            {' · '}
            <a href={href('host', host)}>{host}</a>
          </>
        )}
        {app !== null && ` · ${app}`}
      </p>
      <p class="whole-line review-text" aria-live="polite">
        <LineView key={line.id} text={text} />
      </p>
      {mayAct.value ? (
        <div class="buttons">
          <button type="button" class="button review-odd" onClick={() => review.label('odd')}>
            Odd <kbd>o</kbd>
          </button>
          <button type="button" class="button review-fine" onClick={() => review.label('fine')}>
            Fine <kbd>f</kbd>
          </button>
          <button type="button" class="button" onClick={() => review.label('skip')}>
            Skip <kbd>s</kbd>
          </button>
          <button type="button" class="button" disabled={!review.undoable} onClick={review.undo}>
            Undo <kbd>u</kbd>
          </button>
        </div>
      ) : (
        <p class="muted">Only operators may say what a line is.</p>
      )}
      <p class="muted small">
        Odd: somebody should have a look at it. Fine: nobody would miss it. What was said is kept at once.
      </p>
    </section>
  );
}
