import { useMemo } from 'preact/hooks';
import type { ChartAnswer } from '../../../../src/core/api-explore.ts';
import { useApi } from '../../api.ts';
import { range, rangeWords, zoomTo } from '../../chosen-range.ts';
import { Chart } from '../../components/chart.tsx';
import { Problem } from '../../components/problem.tsx';
import { short } from '../../words.ts';
import { levelSeries } from './level-series.ts';

interface LevelChartProps {
  /** Only of this host or kind of line; empty for all. */
  readonly host: string;
  readonly template: string;
  readonly height: number;
}

/** All of syslog's, and none. */
const SEVERITIES_AT_MOST = 9;

/** Lines over the chosen time, by severity where they are of everything; dragging chooses a part. */
export function LevelChart({ host, template, height }: LevelChartProps) {
  const of = template !== '' ? 'template' : host !== '' ? 'host' : 'severity';
  const name = template !== '' ? template : host;
  const { data, error, reload } = useApi<ChartAnswer>('chart', {
    query: { of, name: name === '' ? null : name, most: of === 'severity' ? SEVERITIES_AT_MOST : null },
    range: range.value,
  });
  const drawn = useMemo(() => (data === null ? null : chartOf(data, of)), [data, of]);
  if (error !== null && drawn === null) return <Problem message={error.message} again={reload} />;
  if (drawn === null || data === null)
    return <div class="chart-place" style={{ height: `${height + 28}px` }} />;
  const total = drawn.series.reduce(
    (sum, { values }) => sum + values.reduce<number>((a, b) => a + (b ?? 0), 0),
    0,
  );
  return (
    <Chart
      label={`Lines, ${rangeWords.value}: ${short(total)} in all`}
      times={drawn.times}
      series={drawn.series}
      stacked
      height={height}
      unit="lines"
      from={data.from}
      to={data.from + drawn.times.length * data.width}
      onZoom={zoomTo}
    />
  );
}

function chartOf({ from, width, series }: ChartAnswer, of: string) {
  const length = Math.max(0, ...series.map(({ counts }) => counts.length));
  const times = Array.from({ length }, (_, i) => from + i * width);
  const whole = series.map(
    ({ counts }) => ({ name: '', color: 'accent', kind: 'bars', values: counts }) as const,
  );
  return { times, series: of === 'severity' ? levelSeries(series, length) : whole };
}
