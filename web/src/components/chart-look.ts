import uPlot from 'uplot';

/** Colours by what they mean; the tokens of the style sheet say which they are. */
export type ChartColor = 'error' | 'warning' | 'info' | 'unknown' | 'accent' | 'usual' | 'good';

/** Numbers over time. */
export interface ChartSeries {
  /** Stands in the legend; empty for none. */
  readonly name: string;
  readonly color: ChartColor;
  readonly kind: 'line' | 'area' | 'bars' | 'dash' | 'dots';
  readonly values: readonly (number | null)[];
}

/** What is pointed out behind the numbers. Times are epoch ms. */
export type Mark =
  | { readonly kind: 'stretch'; readonly from: number; readonly to: number; readonly color: ChartColor }
  | { readonly kind: 'moment'; readonly at: number; readonly color: ChartColor }
  | { readonly kind: 'limit'; readonly at: number; readonly color: ChartColor }
  | {
      readonly kind: 'band';
      readonly times: readonly number[];
      readonly low: readonly number[];
      readonly high: readonly number[];
      readonly color: ChartColor;
    };

/** Value of a token of the style sheet. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Lowest and highest of what is marked, so that it is not cut off. */
export function reachOf(marks: readonly Mark[]): readonly [least: number, most: number] {
  let [least, most] = [Infinity, -Infinity];
  for (const mark of marks) {
    const values =
      mark.kind === 'limit' ? [mark.at] : mark.kind === 'band' ? [...mark.low, ...mark.high] : [];
    for (const value of values) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  return [least, most];
}

/** Series as uPlot takes them: seconds, and the last first, so that of a stack the lower ones lie in front. */
export function drawn(
  times: readonly number[],
  series: readonly ChartSeries[],
  stacked: boolean,
): uPlot.AlignedData {
  const columns = stacked ? heaped(series) : series.map(({ values }) => [...values]);
  return [times.map((time) => time / 1000), ...columns.toReversed()];
}

/** Each with all before it below. */
function heaped(series: readonly ChartSeries[]): (number | null)[][] {
  const sums: number[] = [];
  return series.map(({ values }) =>
    values.map((value, i) => {
      sums[i] = (sums[i] ?? 0) + (value ?? 0);
      return sums[i];
    }),
  );
}

/** How uPlot draws one. */
export function penOf({ color, kind }: ChartSeries): uPlot.Series {
  const ink = token(`--chart-${color}`);
  const points = { show: kind === 'dots', size: 6, fill: ink, stroke: ink };
  if (kind === 'bars') {
    const paths = uPlot.paths.bars!({ size: [0.86, 60], align: 1 });
    return { fill: ink, stroke: ink, width: 0, paths, points: { show: false } };
  }
  if (kind === 'dots') return { stroke: ink, width: 0, paths: () => null, points };
  return {
    stroke: ink,
    width: kind === 'dash' ? 1.25 : 1.75,
    ...(kind === 'dash' ? { dash: [5, 4] } : {}),
    ...(kind === 'area' ? { fill: token(`--chart-${color}-soft`) } : {}),
    points: { show: false },
  };
}

/** Draws the marks: what is behind before the series, limits and moments after them. */
export function marksPlugin(marks: () => readonly Mark[]): uPlot.Plugin {
  const draw = (u: uPlot, kinds: readonly Mark['kind'][]) => {
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, top, width, height);
    ctx.clip();
    for (const mark of marks()) if (kinds.includes(mark.kind)) drawMark(u, mark);
    ctx.restore();
  };
  return {
    hooks: {
      drawClear: [(u) => draw(u, ['stretch', 'band'])],
      draw: [(u) => draw(u, ['limit', 'moment'])],
    },
  };
}

function drawMark(u: uPlot, mark: Mark): void {
  const { ctx } = u;
  const { left, top, width, height } = u.bbox;
  const x = (time: number) => u.valToPos(time / 1000, 'x', true);
  const y = (value: number) => u.valToPos(value, 'y', true);
  ctx.fillStyle = token(`--chart-${mark.color}-soft`);
  ctx.strokeStyle = token(`--chart-${mark.color}`);
  ctx.lineWidth = devicePixelRatio * 1.25;
  ctx.setLineDash([]);
  ctx.beginPath();
  if (mark.kind === 'stretch') {
    const from = x(mark.from);
    ctx.fillRect(from, top, Math.max(2 * devicePixelRatio, x(mark.to) - from), height);
  } else if (mark.kind === 'moment') {
    ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.moveTo(x(mark.at), top);
    ctx.lineTo(x(mark.at), top + height);
    ctx.stroke();
  } else if (mark.kind === 'limit') {
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.moveTo(left, y(mark.at));
    ctx.lineTo(left + width, y(mark.at));
    ctx.stroke();
  } else {
    mark.times.forEach((time, i) => {
      ctx.lineTo(x(time), y(mark.high[i]!));
    });
    for (let i = mark.times.length - 1; i >= 0; i--) ctx.lineTo(x(mark.times[i]!), y(mark.low[i]!));
    ctx.closePath();
    ctx.fill();
  }
}
