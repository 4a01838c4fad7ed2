import type { HostAnswer } from '../../../../src/core/api-explore.ts';
import { useApi } from '../../api.ts';
import type { PageProps } from '../../app.tsx';
import { range, rangeWords, zoomTo } from '../../chosen-range.ts';
import { Card } from '../../components/card.tsx';
import { Chart } from '../../components/chart.tsx';
import { Facts } from '../../components/facts.tsx';
import { FindingList } from '../../components/finding-list.tsx';
import { GravityWord } from '../../components/gravity-word.tsx';
import { KindText } from '../../components/kind-text.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { UrgencyMark } from '../../components/urgency-mark.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';
import { count, grouped, short } from '../../words.ts';
import { changeWords } from './change-words.ts';
import { chartTimes } from './chart-times.ts';
import { WeekHeat } from './week-heat.tsx';

/** A host: where it stands, what it says, what happened to it. */
export default function Host({ subject }: PageProps) {
  const { data, error, reload } = useApi<HostAnswer>('host', {
    query: { name: subject },
    range: range.value,
  });
  return (
    <>
      <PageHead title={subject}>
        <a class="button" href={href('explore', '', { host: subject })}>
          Its lines
        </a>
        <a class="button" href={href('explore', '', { view: 'kinds', host: subject })}>
          Its kinds of line
        </a>
        <a class="button" href={href('live', '', { host: subject })}>
          Live
        </a>
      </PageHead>
      {error !== null && <Problem message={error.message} again={reload} />}
      {data === null && error === null && <Waiting what="the host" rows={8} />}
      {data !== null && <About host={data} />}
    </>
  );
}

function About({ host: data }: { readonly host: HostAnswer }) {
  const { place, chart, incidents, findings, silences } = data;
  const stands = place === null ? [] : [place.site, place.building, place.floor, place.rack];
  const silent = data.count === 0 && data.before === 0;
  return (
    <>
      <section class="card stack" aria-label="In short">
        <Facts
          facts={[
            [`Lines, ${rangeWords.value}`, grouped(data.count)],
            ['Beside the time before', silent ? null : changeWords(data.count, data.before)],
            [
              'Last kept line',
              data.lastSeen === null ? 'none is kept' : <When key="last" at={data.lastSeen} as="past" />,
            ],
            ['Stands', stands.filter((one) => one !== undefined).join(', ')],
            ['Role', place?.role],
            ['Team', place?.team],
            ['Also known as', place !== null && place.canonical !== data.host ? place.canonical : null],
            [
              'Hangs on',
              place === null || place.hangsOn.length === 0 ? null : <Hosts names={place.hangsOn} />,
            ],
          ]}
        />
        {silences.map(({ id, about, owner, reason, until, state }) => (
          <p key={id} class="muted">
            <span class="tag tag-warn">{state === 'active' ? 'silenced' : 'silenced soon'}</span> {about}{' '}
            until <When at={until} />: {reason} ({owner})
          </p>
        ))}
      </section>
      <Card title="How much it says">
        <Chart
          label={`Lines of this host, ${rangeWords.value}: ${short(data.count)}`}
          times={chartTimes(chart)}
          series={[{ name: '', color: 'accent', kind: 'bars', values: chart.counts }]}
          height={140}
          unit="lines"
          onZoom={zoomTo}
        />
      </Card>
      <div class="two">
        <Card title="Incidents" side={incidents.length === 0 ? undefined : String(incidents.length)}>
          {incidents.length === 0 ? (
            <p class="muted">None in the chosen time.</p>
          ) : (
            <ul class="finding-list">
              {incidents.map(({ id, urgency, headline, from, state }) => (
                <li key={id}>
                  <UrgencyMark urgency={urgency} />
                  <div>
                    <a href={href('incident', id)}>{headline}</a>
                    <p class="muted small">
                      {state === 'open' ? 'open' : 'over'}
                      {from !== null && (
                        <>
                          {' '}
                          · since <When at={from} />
                        </>
                      )}
                    </p>
                  </div>
                </li>
              ))}
            </ul>
          )}
        </Card>
        <Card title="What was remarked upon">
          {findings.length === 0 ? (
            <p class="muted">Nothing in the chosen time.</p>
          ) : (
            <FindingList findings={findings} />
          )}
        </Card>
      </div>
      <Card
        title="What it says"
        side={data.moreKinds === 0 ? undefined : `and ${count(data.moreKinds, 'kind')} more`}
      >
        {data.kinds.length === 0 ? (
          <p class="muted">No kind of line is known of it alone.</p>
        ) : (
          <Table
            caption="Kinds of line of this host"
            rows={data.kinds}
            keyOf={({ id }) => id}
            columns={[
              {
                key: 'text',
                title: 'Kind of line',
                wide: true,
                cell: ({ id, text }) => (
                  <a class="plain-link" href={href('template', id)}>
                    <KindText text={text} />
                  </a>
                ),
              },
              { key: 'count', title: 'Lines ever', numeric: true, cell: (kind) => short(kind.count) },
              {
                key: 'gravity',
                title: 'Reads',
                unnamed: true,
                cell: (kind) => <GravityWord gravity={kind.gravity} />,
              },
              {
                key: 'last',
                title: 'Last',
                cell: ({ lastSeen }) => (lastSeen === null ? '–' : <When at={lastSeen} />),
              },
            ]}
          />
        )}
        {data.commonKinds > 0 && (
          <p class="muted small">
            {count(data.commonKinds, 'kind')} said by too many hosts to tell them apart may be among its lines
            as well.
          </p>
        )}
      </Card>
      <Card title="When in the week">
        <WeekHeat of="host" name={data.host} />
      </Card>
    </>
  );
}

function Hosts({ names }: { readonly names: readonly string[] }) {
  return (
    <>
      {names.map((name, i) => (
        <span key={name}>
          {i > 0 && ', then '}
          <a href={href('host', name)}>{name}</a>
        </span>
      ))}
    </>
  );
}
