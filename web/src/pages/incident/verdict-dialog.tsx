import { useSignal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import type { VerdictAnswer, VerdictBody } from '../../../../src/core/api-actions.ts';
import type { IncidentDetail } from '../../../../src/core/api-incidents.ts';
import { Refusal, tell } from '../../api.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Problem } from '../../components/problem.tsx';
import { toast } from '../../components/toast.tsx';
import { When } from '../../components/when.tsx';
import { sentenceOf } from '../../deeds.ts';
import { href } from '../../router.ts';
import { present } from '../../server-clock.ts';

export type VerdictWord = VerdictBody['verdict'];

interface VerdictDialogProps {
  readonly detail: IncidentDetail;
  /** Chosen already; null where one has to choose first. */
  readonly word: VerdictWord | null;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const WORDS: readonly (readonly [word: VerdictWord, name: string, says: string])[] = [
  ['real', 'Real', 'It was worth knowing. Such ones are told again.'],
  ['noise', 'Noise', 'Nobody wants to know. What is like it is kept back.'],
  ['expected', 'Expected', 'It was planned, or is known. Kept back for a while.'],
];
const DAY = 86_400_000;
const UNTIL: readonly (readonly [days: number | null, name: string])[] = [
  [1, '1 day'],
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
  [null, 'always'],
];
/** What the server takes where nothing is said. */
const USUAL_DAYS: Readonly<Partial<Record<VerdictWord, number>>> = { noise: 90, expected: 30 };
/** Typing a note is not a new question. */
const PAUSE = 250;

/** Judges an incident; what the verdict would have kept back is shown before it is saved. */
export function VerdictDialog({ detail, word, onClose, onDone }: VerdictDialogProps) {
  const { id } = detail.card;
  const [chosen, setChosen] = useState<VerdictWord | null>(word);
  const [days, setDays] = useState<number | null | undefined>(undefined);
  const [wide, setWide] = useState(false);
  const [force, setForce] = useState(false);
  const [note, setNote] = useState('');
  const effect = useSignal<VerdictAnswer | null>(null);
  const refused = useSignal<string | null>(null);
  const saving = useSignal(false);
  const path = `incidents/${id}/verdict`;
  const hides = chosen === 'noise' || chosen === 'expected';
  const body = (): VerdictBody => ({
    verdict: chosen!,
    ...(hides && days !== undefined ? { until: days === null ? null : present() + days * DAY } : {}),
    ...(hides && wide ? { wide } : {}),
    ...(note.trim() === '' ? {} : { note: note.trim() }),
  });
  // What would come of it is asked anew with each choice that changes it; a note does not.
  useEffect(() => {
    effect.value = null;
    refused.value = null;
    if (chosen === null) return;
    let current = true;
    const timer = setTimeout(async () => {
      try {
        const answer = await tell<VerdictAnswer>(`${path}?dry_run=true`, body());
        if (current) effect.value = answer;
      } catch (error) {
        if (current) refused.value = sentenceOf(error);
      }
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [chosen, days, wide]);
  const save = async () => {
    saving.value = true;
    try {
      const answer = await tell<VerdictAnswer>(path, { ...body(), ...(force ? { force } : {}) });
      if (!answer.saved) {
        effect.value = answer;
        return;
      }
      toast(answer.words === '' ? `Judged ${answer.verdict}.` : answer.words);
      onDone();
    } catch (error) {
      refused.value = error instanceof Refusal ? error.message : 'The verdict was not saved.';
    } finally {
      saving.value = false;
    }
  };
  const known = effect.value;
  return (
    <Dialog title="What was it?" onClose={onClose}>
      <fieldset class="segments verdicts">
        <legend class="visually-hidden">Verdict</legend>
        {WORDS.map(([one, name, says]) => (
          <label key={one} class="segment">
            <input type="radio" name="verdict" checked={chosen === one} onChange={() => setChosen(one)} />
            <span>
              <b>{name}</b>
              <small>{says}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {hides && (
        <>
          <fieldset class="segments">
            <legend>For how long</legend>
            {UNTIL.map(([one, name]) => (
              <label key={name} class="segment">
                <input
                  type="radio"
                  name="until"
                  checked={(days === undefined ? USUAL_DAYS[chosen!] : days) === one}
                  onChange={() => setDays(one)}
                />
                <span>{name}</span>
              </label>
            ))}
          </fieldset>
          <label class="check">
            <input
              type="checkbox"
              checked={wide}
              onChange={(event) => setWide(event.currentTarget.checked)}
            />
            of every host and user, not only of these
          </label>
        </>
      )}
      {chosen !== null && (
        <label class="field">
          Why (others will read it)
          <input maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
        </label>
      )}
      {chosen !== null && (
        <div class="effect" role="status">
          {refused.value !== null ? (
            <Problem message={refused.value} />
          ) : known === null ? (
            <p class="muted">What would come of it …</p>
          ) : (
            <>
              <p>
                <b>{sentence(known.effect.words)}</b>
              </p>
              {known.until !== null && hides && (
                <p class="muted">
                  It holds until <When at={known.until} as="whole" />.
                </p>
              )}
              {known.effect.real.length > 0 && (
                <ul class="effect-real">
                  {known.effect.real.map((one) => (
                    <li key={one.id}>
                      judged real: <a href={href('incident', one.id)}>{one.headline}</a>
                    </li>
                  ))}
                </ul>
              )}
              {known.wantsForce && (
                <label class="check">
                  <input
                    type="checkbox"
                    checked={force}
                    onChange={(event) => setForce(event.currentTarget.checked)}
                  />
                  save it although it would have kept back what was real
                </label>
              )}
            </>
          )}
        </div>
      )}
      <div class="dialog-foot">
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="button button-main"
          disabled={chosen === null || known === null || saving.value || (known.wantsForce && !force)}
          onClick={() => void save()}
        >
          {chosen === null ? 'Choose one' : `Save as ${chosen}`}
        </button>
      </div>
    </Dialog>
  );
}

function sentence(words: string): string {
  const text = words.charAt(0).toUpperCase() + words.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
