import { useRef, useState } from 'preact/hooks';
import { short } from '../words.ts';
import { HEAT_STEPS, heatNeighbour, heatSteps, hourWords, WEEK_HOURS, WEEKDAYS } from './heat-scale.ts';

interface HeatMapProps {
  /** Of each hour of the week from Monday 0:00; null where nothing was seen. */
  readonly values: readonly (number | null)[];
  /** What is shown: `lines per hour`. */
  readonly label: string;
  readonly noun: string;
  /** A cell was chosen. */
  readonly onOpen?: (hour: number) => void;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Hours by days of the week; arrows move through it, and what a cell says is written below. */
export function HeatMap({ values, label, noun, onOpen }: HeatMapProps) {
  const [at, setAt] = useState(0);
  const [told, setTold] = useState<number | null>(null);
  const table = useRef<HTMLTableElement>(null);
  const steps = heatSteps(values);
  const said = (hour: number) => {
    const value = values[hour] ?? null;
    return `${hourWords(hour)}: ${value === null ? 'nothing was read then' : `${short(value)} ${noun}`}`;
  };
  const pressed = (event: KeyboardEvent) => {
    const next = heatNeighbour(at, event.key);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    table.current?.querySelector<HTMLButtonElement>(`[data-hour="${next}"]`)?.focus();
  };
  return (
    <div class="heat">
      <table ref={table} class="heat-table" onKeyDown={pressed}>
        <caption class="visually-hidden">{label}, by hour and day of the week</caption>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col" class={hour % 6 === 0 ? 'heat-hour' : 'heat-hour heat-hour-between'}>
                {String(hour).padStart(2, '0')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((name, day) => (
            <tr key={name}>
              <th scope="row">
                <abbr title={name}>{name.slice(0, 3)}</abbr>
              </th>
              {HOURS.map((of) => {
                const hour = day * 24 + of;
                const value = values[hour] ?? null;
                return (
                  <td key={of}>
                    <button
                      type="button"
                      data-hour={hour}
                      class={`heat-cell heat-${steps[hour] ?? 0}`}
                      tabIndex={hour === at ? 0 : -1}
                      aria-label={said(hour)}
                      onFocus={() => {
                        setAt(hour);
                        setTold(hour);
                      }}
                      onPointerEnter={() => setTold(hour)}
                      onClick={() => onOpen?.(hour)}
                    >
                      <span aria-hidden="true">{value === null || value === 0 ? '' : short(value)}</span>
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div class="heat-foot">
        <span class="heat-told">{told === null ? `${WEEK_HOURS} hours of a week` : said(told)}</span>
        <span class="heat-legend" aria-hidden="true">
          less
          {Array.from({ length: HEAT_STEPS + 1 }, (_, step) => (
            <span key={step} class={`heat-key heat-${step}`} />
          ))}
          more
        </span>
      </div>
    </div>
  );
}
