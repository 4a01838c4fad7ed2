import type { DetectorAnswer, ModelsAnswer } from '../../../../src/core/api-models.ts';
import { useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Facts } from '../../components/facts.tsx';
import { Chosen } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { href, query, setQuery } from '../../router.ts';
import { mayAct } from '../../session.ts';
import { count } from '../../words.ts';
import { ModelCard } from './model-card.tsx';
import { ask } from './order.ts';
import { shareWords } from './share-words.ts';

const EVERY = 15_000;
const SHOWN = [
  ['', 'all'],
  ['learnt', 'those that learn a model'],
  ['trouble', 'those with trouble or drift'],
  ['off', 'those that are off'],
] as const;

/** What looks at the lines: how much each knows, and how good it is. */
export default function Models() {
  const { data, error, reload } = useApi<ModelsAnswer>('models', { every: EVERY });
  const only = SHOWN.find(([key]) => key === query.value.get('only'))?.[0] ?? '';
  const detectors = data?.detectors.filter((one) => fits(one, only)) ?? [];
  return (
    <>
      <PageHead title="Models">
        <a class="button" href={href('review')}>
          <Icon name="review" /> Review lines
        </a>
        {mayAct.value && data?.running === true && (
          <button
            type="button"
            class="button"
            onClick={() => void ask('models/retrain', { models: 'all' }).then(reload)}
          >
            Learn all anew
          </button>
        )}
      </PageHead>
      {error !== null && <Problem message={error.message} again={reload} />}
      {data === null && error === null && <Waiting what="the models" rows={8} />}
      {data !== null && (
        <>
          <Overview answer={data} />
          <div class="filter-bar">
            <Chosen
              label="Show"
              value={only}
              options={SHOWN}
              onChange={(value) => setQuery({ only: value || null })}
            />
          </div>
          {detectors.length === 0 && (
            <Empty title={only === 'trouble' ? 'All is well with every model.' : 'There is none of these.'} />
          )}
          {detectors.map((detector) => (
            <Detector key={detector.name} detector={detector} running={data.running} reload={reload} />
          ))}
        </>
      )}
    </>
  );
}

function fits({ models, on }: DetectorAnswer, only: string): boolean {
  if (only === 'learnt') return models.length > 0;
  if (only === 'off') return !on;
  if (only === 'trouble') return models.some(({ trouble, drifted }) => trouble !== null || drifted);
  return true;
}

function Overview({ answer }: { readonly answer: ModelsAnswer }) {
  const { precision, since, asOf, detectors } = answer;
  const { pages, missed, all } = precision;
  return (
    <section class="card" aria-label="In short">
      <Facts
        facts={[
          [
            'Learning since',
            since === null ? 'nothing was read yet' : <When key="since" at={since} as="past" />,
          ],
          ['Looking at the lines', `${count(detectors.filter(({ on }) => on).length, 'detector')}`],
          ['Pages of 30 days', count(pages, 'page')],
          ['Of those that were judged', shareWords(all)],
          ['Missed, as people said', missed === 0 ? 'nothing' : count(missed, 'time')],
          ['As of', asOf === null ? null : <When key="asof" at={asOf} as="past" />],
        ]}
      />
      {!answer.running && (
        <p class="muted">logsift is not running: what is asked here is done when it runs again.</p>
      )}
    </section>
  );
}

interface DetectorProps {
  readonly detector: DetectorAnswer;
  readonly running: boolean;
  readonly reload: () => void;
}

function Detector({ detector, running, reload }: DetectorProps) {
  const { name, question, on, maturity, findings, lastFinding, precision, models } = detector;
  return (
    <Card title={name} side={on ? undefined : <span class="tag">off</span>}>
      <div class="stack">
        <p>{question}</p>
        {on && (
          <Facts
            facts={[
              ['What it rests on', maturity],
              ['Findings of 30 days', count(findings, 'finding')],
              ['The latest', lastFinding === null ? null : <When key="last" at={lastFinding} as="past" />],
              ['Of its pages that were judged', precision === null ? null : shareWords(precision)],
            ]}
          />
        )}
        {models.length > 0 && (
          <div class="model-list">
            {models.map((model) => (
              <ModelCard key={model.name} model={model} running={running} reload={reload} />
            ))}
          </div>
        )}
      </div>
    </Card>
  );
}
