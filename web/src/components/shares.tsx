import type { ComponentChildren } from 'preact';
import { percent, short } from '../words.ts';

interface Share {
  readonly key: string;
  readonly name: ComponentChildren;
  readonly count: number;
  /** Of the whole, 0–1. */
  readonly share: number;
}

/** Values by how often they come, each with a bar. */
export function Shares({ label, shares }: { readonly label: string; readonly shares: readonly Share[] }) {
  const most = Math.max(0.0001, ...shares.map(({ share }) => share));
  return (
    <ul class="shares" aria-label={label}>
      {shares.map(({ key, name, count, share }) => (
        <li key={key} class="share">
          <span class="share-name">{name}</span>
          <span class="muted">
            {short(count)} · {percent(share)}
          </span>
          <span class="share-track" aria-hidden="true">
            <span class="share-bar" style={{ width: `${(share / most) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
