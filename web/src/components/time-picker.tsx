import { useRef, useState } from 'preact/hooks';
import { chooseRange, range, rangeWords, SPAN_WORDS } from '../chosen-range.ts';
import { fieldText, fieldTime, zoneName } from '../moment.ts';
import { present } from '../server-clock.ts';
import { zone } from '../settings.ts';
import { between, endsOf, moved, SPANS, type Span } from '../time-range.ts';
import { Icon } from './icon.tsx';
import { useDismiss } from './use-dismiss.ts';

/** Chooses the time that pages look at: the last so long, or from … to; and the zone it is said in. */
export function TimePicker() {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useDismiss(box, open, () => setOpen(false));
  const step = (how: 'back' | 'forward' | 'wider') => chooseRange(moved(range.value, how, present()));
  return (
    <div class="time-picker" ref={box}>
      <button type="button" class="icon-button" aria-label="Earlier" onClick={() => step('back')}>
        <Icon name="back" />
      </button>
      <button
        type="button"
        class="button time-picker-now"
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        <Icon name="clock" />
        <span class="visually-hidden">Time: </span>
        <span>{rangeWords.value}</span>
        {zone.value === 'utc' && <span class="tag">UTC</span>}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label="Later"
        disabled={range.value.kind === 'last'}
        onClick={() => step('forward')}
      >
        <Icon name="forward" />
      </button>
      <button type="button" class="icon-button" aria-label="Longer" onClick={() => step('wider')}>
        <Icon name="wider" />
      </button>
      {open && <Choices close={() => setOpen(false)} />}
    </div>
  );
}

function Choices({ close }: { readonly close: () => void }) {
  const ends = endsOf(range.value, present());
  const [from, setFrom] = useState(fieldText(ends.from, zone.value));
  const [to, setTo] = useState(fieldText(ends.to, zone.value));
  const custom = between(fieldTime(from, zone.value), fieldTime(to, zone.value));
  const chosen = range.value.kind === 'last' ? range.value.span : null;
  return (
    <div class="popover time-choices" role="dialog" aria-label="Time range">
      <div class="time-spans">
        {(Object.keys(SPANS) as Span[]).map((span) => (
          <button
            key={span}
            type="button"
            class="choice"
            aria-pressed={span === chosen}
            onClick={() => {
              chooseRange({ kind: 'last', span });
              close();
            }}
          >
            last {SPAN_WORDS[span]}
          </button>
        ))}
      </div>
      <form
        class="time-custom"
        onSubmit={(event) => {
          event.preventDefault();
          if (custom === null) return;
          chooseRange(custom);
          close();
        }}
      >
        <label>
          From
          <input type="datetime-local" value={from} onInput={(e) => setFrom(e.currentTarget.value)} />
        </label>
        <label>
          To
          <input type="datetime-local" value={to} onInput={(e) => setTo(e.currentTarget.value)} />
        </label>
        <button type="submit" class="button button-main" disabled={custom === null}>
          Show
        </button>
        <fieldset class="segments">
          <legend>Zone</legend>
          {(['browser', 'utc'] as const).map((one) => (
            <label key={one} class="segment">
              <input
                type="radio"
                name="zone"
                checked={zone.value === one}
                onChange={() => {
                  const [a, b] = [fieldTime(from, zone.value), fieldTime(to, zone.value)];
                  zone.value = one;
                  if (Number.isFinite(a)) setFrom(fieldText(a, one));
                  if (Number.isFinite(b)) setTo(fieldText(b, one));
                }}
              />
              <span>{one === 'browser' ? `here (${zoneName(one)})` : 'UTC'}</span>
            </label>
          ))}
        </fieldset>
      </form>
    </div>
  );
}
