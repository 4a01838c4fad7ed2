import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { SilenceAnswer, SilenceBody } from '../../../../src/core/api-actions.ts';
import type { IncidentDetail } from '../../../../src/core/api-incidents.ts';
import { tell } from '../../api.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Problem } from '../../components/problem.tsx';
import { toast } from '../../components/toast.tsx';
import { When } from '../../components/when.tsx';
import { sentenceOf } from '../../deeds.ts';
import { moment } from '../../moment.ts';
import { present } from '../../server-clock.ts';
import { zone } from '../../settings.ts';
import { count } from '../../words.ts';

interface SilenceDialogProps {
  readonly detail: IncidentDetail;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const HOUR = 3_600_000;
const HOURS: readonly (readonly [hours: number, name: string])[] = [
  [1, '1 hour'],
  [4, '4 hours'],
  [24, '1 day'],
  [72, '3 days'],
  [168, '7 days'],
];

type Part = 'host' | 'app' | 'category';

/** Keeps messages about something back for a while; what it is about is shown before it is saved. */
export function SilenceDialog({ detail, onClose, onDone }: SilenceDialogProps) {
  const { card } = detail;
  const all: Readonly<Record<Part, readonly string[]>> = {
    host: card.hosts,
    app: card.root.app === null ? [] : [card.root.app],
    category: card.category === null ? [] : [card.category],
  };
  const [parts, setParts] = useState<readonly Part[]>(all.host.length > 0 ? ['host'] : ['category']);
  const [hours, setHours] = useState(4);
  const [reason, setReason] = useState('');
  const told = useSignal<SilenceAnswer | null>(null);
  const refused = useSignal<string | null>(null);
  const usable = parts.filter((part) => all[part].length > 0);
  const body = (why: string): SilenceBody => ({
    match: Object.fromEntries(usable.map((part) => [part, all[part]])),
    reason: why,
    until: present() + hours * HOUR,
  });
  // What it covers does not depend on the reason.
  useEffect(() => {
    told.value = null;
    refused.value = null;
    if (usable.length === 0) return;
    let current = true;
    tell<SilenceAnswer>('silences?dry_run=true', body('dry run')).then(
      (answer) => current && (told.value = answer),
      (error) => current && (refused.value = sentenceOf(error)),
    );
    return () => {
      current = false;
    };
  }, [parts.join(), hours]);
  const save = async () => {
    try {
      const { about, until } = await tell<SilenceAnswer>('silences', body(reason.trim()));
      toast(`Silenced ${about} until ${moment(until, zone.value)}.`);
      onDone();
    } catch (error) {
      refused.value = sentenceOf(error);
    }
  };
  const known = told.value;
  const NAMES: Readonly<Record<Part, string>> = {
    host: `these hosts: ${all.host.join(', ')}${card.moreHosts > 0 ? ' (the others stay)' : ''}`,
    app: `the program ${all.app.join(', ')}`,
    category: `the category ${all.category.join(', ')}`,
  };
  return (
    <Dialog title="Silence" onClose={onClose}>
      <fieldset class="checks">
        <legend>Messages that fit all of</legend>
        {(['host', 'app', 'category'] as const)
          .filter((part) => all[part].length > 0)
          .map((part) => (
            <label key={part} class="check">
              <input
                type="checkbox"
                checked={parts.includes(part)}
                onChange={(event) =>
                  setParts(
                    event.currentTarget.checked ? [...parts, part] : parts.filter((one) => one !== part),
                  )
                }
              />
              {NAMES[part]}
            </label>
          ))}
      </fieldset>
      <fieldset class="segments">
        <legend>For</legend>
        {HOURS.map(([one, name]) => (
          <label key={one} class="segment">
            <input type="radio" name="hours" checked={hours === one} onChange={() => setHours(one)} />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        Why (others will read it)
        <input maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} />
      </label>
      <div class="effect" role="status">
        {refused.value !== null ? (
          <Problem message={refused.value} />
        ) : known === null ? (
          <p class="muted">{usable.length === 0 ? 'Choose what it is about.' : 'What it is about …'}</p>
        ) : (
          <>
            <p>
              <b>{known.about}</b> until <When at={known.until} as="whole" />
            </p>
            <p class="muted">
              {known.covers.length === 0
                ? 'No open incident fits.'
                : `${count(known.covers.length, 'open incident')} would not be told: ${known.covers
                    .slice(0, 3)
                    .map(({ headline }) => headline)
                    .join('; ')}`}
            </p>
          </>
        )}
      </div>
      <div class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button button-main"
          disabled={known === null || reason.trim() === ''}
          onClick={() => void save()}
        >
          {reason.trim() === '' ? 'Say why' : 'Silence'}
        </button>
      </div>
    </Dialog>
  );
}
