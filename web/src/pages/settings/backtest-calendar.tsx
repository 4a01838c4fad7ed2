import type { BacktestDay } from '../../../../src/core/api-settings.ts';
import { count } from '../../words.ts';
import { weeksOf } from './calendar.ts';

interface BacktestCalendarProps {
  readonly days: readonly BacktestDay[];
  readonly chosen: string | null;
  readonly onChoose: (day: string) => void;
}

const NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Days by how many pages there would have been. */
export function BacktestCalendar({ days, chosen, onChoose }: BacktestCalendarProps) {
  return (
    <table class="calendar">
      <caption class="visually-hidden">Pages by day (UTC)</caption>
      <thead>
        <tr>
          {NAMES.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeksOf(days).map((week, i) => (
          <tr key={week.find((one) => one !== null)?.date ?? i}>
            {week.map((one, place) => (
              <td key={NAMES[place]}>
                {one !== null && one.day !== null && (
                  <button
                    type="button"
                    class={`calendar-day calendar-${Math.min(3, one.day.pages)}`}
                    aria-pressed={one.date === chosen}
                    onClick={() => onChoose(one.date)}
                  >
                    <span class="visually-hidden">{one.date}:</span>
                    <span class="calendar-date" aria-hidden="true">
                      {Number(one.date.slice(8))}
                    </span>
                    <b>
                      {one.day.pages}
                      <span class="visually-hidden"> {one.day.pages === 1 ? 'page' : 'pages'}, </span>
                    </b>
                    <span class="calendar-more">{count(one.day.incidents, 'incident')}</span>
                  </button>
                )}
                {one !== null && one.day === null && <span class="calendar-day calendar-none" />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
