import { short } from '../../words.ts';

const [WIDTH, HEIGHT, FOOT] = [480, 76, 16];

/** Lines by hour of the day (UTC), ever. */
export function DayHours({ hours }: { readonly hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  const busiest = hours.indexOf(Math.max(...hours));
  const bar = WIDTH / 24;
  return (
    <svg
      class="histogram"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={`Lines by hour of the day in UTC, most at ${busiest}:00`}
    >
      {hours.map((count, hour) => {
        const tall = (count / most) * (HEIGHT - FOOT);
        return (
          <rect
            key={hour}
            class="histogram-bar"
            x={hour * bar + 1}
            width={bar - 2}
            y={HEIGHT - FOOT - tall}
            height={tall}
          >
            <title>{`${hour}:00 UTC: ${short(count)} lines`}</title>
          </rect>
        );
      })}
      {[0, 6, 12, 18].map((hour) => (
        <text key={hour} class="histogram-text" x={hour * bar} y={HEIGHT - 3}>
          {`${String(hour).padStart(2, '0')}:00`}
        </text>
      ))}
      <text class="histogram-text" x={WIDTH} y={HEIGHT - 3} text-anchor="end">
        UTC
      </text>
    </svg>
  );
}
