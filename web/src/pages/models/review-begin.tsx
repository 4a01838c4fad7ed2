import { useState } from 'preact/hooks';
import { Card } from '../../components/card.tsx';
import { Chosen } from '../../components/field.tsx';
import { present } from '../../server-clock.ts';
import { mayAct } from '../../session.ts';

const DAY = 86_400_000;
const SINCE = [
  ['1', 'of the last day'],
  ['7', 'of the last 7 days'],
  ['30', 'of the last 30 days'],
] as const;

interface ReviewBeginProps {
  readonly again: boolean;
  readonly begin: (since: number, again: boolean) => void;
  readonly cancel: (() => void) | null;
}

/** Before a review: what it is for, and which lines it draws from. */
export function ReviewBegin({ again, begin, cancel }: ReviewBeginProps) {
  const [days, setDays] = useState('7');
  return (
    <Card title={again ? 'Begin anew, with other lines?' : 'How good is what logsift tells?'}>
      <div class="stack">
        <p>
          logsift draws 500 of the kept lines, surprising ones and usual ones, and shows them one by one. You
          say odd or fine; a quarter of an hour is enough. From that it reckons how many lines are odd, and
          how many of those it tells of truly are, and the models heed it.
        </p>
        {again && <p>What was said in the review before is given up.</p>}
        {mayAct.value ? (
          <div class="filter-bar">
            <Chosen label="Lines" value={days} options={SINCE} onChange={setDays} />
            <button
              type="button"
              class="button button-main"
              onClick={() => begin(present() - Number(days) * DAY, again)}
            >
              Begin
            </button>
            {cancel !== null && (
              <button type="button" class="button" onClick={cancel}>
                Go on with the present one
              </button>
            )}
          </div>
        ) : (
          <p class="muted">Only operators may begin one.</p>
        )}
      </div>
    </Card>
  );
}
