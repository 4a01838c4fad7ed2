import { signal } from '@preact/signals';
import { keys } from '../keyboard.ts';
import { zoneName } from '../moment.ts';
import { letterKeys, theme, zone } from '../settings.ts';
import { Dialog } from './dialog.tsx';

/** Whether the help is open. */
export const helping = signal(false);

/** Keys that work here, and the choices that belong to the reader alone. */
export function Help() {
  if (!helping.value) return null;
  const seen = new Set<string>();
  const all = keys.value
    .flat()
    .toReversed()
    .filter(({ key }) => !seen.has(key) && seen.add(key));
  return (
    <Dialog title="Keys and look" onClose={() => (helping.value = false)}>
      <dl class="key-list">
        {all.toReversed().map(({ key, says }) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
        <div>
          <dt>
            <kbd>Esc</kbd>
          </dt>
          <dd>close</dd>
        </div>
      </dl>
      <Choice
        legend="Single-letter keys"
        value={letterKeys.value}
        options={[
          ['on', 'On'],
          ['off', 'Off'],
        ]}
        choose={(value) => (letterKeys.value = value)}
      />
      <Choice
        legend="Look"
        value={theme.value}
        options={[
          ['dark', 'Dark'],
          ['light', 'Light'],
          ['system', 'As the system'],
        ]}
        choose={(value) => (theme.value = value)}
      />
      <Choice
        legend="Times"
        value={zone.value}
        options={[
          ['browser', `here (${zoneName('browser')})`],
          ['utc', 'UTC'],
        ]}
        choose={(value) => (zone.value = value)}
      />
    </Dialog>
  );
}

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, name: string])[];
  readonly choose: (value: T) => void;
}

function Choice<T extends string>({ legend, value, options, choose }: ChoiceProps<T>) {
  return (
    <fieldset class="segments">
      <legend>{legend}</legend>
      {options.map(([one, name]) => (
        <label key={one} class="segment">
          <input type="radio" name={legend} checked={one === value} onChange={() => choose(one)} />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
