import { useState } from 'preact/hooks';
import type { TryAnswer } from '../../../../src/core/api-filter.ts';
import { Refusal, tell } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Chosen, Ticked } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { query, setQuery } from '../../router.ts';
import { present } from '../../server-clock.ts';
import { mayAct } from '../../session.ts';
import { type Draft, draftBody, draftOf, draftQuery } from './draft.ts';
import { TryResult } from './try-result.tsx';

const ACTIONS = [
  ['drop', 'drop: neither stored nor shown'],
  ['keep', 'keep: whatever later rules say'],
  ['escalate', 'call bad'],
] as const;
const SPANS = [
  ['1', 'last hour'],
  ['6', 'last 6 hours'],
  ['24', 'last 24 hours'],
] as const;
const HOUR = 3_600_000;

/** A rule is tried against lines that were kept before anybody writes it to a file. */
export function TryRule() {
  const [draft, setDraft] = useState<Draft>(() => draftOf(query.peek()));
  const [hours, setHours] = useState('1');
  const [answer, setAnswer] = useState<TryAnswer | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const body = draftBody(draft);
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const tryIt = async () => {
    if (body === null || busy) return;
    setBusy(true);
    setError(null);
    setQuery({ ...draftQuery(draft), part: 'try' }, 'replace');
    try {
      setAnswer(await tell<TryAnswer>('filter/try', { ...body, since: present() - Number(hours) * HOUR }));
    } catch (refusal) {
      setError(refusal instanceof Refusal ? refusal.message : 'It could not be tried.');
    }
    setBusy(false);
  };
  const field = (
    name: 'app' | 'host' | 'severity' | 'id' | 'category' | 'reason' | 'until',
    label: string,
    placeholder: string,
  ) => (
    <label class="field">
      {label}
      <input
        value={draft[name]}
        placeholder={placeholder}
        spellcheck={false}
        autocomplete="off"
        onInput={(event) => set({ [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <>
      <Card title="A rule that you think of">
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void tryIt();
          }}
        >
          <label class="field">
            Patterns, one a line: of the text “PROGRAM[PID]: MESSAGE”
            <textarea
              class="mono"
              rows={3}
              value={draft.regex}
              placeholder="^CRON\[\d+\]: .* CMD "
              spellcheck={false}
              onInput={(event) => set({ regex: event.currentTarget.value })}
            />
          </label>
          <Ticked on={draft.ignoreCase} onChange={(ignoreCase) => set({ ignoreCase })}>
            Capital letters do not matter
          </Ticked>
          <div class="form-grid">
            {field('app', 'Programs', 'any; with commas between')}
            {field('host', 'Hosts', 'any, or web*')}
            {field('severity', 'Severity', 'any; such as <=warning')}
            <Chosen
              label="It would"
              value={draft.action}
              options={ACTIONS}
              onChange={(action) => set({ action: action as Draft['action'] })}
            />
            {draft.action === 'escalate' && field('category', 'Category', 'such as disk')}
            {field('id', 'Name', 'my-rule')}
            {field('reason', 'Reason', 'why it is there')}
            {field('until', 'Until', 'always; or 2027-03-31')}
          </div>
          <div class="filter-bar">
            <Chosen label="Against lines of the" value={hours} options={SPANS} onChange={setHours} />
            <button
              type="submit"
              class="button button-main"
              disabled={body === null || busy || !mayAct.value}
            >
              {busy ? 'Trying …' : 'Try it'}
            </button>
            <span class="muted small" role="status">
              {!mayAct.value
                ? 'Only operators may try rules.'
                : body === null
                  ? 'Say at least one thing of the lines it is about.'
                  : 'Nothing is changed by trying.'}
            </span>
          </div>
        </form>
      </Card>
      {error !== null && <Problem message={error} />}
      {answer !== null && <TryResult answer={answer} />}
    </>
  );
}
