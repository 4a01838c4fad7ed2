import { useEffect } from 'preact/hooks';
import type { Home as Answer, Timeline as TimelineAnswer } from '../../../../src/core/api-home.ts';
import { useApi } from '../../api.ts';
import { range, rangeWords, zoomTo } from '../../chosen-range.ts';
import { Card } from '../../components/card.tsx';
import { IncidentCard } from '../../components/incident-card.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { Timeline } from '../../components/timeline.tsx';
import { useRowKeys } from '../../components/use-row-keys.ts';
import { Waiting } from '../../components/waiting.tsx';
import { acknowledge } from '../../deeds.ts';
import { incidentsMoved } from '../../pulse.ts';
import { go, href } from '../../router.ts';
import { mayAct, session } from '../../session.ts';
import { grouped } from '../../words.ts';
import { Forecasts, Health, Lately, Silences } from './asides.tsx';
import { Sources } from './sources.tsx';
import { StateBanner } from './state-banner.tsx';

/** How often the page asks by itself; what changes meanwhile is told over the stream. */
const EVERY = 30_000;
/** Half an hour of a demo would be over by then. */
const EVERY_OF_DEMO = 5_000;

const pace = () => (session.peek()?.demo === true ? EVERY_OF_DEMO : EVERY);

/** Is anything wrong? */
export default function Home() {
  const { data, error, reload } = useApi<Answer>('home', { every: pace() });
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
  if (data === null) {
    return (
      <>
        <PageHead title="Home" />
        {error === null ? (
          <Waiting what="how things are" rows={6} />
        ) : (
          <Problem message={error.message} again={reload} />
        )}
      </>
    );
  }
  return (
    <div class="home">
      <StateBanner home={data} />
      {error !== null && <Problem message={`What is shown may be old: ${error.message}`} again={reload} />}
      {data.open.length > 0 && (
        <section aria-label="Open incidents" class="incident-cards">
          {data.open.map((card) => (
            <IncidentCard key={card.id} card={card} />
          ))}
        </section>
      )}
      {data.moreOpen > 0 && (
        <p>
          <a href={href('incidents', '', { state: 'open' })}>{grouped(data.moreOpen)} more are open</a>
        </p>
      )}
      {data.unseen.length > 0 && (
        <section aria-labelledby="unseen">
          <h2 id="unseen" class="home-over">
            Over, and nobody has said anything of it yet
          </h2>
          <div class="incident-cards">
            {data.unseen.map((card) => (
              <IncidentCard key={card.id} card={card} />
            ))}
          </div>
        </section>
      )}
      <HomeTimeline />
      <div class="home-grid">
        <div class="home-left">
          <Sources home={data} />
          <Lately home={data} />
        </div>
        <div class="home-right">
          <Forecasts home={data} />
          <Silences home={data} />
          <Health home={data} />
        </div>
      </div>
    </div>
  );
}

function HomeTimeline() {
  const { data, error, loading, reload } = useApi<TimelineAnswer>('timeline', {
    query: { buckets: innerWidth < 700 ? 96 : 180 },
    range: range.value,
    every: pace(),
  });
  return (
    <Card title="What came" side={<span>{rangeWords.value}</span>} class={loading ? 'card-waits' : ''}>
      {data !== null ? (
        <Timeline data={data} words={rangeWords.value} onZoom={zoomTo} />
      ) : error === null ? (
        <Waiting what="the time line" rows={5} />
      ) : (
        <Problem message={error.message} again={reload} />
      )}
    </Card>
  );
}
