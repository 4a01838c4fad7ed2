import type { HeatmapAnswer } from '../../../../src/core/api-explore.ts';
import { useApi } from '../../api.ts';
import { range } from '../../chosen-range.ts';
import { HeatMap } from '../../components/heat-map.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { zoneName } from '../../moment.ts';
import { present } from '../../server-clock.ts';
import { zone } from '../../settings.ts';
import { endsOf, type TimeRange } from '../../time-range.ts';
import { duration } from '../../words.ts';

interface WeekHeatProps {
  readonly of: 'all' | 'severity' | 'host' | 'app' | 'template';
  readonly name: string;
}

const WEEK = 7 * 86_400_000;

/** The chosen range, or weeks up to its end where it is less than one: half a week says nothing of the other half. */
function wholeWeeks(chosen: TimeRange): TimeRange {
  const { from, to } = endsOf(chosen, present());
  if (to - from >= WEEK) return chosen;
  return chosen.kind === 'last'
    ? { kind: 'last', span: '30d' }
    : { kind: 'between', from: to - 4 * WEEK, to };
}

/** When in the week lines come, of everything or of one thing. */
export function WeekHeat({ of, name }: WeekHeatProps) {
  const asked = wholeWeeks(range.value);
  const { data, error, reload } = useApi<HeatmapAnswer>('heatmap', {
    query: { of, name: name === '' ? null : name, zone: zone.value === 'utc' ? 'UTC' : zoneName(zone.value) },
    range: asked,
  });
  if (error !== null) return <Problem message={error.message} again={reload} />;
  if (data === null) return <Waiting what="the hours of the week" rows={7} />;
  const span = data.to - data.from;
  return (
    <div class="stack">
      <HeatMap values={data.mean.flat()} label="Lines an hour" noun="lines an hour" />
      <p class="muted small">
        Of {duration(span)}, in {zoneName(zone.value)}.
        {data.counted === 'kept' && ' Only lines that were kept are known by program.'}
        {asked !== range.value && ' The chosen time is less than a week, so more was looked at.'}
      </p>
    </div>
  );
}
