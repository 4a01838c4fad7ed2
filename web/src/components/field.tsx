import type { ComponentChildren, Ref } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface TypedProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly kind?: 'search' | 'text';
  readonly field?: Ref<HTMLInputElement>;
  readonly class?: string;
  /** Names to choose from; anything else may be typed as well. */
  readonly list?: string;
}

/** Long enough that a word is typed, short enough that the answer seems to follow. */
const PAUSE = 350;

/** A field that tells what was typed when the typing stops; Enter tells at once. */
export function Typed({
  label,
  value,
  onChange,
  kind = 'text',
  field,
  class: more = '',
  ...rest
}: TypedProps) {
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const told = useRef(value);
  useEffect(() => {
    // Changed by somebody else: a link, the browser's back.
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tellNow = (text: string) => {
    clearTimeout(timer.current);
    if (text === told.current) return;
    told.current = text;
    onChange(text);
  };
  return (
    <label class={`typed ${more}`.trim()}>
      <span class="typed-label">{label}</span>
      <input
        {...rest}
        {...(field === undefined ? {} : { ref: field })}
        type={kind}
        value={typed}
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        onInput={(event) => {
          const text = event.currentTarget.value;
          setTyped(text);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => tellNow(text), PAUSE);
        }}
        onKeyDown={(event) => event.key === 'Enter' && tellNow(event.currentTarget.value)}
        onBlur={(event) => tellNow(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChosenProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
  readonly onChange: (value: string) => void;
}

/** One of a few. */
export function Chosen({ label, value, options, onChange }: ChosenProps) {
  return (
    <label class="typed">
      <span class="typed-label">{label}</span>
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TickedProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ComponentChildren;
}

/** Yes or no. */
export function Ticked({ on, onChange, children }: TickedProps) {
  return (
    <label class="ticked">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}
