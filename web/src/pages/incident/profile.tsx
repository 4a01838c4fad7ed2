import type { Plot } from '../../../../src/core/api-incidents.ts';
import { Chart } from '../../components/chart.tsx';
import { count } from '../../words.ts';

/** The usual week by the hour, with this one on top of it; the day of the incident stands out. */
export function Profile({ plot }: { readonly plot: Extract<Plot, { kind: 'profile' }> }) {
  const { hours, unit, weeks, focus, title } = plot;
  const times = hours.map(({ at }) => at);
  const out = hours.map((hour) =>
    hour.at >= focus.from && hour.at < focus.to && isOut(hour, weeks) ? hour.seen : null,
  );
  return (
    <Chart
      label={`${title}: on that day ${count(out.filter((one) => one !== null).length, 'hour')} outside of what is usual`}
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
          values: out,
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

/** A single week has no range yet: then only what is far from it counts. */
const FEW_WEEKS = 3;

function isOut(
  { seen, low, high }: { readonly [part in 'low' | 'high']: number } & { readonly seen: number | null },
  weeks: number,
): boolean {
  if (seen === null) return false;
  const room = weeks < FEW_WEEKS ? 1.5 : 1;
  return seen > high * room || seen < low / room;
}
