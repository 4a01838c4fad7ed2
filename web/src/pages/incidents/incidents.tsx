import { useEffect, useState } from 'preact/hooks';
import type { IncidentCard as Card } from '../../../../src/core/api-home.ts';
import type { IncidentPage } from '../../../../src/core/api-incidents.ts';
import { ask, type Query, useApi } from '../../api.ts';
import { range, rangeWords } from '../../chosen-range.ts';
import { Empty } from '../../components/empty.tsx';
import { Chosen, Typed } from '../../components/field.tsx';
import { IncidentCard } from '../../components/incident-card.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { useRowKeys } from '../../components/use-row-keys.ts';
import { Waiting } from '../../components/waiting.tsx';
import { acknowledge, sentenceOf } from '../../deeds.ts';
import { incidentsMoved } from '../../pulse.ts';
import { go, href, query, setQuery } from '../../router.ts';
import { present } from '../../server-clock.ts';
import { mayAct } from '../../session.ts';
import { endsOf } from '../../time-range.ts';

const FILTERS = ['state', 'urgency', 'verdict', 'host', 'text', 'sort'] as const;
const EVERY = 30_000;
const LIMIT = 30;

/** All incidents of a time, the latest first, and what of them one looks for. */
export default function Incidents() {
  const now = query.value;
  const filters: Query = Object.fromEntries(FILTERS.map((name) => [name, now.get(name)]));
  // What is open is open, however long ago it began.
  const timed = filters.state === 'open' ? {} : { range: range.value };
  const asked = { query: { ...filters, limit: LIMIT }, ...timed };
  const { data, error, loading, reload } = useApi<IncidentPage>('incidents', { ...asked, every: EVERY });
  const moved = incidentsMoved.value;
  useEffect(() => {
    if (moved > 0) reload();
  }, [moved, reload]);
  useRowKeys('incident', [
    { key: 'e', says: 'open the incident', run: (id) => go(href('incident', id)) },
    ...(mayAct.value
      ? [{ key: 'a', says: 'take up the incident', run: (id: string) => void acknowledge(id) }]
      : []),
  ]);
  const set = (name: (typeof FILTERS)[number]) => (value: string) =>
    setQuery({ [name]: value === '' ? null : value }, 'replace');
  const value = (name: (typeof FILTERS)[number]) => now.get(name) ?? '';
  return (
    <>
      <PageHead title="Incidents">
        <span class="muted">{filters.state === 'open' ? 'open now' : rangeWords.value}</span>
      </PageHead>
      <search class="filter-bar">
        <Typed
          label="Headline"
          class="typed-wide"
          kind="search"
          value={value('text')}
          onChange={set('text')}
        />
        <Typed label="Host" value={value('host')} onChange={set('host')} />
        <Chosen
          label="State"
          value={value('state')}
          onChange={set('state')}
          options={[
            ['', 'open and over'],
            ['open', 'open'],
            ['resolved', 'over'],
          ]}
        />
        <Chosen
          label="Attention"
          value={value('urgency')}
          onChange={set('urgency')}
          options={[
            ['', 'any'],
            ['odd', 'odd or urgent'],
            ['urgent', 'urgent'],
          ]}
        />
        <Chosen
          label="Verdict"
          value={value('verdict')}
          onChange={set('verdict')}
          options={[
            ['', 'any'],
            ['none', 'not judged'],
            ['real', 'real'],
            ['noise', 'noise'],
            ['expected', 'expected'],
          ]}
        />
        <Chosen
          label="Order"
          value={value('sort')}
          onChange={set('sort')}
          options={[
            ['', 'the latest first'],
            ['rank', 'the worst first'],
          ]}
        />
      </search>
      {error !== null && <Problem message={error.message} again={reload} />}
      {data === null ? (
        error === null && <Waiting what="incidents" rows={8} />
      ) : data.items.length === 0 ? (
        <Empty title={loading ? 'Looking …' : 'No incident fits.'}>
          <p>
            {filters.state === 'open'
              ? 'Nothing is open.'
              : `In the ${rangeWords.value} there was none such.`}
          </p>
        </Empty>
      ) : (
        <>
          <div class="incident-cards">
            {data.items.map((card) => (
              <IncidentCard key={card.id} card={card} />
            ))}
          </div>
          {data.next !== null && <More key={data.next} first={data.next} asked={asked} />}
        </>
      )}
    </>
  );
}

interface MoreProps {
  readonly first: string;
  readonly asked: { readonly query: Query; readonly range?: Parameters<typeof endsOf>[0] };
}

/** What follows, asked for when somebody wants it. */
function More({ first, asked }: MoreProps) {
  const [cards, setCards] = useState<readonly Card[]>([]);
  const [next, setNext] = useState<string | null>(first);
  const [lost, setLost] = useState<string | null>(null);
  const more = async () => {
    setLost(null);
    try {
      const ends = asked.range === undefined ? {} : endsOf(asked.range, present());
      const page = await ask<IncidentPage>('incidents', { ...asked.query, ...ends, cursor: next });
      setCards([...cards, ...page.items]);
      setNext(page.next);
    } catch (error) {
      setLost(sentenceOf(error));
    }
  };
  return (
    <>
      {cards.length > 0 && (
        <div class="incident-cards">
          {cards.map((card) => (
            <IncidentCard key={card.id} card={card} />
          ))}
        </div>
      )}
      {lost !== null && <Problem message={lost} />}
      {next !== null && (
        <button type="button" class="button" onClick={() => void more()}>
          Show more
        </button>
      )}
    </>
  );
}
