import type { ReviewState } from '../../../../src/core/api-models.ts';
import { Card } from '../../components/card.tsx';
import { Facts } from '../../components/facts.tsx';
import { Table } from '../../components/table.tsx';
import { When } from '../../components/when.tsx';
import { count, grouped, percent, short } from '../../words.ts';

type Share = NonNullable<ReviewState['odd']>;

/** What a review says so far. */
export function ReviewResult({ state }: { readonly state: ReviewState }) {
  const { left, odd, precision, strata, of, made, applied } = state;
  return (
    <Card
      title={left === 0 ? 'All lines were looked at' : 'So far'}
      side={
        <span>
          begun <When at={made} as="past" />
        </span>
      }
    >
      <div class="stack">
        {left === 0 && (
          <p>
            {applied ? 'The models were told what came of it.' : 'The models will be told what came of it.'}
          </p>
        )}
        <Facts
          facts={[
            ['Drawn from', `${short(of.lines)} lines of ${count(Math.max(1, Math.round(of.days)), 'day')}`],
            ['Lines that are odd', odd === null ? 'nothing was judged yet' : shareOf(odd)],
            [
              'Of what was told, truly odd',
              precision === null ? 'nothing of it was judged yet' : shareOf(precision),
            ],
          ]}
        />
        <Table
          caption="By how surprising the lines were found"
          rows={strata}
          keyOf={({ name }) => name}
          columns={[
            { key: 'name', title: 'Lines', wide: true, cell: ({ name }) => name },
            { key: 'lines', title: 'There are', numeric: true, cell: ({ lines }) => grouped(lines) },
            { key: 'judged', title: 'Judged', numeric: true, cell: ({ judged }) => grouped(judged) },
            { key: 'odd', title: 'Odd', numeric: true, cell: (row) => grouped(row.odd) },
          ]}
        />
      </div>
    </Card>
  );
}

function shareOf({ share, interval: [low, high], judged }: Share): string {
  return `${percent(share)} (${percent(low)} to ${percent(high)}, from ${count(judged, 'line')})`;
}
