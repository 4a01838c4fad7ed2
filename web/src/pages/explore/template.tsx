import type { TemplateAnswer } from '../../../../src/core/api-explore.ts';
import { useApi } from '../../api.ts';
import type { PageProps } from '../../app.tsx';
import { range, rangeWords, zoomTo } from '../../chosen-range.ts';
import { Card } from '../../components/card.tsx';
import { Chart } from '../../components/chart.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { Facts } from '../../components/facts.tsx';
import { FindingList } from '../../components/finding-list.tsx';
import { GravityWord } from '../../components/gravity-word.tsx';
import { KindText } from '../../components/kind-text.tsx';
import { LineView } from '../../components/line-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { Shares } from '../../components/shares.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';
import { duration, grouped, short } from '../../words.ts';
import { chartTimes } from './chart-times.ts';
import { DayHours } from './day-hours.tsx';
import { SlotCard } from './slot-card.tsx';
import { WeekHeat } from './week-heat.tsx';

const TITLE = 60;

/** A kind of line: how often, from where, and what stands in its variable places. */
export default function Template({ subject }: PageProps) {
  const { data, error, reload } = useApi<TemplateAnswer>(`templates/${encodeURIComponent(subject)}`, {
    range: range.value,
  });
  if (data === null) {
    return (
      <>
        <PageHead title="Kind of line" />
        {error === null ? (
          <Waiting what="the kind of line" rows={8} />
        ) : (
          <Problem message={error.message} again={reload} />
        )}
      </>
    );
  }
  const { id, text, example, chart, total, firstSeen, lastSeen, gravity, gaps, hosts, slots, findings } =
    data;
  const inRange = chart.counts.reduce((sum, one) => sum + one, 0);
  return (
    <>
      <PageHead title="Kind of line" windowTitle={text.slice(0, TITLE)}>
        <a class="button" href={href('explore', '', { template: id })}>
          Its lines
        </a>
        <a class="button" href={href('live', '', { template: id })}>
          Live
        </a>
      </PageHead>
      {error !== null && <Problem message={error.message} again={reload} />}
      <section class="card stack" aria-label="Its text">
        <p class="kind-large">
          <KindText text={text} numbered />
        </p>
        <p class="muted">
          Such as: <LineView text={example} />
        </p>
        <Facts
          facts={[
            [`Lines, ${rangeWords.value}`, grouped(inRange)],
            ['Lines ever', short(total)],
            ['First seen', firstSeen === null ? null : <When key="first" at={firstSeen} as="whole" />],
            ['Last seen', lastSeen === null ? null : <When key="last" at={lastSeen} as="past" />],
            [
              'Comes',
              gaps === null
                ? null
                : `usually every ${duration(gaps.median)}, mostly within ${duration(gaps.p95)}`,
            ],
            ['Reads', <GravityWord key="gravity" gravity={gravity} />],
            ['Id', <Copyable key="id" text={id} what="the id" />],
          ]}
        />
      </section>
      <Card title="How often">
        <Chart
          label={`Lines of this kind, ${rangeWords.value}: ${short(inRange)}`}
          times={chartTimes(chart)}
          series={[{ name: '', color: 'accent', kind: 'bars', values: chart.counts }]}
          height={150}
          unit="lines"
          onZoom={zoomTo}
        />
      </Card>
      <div class="two">
        <Card
          title="From which hosts"
          side={data.manyHosts ? 'too many to tell apart; some of them' : undefined}
        >
          {hosts.length === 0 ? (
            <p class="muted">Its lines name no host.</p>
          ) : (
            <Shares
              label="Hosts"
              shares={hosts.map(({ value, count, share }) => ({
                ...{ key: value, count, share },
                name: <a href={href('host', value)}>{value}</a>,
              }))}
            />
          )}
        </Card>
        <Card title="At which hours">
          <DayHours hours={data.hours} />
        </Card>
      </div>
      {slots.length > 0 && (
        <section class="stack" aria-label="What varies">
          <h2>What varies</h2>
          <div class="slots">
            {slots.map((slot) => (
              <SlotCard key={slot.number} slot={slot} />
            ))}
          </div>
        </section>
      )}
      <Card title="When in the week">
        <WeekHeat of="template" name={id} />
      </Card>
      <Card title="What was remarked upon">
        {findings.length === 0 ? (
          <p class="muted">Nothing in the chosen time.</p>
        ) : (
          <FindingList findings={findings} />
        )}
      </Card>
    </>
  );
}
