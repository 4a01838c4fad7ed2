import type { Plot } from '../../../../src/core/api-incidents.ts';
import { Chart } from '../../components/chart.tsx';
import { count } from '../../words.ts';

/** The usual week by the hour, with this one on top of it; the day of the incident stands out. */
export function Profile({ plot }: { readonly plot: Extract<Plot, { kind: 'profile' }> }) {
  const { hours, unit, weeks, focus, title } = plot;
  const times = hours.map(({ at }) => at);
  const within = (at: number) => at >= focus.from && at < focus.to;
  const out = hours.filter(
    ({ at, seen, low, high }) => within(at) && seen !== null && (seen < low || seen > high),
  );
  return (
    <Chart
      label={`${title}: on that day ${count(out.length, 'hour')} outside of what is usual`}
      times={times}
      series={[
        {
          name: `usual (${count(weeks, 'week')})`,
          color: 'usual',
          kind: 'dash',
          values: hours.map((h) => h.typical),
        },
        { name: 'this week', color: 'accent', kind: 'line', values: hours.map((h) => h.seen) },
        {
          name: 'outside of it',
          color: 'error',
          kind: 'dots',
          values: hours.map(({ seen, low, high }) =>
            seen !== null && (seen < low || seen > high) ? seen : null,
          ),
        },
      ]}
      marks={[
        { kind: 'stretch', ...focus, color: 'accent' },
        {
          kind: 'band',
          times,
          low: hours.map((h) => h.low),
          high: hours.map((h) => h.high),
          color: 'usual',
        },
      ]}
      unit={unit}
      height={170}
    />
  );
}
