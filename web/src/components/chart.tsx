import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { axisTimes } from '../axis-times.ts';
import { moment } from '../moment.ts';
import { look, zone } from '../settings.ts';
import { short } from '../words.ts';
import { type ChartSeries, drawn, type Mark, marksPlugin, penOf, reachOf, token } from './chart-look.ts';

export type { ChartSeries, Mark } from './chart-look.ts';

export interface ChartProps {
  /** What is drawn, for those who do not see it: "Lines by level, last 24 hours: 4.2 M, most at 12:00". */
  readonly label: string;
  /** Epoch ms, ascending; all series are as long. */
  readonly times: readonly number[];
  readonly series: readonly ChartSeries[];
  /** Each on top of those before it. */
  readonly stacked?: boolean;
  readonly height?: number;
  /** Of the values, said behind the numbers: `lines`. */
  readonly unit?: string;
  /** Stretches and limits to point out. */
  readonly marks?: readonly Mark[];
  /** Ends of the axis, epoch ms; those of the times where absent. */
  readonly from?: number;
  readonly to?: number;
  /** Dragging over the chart chooses a stretch (epoch ms). */
  readonly onZoom?: (from: number, to: number) => void;
  /** A little picture: no axes to read off, only the shape. */
  readonly plain?: boolean;
  /** Stands in the middle where there is nothing to draw; empty where there is. */
  readonly empty?: string;
  /** Stands beside the legend. */
  readonly beside?: ComponentChildren;
  /** Values cannot be below 0, and the axis begins there; else it follows the data. */
  readonly fromZero?: boolean;
}

/** Room for the numbers at the left; what stands above or below a chart keeps to it. */
const AXIS_ROOM = 52;
const RIGHT_ROOM = 12;

/** Values over time: lines, areas, stacked bars. Below it stand the values under the pointer. */
export function Chart(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const at = useSignal<number | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { label, times, series, height = 180, stacked = false, unit = '' } = props;
  const shape = series.map(({ name, color, kind }) => [name, color, kind].join()).join(';');
  const [theme, zoned] = [look.value, zone.value];
  // What else changes is set below, or looked up when drawn
  useEffect(() => {
    const host = box.current!;
    const made = new uPlot(options(host, latest, at), drawn(times, series, stacked), host);
    plot.current = made;
    const watch = new ResizeObserver(() => {
      if (host.clientWidth > 0)
        made.setSize({ width: host.clientWidth, height: latest.current.height ?? 180 });
    });
    watch.observe(host);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [shape, theme, zoned, stacked, height]);
  // The numbers themselves
  useEffect(() => {
    plot.current?.setData(drawn(times, series, stacked));
  }, [times, series, props.from, props.to, props.marks]);
  return (
    <figure class={props.plain ? 'chart chart-plain' : 'chart'}>
      <div class="chart-box" ref={box} role="img" aria-label={label} />
      {props.empty !== undefined && props.empty !== '' && <p class="chart-empty">{props.empty}</p>}
      {!props.plain && (
        <Legend series={series} times={times} at={at.value} unit={unit} beside={props.beside} />
      )}
    </figure>
  );
}

interface LegendProps extends Pick<ChartProps, 'series' | 'times'> {
  readonly beside: ComponentChildren;
  readonly at: number | null;
  readonly unit: string;
}

function Legend({ series, times, at, unit, beside }: LegendProps) {
  const time = at === null ? null : times[at];
  return (
    <figcaption class="legend">
      {series
        .filter(({ name }) => name !== '')
        .map(({ name, color, kind, values }) => (
          <span key={name} class="legend-item">
            <span class={`key key-${color} key-${kind}`} aria-hidden="true" />
            {name}
            {at !== null && <b>{values[at] === null ? '–' : `${short(values[at] ?? 0)}`}</b>}
          </span>
        ))}
      {beside}
      <span class="legend-time">{time === null || time === undefined ? unit : moment(time, zone.value)}</span>
    </figcaption>
  );
}

function options(
  host: HTMLElement,
  latest: { readonly current: ChartProps },
  at: { value: number | null },
): uPlot.Options {
  const { series, height = 180, onZoom, plain = false } = latest.current;
  const text = token('--muted');
  const grid = { stroke: token('--line'), width: 1 };
  const axis = { stroke: text, font: `11px ${token('--font')}`, grid, ticks: { show: false } };
  const cursor: uPlot.Cursor = {
    y: false,
    points: { show: false },
    drag: { x: onZoom !== undefined, y: false, setScale: false },
  };
  return {
    width: Math.max(host.clientWidth, 40),
    height,
    padding: plain ? [4, 2, 0, 2] : [8, RIGHT_ROOM, 0, 0],
    legend: { show: false },
    cursor,
    tzDate: (seconds) => {
      const date = new Date(seconds * 1000);
      return zone.peek() === 'utc' ? uPlot.tzDate(date, 'Etc/UTC') : date;
    },
    scales: {
      x: {
        time: true,
        range: (_, low, high) => {
          const { from, to } = latest.current;
          return [from === undefined ? low : from / 1000, to === undefined ? high : to / 1000];
        },
      },
      y: {
        range: (_, low, high) => {
          const reach = reachOf(latest.current.marks ?? []);
          const [least, most] = [Math.min(low ?? Infinity, reach[0]), Math.max(high ?? 0, reach[1])];
          if (!Number.isFinite(least)) return [0, 1];
          if (latest.current.fromZero !== false && least >= 0) return [0, most > 0 ? most * 1.08 : 1];
          const room = (most - least) * 0.08 || Math.abs(most) * 0.1 || 1;
          return [least - room, most + room];
        },
      },
    },
    axes: [
      {
        ...axis,
        show: !plain,
        space: 64,
        size: 28,
        values: (_, splits, __, ___, step) => axisTimes(splits, step, zone.peek()),
      },
      {
        ...axis,
        show: !plain,
        size: AXIS_ROOM,
        space: 32,
        grid: { ...grid, show: !plain },
        values: (_, splits) => splits.map((value) => short(value)),
      },
    ],
    series: [{}, ...series.toReversed().map((one) => penOf(one))],
    plugins: [marksPlugin(() => latest.current.marks ?? [])],
    hooks: {
      setCursor: [(u) => (at.value = u.cursor.idx ?? null)],
      setSelect: [
        (u) => {
          const { left, width } = u.select;
          if (width < 4) return;
          u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onZoom?.(u.posToVal(left, 'x') * 1000, u.posToVal(left + width, 'x') * 1000);
        },
      ],
    },
  };
}
