import { useState } from 'preact/hooks';
import type { BacktestAnswer, BacktestDone } from '../../../../src/core/api-settings.ts';
import { Refusal, tell, useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Facts } from '../../components/facts.tsx';
import { Chosen } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { toast } from '../../components/toast.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { href, query, setQuery } from '../../router.ts';
import { mayAct } from '../../session.ts';
import { count, percent, short } from '../../words.ts';
import { BacktestCalendar } from './backtest-calendar.tsx';

const DAYS = [
  ['1', '1 day'],
  ['7', '7 days'],
  ['14', '14 days'],
  ['30', '30 days'],
] as const;

/** What today's configuration would have told of past days. */
export function Backtest() {
  const [quick, setQuick] = useState(false);
  const { data, error, reload } = useApi<BacktestAnswer>('settings/backtest', {
    every: quick ? 1_500 : 20_000,
  });
  const running = data?.running ?? null;
  if ((running !== null) !== quick) setQuick(running !== null);
  const [days, setDays] = useState('7');
  const act = async (method: 'POST' | 'DELETE') => {
    try {
      await tell(
        'settings/backtest',
        method === 'POST' ? { days: Number(days), learn: Number(days) } : undefined,
        method,
      );
      reload();
    } catch (refusal) {
      toast(refusal instanceof Refusal ? refusal.message : 'That did not work.', 'failed');
    }
  };
  if (error !== null && data === null) return <Problem message={error.message} again={reload} />;
  if (data === null) return <Waiting what="the backtest" rows={6} />;
  return (
    <>
      <Card title="What would it have told?">
        <div class="stack">
          <p class="muted">
            A backtest runs past logs through today’s configuration, without telling anybody: which pages
            would there have been?
          </p>
          {data.trouble !== null && (
            <p class="model-trouble">The one before came to nothing: {data.trouble}</p>
          )}
          {running === null ? (
            mayAct.value ? (
              <div class="filter-bar">
                <Chosen label="Pages of the last" value={days} options={DAYS} onChange={setDays} />
                <button type="button" class="button button-main" onClick={() => void act('POST')}>
                  Run it
                </button>
                <span class="muted small">It learns from as many days before.</span>
              </div>
            ) : (
              <p class="muted">Only operators may run one.</p>
            )
          ) : (
            <div class="stack" role="status">
              <progress class="progress" max={1} value={running.share} aria-label="How far it has come" />
              <p>
                {percent(running.share)}, {short(running.lines)} lines
                {running.at !== null && (
                  <>
                    , now at <When at={running.at} />
                  </>
                )}
                ; begun by {running.by} <When at={running.began} as="past" />
              </p>
              {mayAct.value && (
                <div class="buttons">
                  <button type="button" class="button" onClick={() => void act('DELETE')}>
                    Stop it
                  </button>
                </div>
              )}
            </div>
          )}
        </div>
      </Card>
      {data.last !== null ? (
        <Done done={data.last} />
      ) : (
        running === null && (
          <Card title="No backtest yet">
            <Empty title="The calendar of its pages will stand here." />
          </Card>
        )
      )}
    </>
  );
}

function Done({ done }: { readonly done: BacktestDone }) {
  const chosen = query.value.get('day');
  const { pages, digest, silenced, days, notes, budget, lines, made, by, since } = done;
  const lists = [
    ['Would have been told at once', pages],
    ['Would have been in the daily report, as the budget was used up', digest],
    ['Would not have been told, as it was silenced', silenced],
  ] as const;
  const onDay = (at: number) => chosen === null || new Date(at).toISOString().startsWith(chosen);
  return (
    <>
      <Card
        title={count(pages.length, 'page')}
        side={
          <span>
            <When at={made} as="past" /> by {by}
          </span>
        }
      >
        <div class="stack">
          <Facts
            facts={[
              ['Budget', budget],
              ['Lines', short(lines)],
              ['Pages since', <When key="since" at={since} />],
            ]}
          />
          <BacktestCalendar
            days={days}
            chosen={chosen}
            onChoose={(day) => setQuery({ day: day === chosen ? null : day })}
          />
        </div>
      </Card>
      {lists.map(([title, all]) => {
        const shown = all.filter(({ at }) => onDay(at));
        if (shown.length === 0) return null;
        return (
          <Card key={title} title={title} side={chosen === null ? undefined : <span>on {chosen}</span>}>
            <ul class="told-list">
              {shown.map(({ at, headline, id }) => (
                <li key={`${id} ${at}`}>
                  <When at={at} /> <a href={href('incident', id)}>{headline}</a>
                </li>
              ))}
            </ul>
          </Card>
        );
      })}
      {notes.length > 0 && (
        <Card title="To know of it">
          {notes.map((note) => (
            <p key={note} class="muted">
              {note}
            </p>
          ))}
        </Card>
      )}
    </>
  );
}
