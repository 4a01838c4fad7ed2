import { short } from '../words.ts';

/** How often values between `from` and `to` came. */
export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

interface HistogramProps {
  readonly bars: readonly HistogramBar[];
  /** What is counted, by what: `lines by surprise`. */
  readonly label: string;
  /** What lies under the bars: `surprise`. */
  readonly axis: string;
  /** From here on it counts; bars behind it look different. */
  readonly threshold?: { readonly at: number; readonly name: string };
}

const [WIDTH, HEIGHT, FOOT, HEAD] = [480, 150, 22, 18];

/** Bars side by side, with a line where a threshold is. Heights are logarithmic, so that the few odd ones are seen. */
export function Histogram({ bars, label, axis, threshold }: HistogramProps) {
  const [low, high] = [bars[0]?.from ?? 0, bars.at(-1)?.to ?? 1];
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const x = (value: number) => ((value - low) / (high - low || 1)) * WIDTH;
  const tall = (count: number) =>
    count === 0 ? 0 : Math.max(2, (Math.log10(1 + count) / Math.log10(1 + most)) * (HEIGHT - FOOT - HEAD));
  const total = bars.reduce((sum, { count }) => sum + count, 0);
  const beyond =
    threshold === undefined
      ? 0
      : bars.reduce((sum, bar) => sum + (bar.from >= threshold.at ? bar.count : 0), 0);
  const words = threshold === undefined ? '' : `, ${beyond} at or above ${threshold.name} ${threshold.at}`;
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`${label}: ${total} in all${words}`}
    >
      {bars.map((bar) => (
        <rect
          key={bar.from}
          class={
            threshold !== undefined && bar.from >= threshold.at
              ? 'histogram-bar histogram-beyond'
              : 'histogram-bar'
          }
          x={x(bar.from) + 0.5}
          width={Math.max(1, x(bar.to) - x(bar.from) - 1)}
          y={HEIGHT - FOOT - tall(bar.count)}
          height={tall(bar.count)}
        >
          <title>{`${bar.from} to ${bar.to}: ${bar.count}`}</title>
        </rect>
      ))}
      <line class="histogram-floor" x1="0" x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} />
      {threshold !== undefined && threshold.at >= low && threshold.at <= high && (
        <g>
          <line
            class="histogram-threshold"
            x1={x(threshold.at)}
            x2={x(threshold.at)}
            y1={HEAD - 4}
            y2={HEIGHT - FOOT}
          />
          <text class="histogram-text" x={x(threshold.at)} y={HEAD - 7} text-anchor={anchor(x(threshold.at))}>
            {threshold.name}
          </text>
        </g>
      )}
      <text class="histogram-text" x="0" y={HEIGHT - 6}>
        {short(low)}
      </text>
      <text class="histogram-text" x={WIDTH / 2} y={HEIGHT - 6} text-anchor="middle">
        {axis}
      </text>
      <text class="histogram-text" x={WIDTH} y={HEIGHT - 6} text-anchor="end">
        {short(high)}
      </text>
    </svg>
  );
}

function anchor(at: number): 'start' | 'middle' | 'end' {
  return at < 60 ? 'start' : at > WIDTH - 60 ? 'end' : 'middle';
}
