import { useState } from 'preact/hooks';
import type { Model } from '../../../../src/core/api-models.ts';
import { Dialog } from '../../components/dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { Histogram } from '../../components/histogram.tsx';
import { When } from '../../components/when.tsx';
import { mayAct } from '../../session.ts';
import { count, percent, short } from '../../words.ts';
import { ask } from './order.ts';

interface ModelCardProps {
  readonly model: Model;
  readonly running: boolean;
  readonly reload: () => void;
}

/** A model: what it learnt from, whether the world moved away from it, how odd it finds things. */
export function ModelCard({ model, running, reload }: ModelCardProps) {
  const [asking, setAsking] = useState<number | null>(null);
  const { name, learner, maturity, current, earlier, nextFit, judged, surprising, trouble, waiting } = model;
  return (
    <section class="model stack" aria-label={name}>
      <div class="card-head">
        <h3>{name}</h3>
        <span class="card-side">
          {trouble !== null ? (
            <span class="tag tag-bad">trouble</span>
          ) : model.drifted ? (
            <span class="tag tag-warn">drifted</span>
          ) : current === null ? (
            <span class="tag">learning</span>
          ) : (
            <span class="tag tag-good">in use</span>
          )}
        </span>
      </div>
      {trouble !== null && <p class="model-trouble">{trouble}</p>}
      <Facts
        facts={[
          ['Learner', learner],
          ['What it rests on', maturity],
          ['Drift', <Drift key="drift" model={model} />],
          ['Judged lately', `${short(judged)}, of which ${short(surprising)} odd`],
          ['Version', current === null ? null : String(current.version)],
          ['Learnt', current === null ? null : <When key="fit" at={current.fittedAt} as="past" />],
          ['Learns next', nextFit === null ? null : <When key="next" at={nextFit} as="ago" />],
        ]}
      />
      {model.scores !== null && <Scores scores={model.scores} name={name} />}
      {model.duel !== null && <Duel duel={model.duel} />}
      {waiting.length > 0 && <p class="muted small">Asked for and not done yet: {waiting.join(', ')}.</p>}
      {mayAct.value && (
        <div class="buttons">
          <button
            type="button"
            class="button"
            disabled={!running}
            onClick={() => void ask('models/retrain', { models: [name] }).then(reload)}
          >
            Learn anew
          </button>
          {earlier.map(({ version, fittedAt, rows }) => (
            <button key={version} type="button" class="button" onClick={() => setAsking(version)}>
              Back to version {version}
              <span class="muted small">
                <When at={fittedAt} /> · {short(rows)} rows
              </span>
            </button>
          ))}
        </div>
      )}
      {asking !== null && (
        <Dialog title={`Back to version ${asking} of ${name}?`} onClose={() => setAsking(null)}>
          <p>
            Lines are judged by that version within seconds, and for a week nothing newer takes its place.
            Version {current?.version ?? 'now'} is kept.
          </p>
          <div class="dialog-foot">
            <button type="button" class="button" onClick={() => setAsking(null)}>
              Leave it
            </button>
            <button
              type="button"
              class="button button-main"
              onClick={() => {
                setAsking(null);
                void ask('models/rollback', { model: name, version: asking }).then(reload);
              }}
            >
              Go back
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

function Drift({ model: { drift, drifted, driftWords } }: { readonly model: Model }) {
  return (
    <span class="drift">
      <span>{driftWords}</span>
      {drift !== null && (
        <>
          <meter
            class={drifted ? 'meter meter-high' : 'meter'}
            min={0}
            max={1}
            value={drift}
            aria-label={`drift ${percent(drift)}`}
          />
          <span class="muted small">{percent(drift)}</span>
        </>
      )}
    </span>
  );
}

function Scores({
  scores: { width, threshold, counts },
  name,
}: {
  readonly scores: NonNullable<Model['scores']>;
  readonly name: string;
}) {
  return (
    <figure class="stack">
      <Histogram
        label={`How odd what ${name} judged lately was`}
        axis="surprise; heights are logarithmic"
        threshold={{ at: threshold, name: 'odd from here' }}
        bars={counts.map((of, i) => ({ from: i * width, to: (i + 1) * width, count: of }))}
      />
    </figure>
  );
}

function Duel({ duel: { at, taken, because, recent, past } }: { readonly duel: NonNullable<Model['duel']> }) {
  return (
    <p class="muted small">
      The latest was {taken ? 'taken' : 'not taken'} <When at={at} as="past" />: {because}.
      {recent !== null &&
        ` On ${count(recent.rows, 'row')} of the last day ${figure(recent.before)} became ${figure(recent.after)}.`}
      {past !== null && ` On rows of a month ago ${figure(past.before)} became ${figure(past.after)}.`}
    </p>
  );
}

const figure = (value: number) => value.toFixed(2);
