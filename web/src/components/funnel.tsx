import { grouped } from '../words.ts';

/** What is left of the lines after a step. */
export interface FunnelStep {
  readonly name: string;
  readonly count: number;
  /** What the step does, in a sentence. */
  readonly about: string;
}

interface FunnelProps {
  readonly steps: readonly FunnelStep[];
  readonly label: string;
}

/** How many lines became few: a bar per step. Lengths are logarithmic, as steps differ by thousands. */
export function Funnel({ steps, label }: FunnelProps) {
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <ol class="funnel" aria-label={label}>
      {steps.map(({ name, count, about }) => (
        <li key={name} class="funnel-step">
          <span class="funnel-name">{name}</span>
          <span class="funnel-count">{grouped(count)}</span>
          <span class="funnel-track" aria-hidden="true">
            <span class="funnel-bar" style={{ width: `${barShare(count, most) * 100}%` }} />
          </span>
          <span class="funnel-about">{about}</span>
        </li>
      ))}
    </ol>
  );
}

function barShare(count: number, most: number): number {
  return count <= 0 ? 0 : Math.max(0.01, Math.log10(1 + count) / Math.log10(1 + most));
}
