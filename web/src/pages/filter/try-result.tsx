import type { TryAnswer } from '../../../../src/core/api-filter.ts';
import { Card } from '../../components/card.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { GravityWord } from '../../components/gravity-word.tsx';
import { KindText } from '../../components/kind-text.tsx';
import { LineView } from '../../components/line-view.tsx';
import { Table } from '../../components/table.tsx';
import { When } from '../../components/when.tsx';
import { href } from '../../router.ts';
import { count, grouped } from '../../words.ts';

/** What a rule would do. */
export function TryResult({ answer }: { readonly answer: TryAnswer }) {
  const { problem, tried, matches, decides, kinds, moreKinds, samples, yaml, howToSave } = answer;
  if (problem !== null) {
    return (
      <div class="problem" role="alert">
        <p>This is no rule yet: {problem}</p>
      </div>
    );
  }
  return (
    <>
      <Card title="What it would do">
        <div class="stack" role="status">
          <p class="try-large">
            It matches <b>{count(matches, 'line')}</b> of {grouped(tried.lines)}
            {decides < matches && (
              <>
                , and decides about <b>{grouped(decides)}</b>; about the others a rule before it does
              </>
            )}
            .
          </p>
          <p class="muted">
            Kept lines since <When at={tried.complete ? tried.since : tried.reached} as="whole" /> were tried
            {tried.complete ? '' : '; there was no time for older ones'}. Lines that are dropped today are not
            kept, and so not among them.
          </p>
          {kinds.length > 0 && (
            <Table
              caption="Kinds of line it matches"
              rows={kinds}
              keyOf={({ id }) => id}
              columns={[
                {
                  key: 'text',
                  title: 'Kinds of line it matches',
                  wide: true,
                  cell: ({ id, text }) => (
                    <a class="plain-link" href={href('template', id)}>
                      <KindText text={text} />
                    </a>
                  ),
                },
                { key: 'lines', title: 'Lines', numeric: true, cell: ({ lines }) => grouped(lines) },
                {
                  key: 'gravity',
                  title: 'Reads',
                  unnamed: true,
                  cell: ({ gravity }) => <GravityWord gravity={gravity} />,
                },
              ]}
            />
          )}
          {moreKinds > 0 && <p class="muted small">and {count(moreKinds, 'kind')} more</p>}
        </div>
      </Card>
      {samples.length > 0 && (
        <Card title="Lines it matches, the newest first">
          <ul class="samples">
            {samples.map(({ id, time, raw, before }) => (
              <li key={id}>
                <span class="muted small">
                  {time !== null && <When at={time} />}
                  {before !== null && ` · ${before} decides before it`}
                </span>
                <LineView text={raw} most={400} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card title="To keep it">
        <div class="stack">
          <p>{howToSave}</p>
          <Copyable text={yaml} what="the rule" />
        </div>
      </Card>
    </>
  );
}
