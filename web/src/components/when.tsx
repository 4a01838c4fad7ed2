import { moment, nearMoment } from '../moment.ts';
import { now } from '../server-clock.ts';
import { zone } from '../settings.ts';
import { ago } from '../words.ts';

interface WhenProps {
  readonly at: number;
  /** `ago`: "5 minutes ago", "in 3 days" · `past`: never ahead, though the server's word of the time be older · `near`: "14:05" · `whole`: with date and seconds. */
  readonly as?: 'ago' | 'past' | 'near' | 'whole';
}

/** A moment in the reader's zone; the whole of it on hovering. */
export function When({ at, as = 'near' }: WhenProps) {
  const whole = moment(at, zone.value);
  const text = {
    ago: () => ago(at, now.value),
    past: () => ago(Math.min(at, now.value), now.value),
    near: () => nearMoment(at, now.value, zone.value),
    whole: () => whole,
  }[as]();
  const iso = Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : '';
  return (
    <time dateTime={iso} title={whole}>
      {text}
    </time>
  );
}
