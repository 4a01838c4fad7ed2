import type { FunnelAnswer } from '../../../../src/core/api-filter.ts';
import { useApi } from '../../api.ts';
import { range, rangeWords } from '../../chosen-range.ts';
import { Card } from '../../components/card.tsx';
import { Funnel } from '../../components/funnel.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';

const NAMES = {
  lines: 'Lines read',
  kept: 'Kept',
  escalated: 'Called bad by rules',
  findings: 'Findings',
  incidents: 'Incidents',
  pages: 'Pages',
} as const;

/** How the many lines became few messages. */
export function FunnelCard() {
  const { data, error, reload } = useApi<FunnelAnswer>('filter/funnel', { range: range.value });
  return (
    <Card title="From lines to pages" side={<span>{rangeWords.value}, in whole hours</span>}>
      {error !== null && <Problem message={error.message} again={reload} />}
      {data === null && error === null && <Waiting what="what became of the lines" rows={6} />}
      {data !== null && (
        <Funnel
          label="From lines to pages"
          steps={data.steps.flatMap(({ step, count, words }) =>
            count === null ? [] : [{ name: NAMES[step], count, about: words }],
          )}
        />
      )}
    </Card>
  );
}
