import type { SlotAnswer } from '../../../../src/core/api-explore.ts';
import { Facts } from '../../components/facts.tsx';
import { Histogram } from '../../components/histogram.tsx';
import { LineView } from '../../components/line-view.tsx';
import { Shares } from '../../components/shares.tsx';
import { count, short } from '../../words.ts';

const BEFORE = 40;

/** A variable place of a kind of line: its values, what they have in common, its numbers. */
export function SlotCard({ slot }: { readonly slot: SlotAnswer }) {
  const { number, before, distinct, many, values, facets, numbers } = slot;
  const lead = before.length > BEFORE ? `…${before.slice(-BEFORE)}` : before;
  const bounds = numbers?.histogram.bounds ?? [];
  return (
    <section class="card stack" aria-label={`Place ${number}`}>
      <div class="card-head">
        <h3 class="slot-name">
          {lead.trim() !== '' && <LineView text={lead.trimStart()} oneRow />}
          <span class="slot">{number}</span>
        </h3>
        <span class="card-side">
          {many ? `more than ${short(distinct)} values` : count(distinct, 'value')}
        </span>
      </div>
      {values.length > 0 && (
        <Shares
          label={`Values of place ${number}`}
          shares={values.map(({ value, count: of, share }) => ({
            ...{ key: value, count: of, share },
            name: <LineView text={value} most={120} />,
          }))}
        />
      )}
      {many && values.length > 0 && (
        <p class="muted small">The first values that came; there are too many to count.</p>
      )}
      {facets.map(({ facet, values: of }) => (
        <div key={facet} class="stack">
          <h4 class="muted small">by {facet}</h4>
          <Shares
            label={`Place ${number} by ${facet}`}
            shares={of.map(({ value, count: lines, share }) => ({
              ...{ key: value, count: lines, share },
              name: <LineView text={value} most={120} />,
            }))}
          />
        </div>
      ))}
      {numbers !== null && (
        <>
          <Facts
            facts={[
              ['Usual', short(numbers.median)],
              ['Nine in ten', `${short(numbers.p05)} to ${short(numbers.p95)}`],
              ['Ever', `${short(numbers.min)} to ${short(numbers.max)}`],
            ]}
          />
          <Histogram
            label={`Numbers in place ${number}`}
            axis="value"
            bars={numbers.histogram.counts.map((of, i) => ({
              from: bounds[i] ?? 0,
              to: bounds[i + 1] ?? bounds[i] ?? 0,
              count: of,
            }))}
          />
        </>
      )}
      {values.length === 0 && numbers === null && facets.length === 0 && (
        <p class="muted">Every line has another value here.</p>
      )}
    </section>
  );
}
