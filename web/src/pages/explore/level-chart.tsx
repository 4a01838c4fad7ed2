import { useMemo } from 'preact/hooks';
import type { ChartAnswer } from '../../../../src/core/api-explore.ts';
import { useApi } from '../../api.ts';
import { range, rangeWords, zoomTo } from '../../chosen-range.ts';
import { Chart } from '../../components/chart.tsx';
import type { ChartColor, ChartSeries } from '../../components/chart-look.ts';
import { Problem } from '../../components/problem.tsx';
import { short } from '../../words.ts';

interface LevelChartProps {
  /** Only of this host or kind of line; empty for all. */
  readonly host: string;
  readonly template: string;
  readonly height: number;
}

const COLORS: { readonly [name: string]: ChartColor } = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  unknown: 'unknown',
};
/** The most common lies at the bottom. */
const ORDER = ['info', 'unknown', 'warning', 'error'];

/** Lines over the chosen time, by severity where they are of everything; dragging chooses a part. */
export function LevelChart({ host, template, height }: LevelChartProps) {
  const of = template !== '' ? 'template' : host !== '' ? 'host' : 'severity';
  const name = template !== '' ? template : host;
  const { data, error, reload } = useApi<ChartAnswer>('chart', {
    query: { of, name: name === '' ? null : name },
    range: range.value,
  });
  const drawn = useMemo(() => (data === null ? null : seriesOf(data)), [data]);
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

function seriesOf({ from, width, series }: ChartAnswer): {
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
} {
  const length = Math.max(0, ...series.map(({ counts }) => counts.length));
  const times = Array.from({ length }, (_, i) => from + i * width);
  const sorted = series.toSorted((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
  return {
    times,
    series: sorted.map(({ name, counts }) => ({
      name: Object.hasOwn(COLORS, name) ? name : '',
      color: (Object.hasOwn(COLORS, name) ? COLORS[name] : undefined) ?? 'accent',
      kind: 'bars',
      values: counts,
    })),
  };
}
