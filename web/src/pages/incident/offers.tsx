import { useState } from 'preact/hooks';
import type { DoneAnswer } from '../../../../src/core/api-actions.ts';
import type { IncidentDetail, Offer } from '../../../../src/core/api-incidents.ts';
import { tell } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { deed } from '../../deeds.ts';
import { mayAct } from '../../session.ts';

interface OffersProps {
  readonly detail: IncidentDetail;
  readonly changed: () => void;
}

const STATES: Readonly<Record<Offer['state'], string>> = {
  offered: 'waits for a yes',
  approved: 'approved, about to run',
  running: 'runs',
  done: 'done',
  failed: 'failed',
  dry: 'dry run only',
  lapsed: 'lapsed: nobody said yes in time',
  refused: 'refused',
  unknown: 'how it ended is not known',
};

/** What playbooks would do, or did. Nothing runs before a person has read the command and said yes. */
export function Offers({ detail, changed }: OffersProps) {
  const [asked, setAsked] = useState<{ readonly offer: Offer; readonly undo: boolean } | null>(null);
  const { offers, refused } = detail;
  if (offers.length === 0 && refused.length === 0) return null;
  return (
    <Card title="What can be done from here">
      <ul class="rows">
        {offers.map((offer) => (
          <li key={offer.id} class="offer">
            <p>
              <b>{offer.describe === '' ? offer.playbook : offer.describe}</b>{' '}
              <span class="tag">{STATES[offer.state]}</span>
            </p>
            <Command argv={offer.argv} />
            {offer.outcome !== '' && <p class="muted small">{offer.outcome}</p>}
            {offer.output !== '' && <pre class="offer-output">{offer.output}</pre>}
            {mayAct.value && (offer.canApprove || offer.canUndo) && (
              <div class="offer-buttons">
                {offer.canApprove && (
                  <button type="button" class="button" onClick={() => setAsked({ offer, undo: false })}>
                    Approve …
                  </button>
                )}
                {offer.canUndo && offer.undo !== null && (
                  <button type="button" class="button" onClick={() => setAsked({ offer, undo: true })}>
                    Undo …
                  </button>
                )}
              </div>
            )}
          </li>
        ))}
        {refused.map(({ playbook, because }) => (
          <li key={playbook} class="muted">
            {playbook} cannot be done: {because}
          </li>
        ))}
      </ul>
      {asked !== null && (
        <Approve
          {...asked}
          incident={detail.card.id}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            changed();
          }}
        />
      )}
    </Card>
  );
}

/** Each word in its own box: a space within a word is none between two. */
function Command({ argv }: { readonly argv: readonly string[] }) {
  return (
    <p class="command" dir="ltr">
      {argv.map((word, i) => (
        <code key={i}>{word === '' ? '""' : word}</code>
      ))}
    </p>
  );
}

interface ApproveProps {
  readonly offer: Offer;
  readonly undo: boolean;
  readonly incident: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Approve({ offer, undo, incident, onClose, onDone }: ApproveProps) {
  const [busy, setBusy] = useState(false);
  const approve = async () => {
    setBusy(true);
    const body = { action: offer.id, ...(undo ? { undo } : {}) };
    const done = await deed(() => tell<DoneAnswer>(`incidents/${incident}/approve`, body));
    setBusy(false);
    if (done) onDone();
  };
  return (
    <Dialog title={undo ? 'Undo this?' : 'Run this?'} onClose={onClose}>
      <p>{offer.describe}</p>
      <Command argv={undo ? (offer.undo ?? []) : offer.argv} />
      {offer.values.length > 0 && (
        <dl class="step-facts">
          {offer.values.map(({ name, value, shown }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <code>{value}</code> <span class="muted">from: {shown}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {offer.dryRun && <p class="muted">This playbook only says what it would do.</p>}
      <div class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          No
        </button>
        <button type="button" class="button button-main" disabled={busy} onClick={() => void approve()}>
          {undo ? 'Yes, undo it' : 'Yes, run it'}
        </button>
      </div>
    </Dialog>
  );
}
