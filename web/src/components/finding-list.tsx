import type { FindingRow } from '../../../src/core/api-explore.ts';
import { UrgencyMark } from './urgency-mark.tsx';
import { When } from './when.tsx';

/** What was remarked upon, the reason of each, and how rare it would be by chance. */
export function FindingList({ findings }: { readonly findings: readonly FindingRow[] }) {
  return (
    <ul class="finding-list">
      {findings.map(({ id, urgency, because, from, surprise, detector }) => (
        <li key={id}>
          <UrgencyMark urgency={urgency} />
          <div>
            <p>{because}</p>
            <p class="muted small">
              {from !== null && <When at={from} />}
              {from !== null && ' · '}by chance {surprise.words} (surprise {surprise.value.toFixed(1)}) ·{' '}
              {detector}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
