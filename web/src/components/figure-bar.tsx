import { short } from '../words.ts';

interface FigureBarProps {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  readonly typical: number;
  readonly seen: number;
}

/** A number beside the range in which such numbers usually lie, to one scale. */
export function FigureBar({ label, low, high, typical, seen }: FigureBarProps) {
  const least = Math.min(low, seen, typical, 0);
  const most = Math.max(high, seen, typical);
  const share = (value: number) => (most > least ? ((value - least) / (most - least)) * 96 + 2 : 50);
  const out = seen < low || seen > high;
  const words = `${short(seen)} ${label}; usually ${short(low)} to ${short(high)}`;
  return (
    <div class="figure-bar">
      <svg class="figure-scale" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label={words}>
        <rect class="figure-track" x="0" y="5" width="100" height="2" />
        <rect
          class="figure-usual"
          x={share(low)}
          y="3"
          width={Math.max(1, share(high) - share(low))}
          height="6"
        />
        <rect
          class={out ? 'figure-seen figure-out' : 'figure-seen'}
          x={share(seen) - 0.8}
          y="0"
          width="1.6"
          height="12"
        />
      </svg>
      <span class="figure-words" aria-hidden="true">
        <b class={out ? 'figure-out-words' : ''}>{short(seen)}</b> {label}
        <span class="muted">
          , usually {short(low)}–{short(high)}
        </span>
      </span>
    </div>
  );
}
