import type { FilterAnswer } from '../../../../src/core/api-filter.ts';
import { useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { GravityWord } from '../../components/gravity-word.tsx';
import { KindText } from '../../components/kind-text.tsx';
import { LineView } from '../../components/line-view.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { href, query } from '../../router.ts';
import { count, grouped, percent, short } from '../../words.ts';
import { FunnelCard } from './funnel-card.tsx';
import { RuleTable } from './rule-table.tsx';
import { TryRule } from './try-rule.tsx';

const PARTS = [
  ['rules', 'Rules'],
  ['hidden', 'What they hid'],
  ['try', 'Try a rule'],
] as const;

/** The fixed rules: what they decide, what they hid, and what a new one would do. */
export default function Filter() {
  const { data, error, reload } = useApi<FilterAnswer>('filter', { every: 30_000 });
  const part = PARTS.find(([key]) => key === query.value.get('part'))?.[0] ?? 'rules';
  return (
    <>
      <PageHead title="Filter" />
      <Tabs
        label="Of the filter"
        current={part}
        tabs={PARTS.map(([key, name]) => ({
          key,
          name,
          href: href('filter', '', { part: key === 'rules' ? null : key }),
        }))}
      />
      {error !== null && <Problem message={error.message} again={reload} />}
      {part === 'rules' && <FunnelCard />}
      {part === 'try' && <TryRule />}
      {part !== 'try' && data === null && error === null && <Waiting what="the rules" rows={8} />}
      {part === 'rules' && data !== null && (
        <>
          <Counted answer={data} />
          <RuleTable rules={data.rules} />
        </>
      )}
      {part === 'hidden' && data !== null && <Hidden answer={data} />}
    </>
  );
}

function Counted({
  answer: { counted, since, categories, files, packs },
}: {
  readonly answer: FilterAnswer;
}) {
  if (counted.lines === 0) return <p class="muted">No line was counted yet.</p>;
  return (
    <p class="muted">
      Of {short(counted.lines)} lines{' '}
      {since !== null && (
        <>
          since <When at={since} />{' '}
        </>
      )}
      {percent(counted.dropped / counted.lines)} were dropped and {short(counted.escalated)} called bad
      {categories.length > 0 &&
        ` (most of all ${categories
          .slice(0, 3)
          .map(({ category, lines }) => `${category} ${short(lines)}`)
          .join(', ')})`}
      ; {count(counted.keptAsNew, 'line')} {counted.keptAsNew === 1 ? 'was' : 'were'} kept as their kind was
      new. Rules are read from {files.length === 0 ? 'no file of yours' : files.join(', ')}
      {packs ? ' and the packs that come with logsift' : ''}. A mark says what is stored and shown, never what
      is learnt from.
    </p>
  );
}

function Hidden({ answer: { hidden, moreHidden } }: { readonly answer: FilterAnswer }) {
  return (
    <Card title="What would have been shown but for a rule">
      {hidden.length === 0 ? (
        <Empty title="No rule hid anything that reads badly." />
      ) : (
        <Table
          caption="Kinds of line that rules held back, the gravest first"
          rows={hidden}
          keyOf={({ rule, kind }) => `${rule} ${kind}`}
          columns={[
            {
              key: 'gravity',
              title: 'Reads',
              unnamed: true,
              cell: (row) => <GravityWord gravity={row.gravity} />,
            },
            {
              key: 'kind',
              title: 'Kind of line',
              wide: true,
              cell: ({ kind, example }) => (
                <div class="stack-tight">
                  <KindText text={kind} />
                  <span class="muted">
                    <LineView text={example} most={240} />
                  </span>
                </div>
              ),
            },
            { key: 'lines', title: 'Lines', numeric: true, cell: ({ lines }) => grouped(lines) },
            {
              key: 'rule',
              title: 'Rule',
              cell: ({ rule, outcome }) => (
                <div class="stack-tight">
                  <a href={href('filter', '', { text: rule })}>{rule}</a>
                  <span class="muted small">
                    {outcome === 'held back' ? outcome : 'let through, as it has expired'}
                  </span>
                </div>
              ),
            },
          ]}
        />
      )}
      {moreHidden > 0 && (
        <p class="muted small">{count(moreHidden, 'kind')} of line that read better are left out.</p>
      )}
    </Card>
  );
}
