import { useRef } from 'preact/hooks';
import type { TemplateRow, TemplatesAnswer } from '../../../../src/core/api-explore.ts';
import { range } from '../../chosen-range.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Chosen, Ticked, Typed } from '../../components/field.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { GravityWord } from '../../components/gravity-word.tsx';
import { KindText } from '../../components/kind-text.tsx';
import { Problem } from '../../components/problem.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { useKeys } from '../../keyboard.ts';
import { usePaged } from '../../paging.ts';
import { href, query, setQuery } from '../../router.ts';
import { brief, count, percent, short } from '../../words.ts';
import { changeWords } from './change-words.ts';

const ORDERS = [
  ['count', 'the most lines'],
  ['rare', 'the fewest lines'],
  ['newest', 'first seen last'],
  ['latest', 'last seen'],
  ['gravity', 'how bad they read'],
  ['change', 'grown the most'],
] as const;

/** Kinds of line with how often each came. */
export function Kinds() {
  const given = query.value;
  const of = (name: string) => given.get(name) ?? '';
  const order = ORDERS.find(([key]) => key === of('order'))?.[0] ?? 'count';
  const asked = {
    ...{ text: of('text').trim() || null, host: of('host') || null, order },
    all: of('all') === '1' ? 'true' : null,
    limit: 50,
  };
  const found = usePaged<TemplateRow, TemplatesAnswer>('templates', { query: asked, range: range.value });
  const search = useRef<HTMLInputElement | null>(null);
  useKeys([{ key: '/', says: 'search in kinds of line', run: () => search.current?.focus() }]);
  const set = (name: string) => (value: string) => setQuery({ [name]: value || null }, 'replace');
  const { items, last, loading, error, more, loadMore, reload } = found;
  return (
    <>
      <FilterBar
        set={(of('host') === '' ? 0 : 1) + (of('all') === '1' ? 1 : 0)}
        main={
          <Typed
            label="Search"
            kind="search"
            class="typed-wide"
            placeholder="words of the kind or its example"
            value={of('text')}
            field={search}
            onChange={set('text')}
          />
        }
      >
        <Typed label="Host" placeholder="any" value={of('host')} onChange={set('host')} />
        <Chosen label="First come" value={order} options={ORDERS} onChange={set('order')} />
        <Ticked on={of('all') === '1'} onChange={(on) => setQuery({ all: on ? '1' : null })}>
          Also those that did not come in this time
        </Ticked>
      </FilterBar>
      {error !== null && <Problem message={error.message} again={reload} />}
      {items.length > 0 && (
        <Card
          title={count(last?.found ?? items.length, 'kind of line', 'kinds of line')}
          side={<AsOf last={last} />}
        >
          <Table
            caption="Kinds of line"
            columns={columnsOf(last?.spark.width ?? 0)}
            rows={items}
            keyOf={({ id }) => id}
          />
          {more && (
            <button type="button" class="button" disabled={loading} onClick={loadMore}>
              {loading ? 'Loading …' : 'More'}
            </button>
          )}
        </Card>
      )}
      {items.length === 0 && loading && <Waiting what="kinds of line" rows={10} />}
      {items.length === 0 && !loading && error === null && (
        <Card title="Kinds of line">
          <Empty
            title={of('text') || of('host') ? 'No kind of line fits.' : 'No line came in the chosen time.'}
          >
            <p>A longer time, or those that did not come in it, may show more.</p>
          </Empty>
        </Card>
      )}
    </>
  );
}

function AsOf({ last }: { readonly last: TemplatesAnswer | null }) {
  if (last === null || last.asOf === null) return null;
  return (
    <span>
      as learnt <When at={last.asOf} as="past" />
    </span>
  );
}

function columnsOf(width: number): readonly Column<TemplateRow>[] {
  return [
    {
      key: 'text',
      title: 'Kind of line',
      wide: true,
      cell: ({ id, text, isNew }) => (
        <>
          <a class="plain-link" href={href('template', id)}>
            <KindText text={text} />
          </a>
          {isNew && <span class="tag tag-new">new</span>}
        </>
      ),
    },
    {
      key: 'spark',
      title: 'Over the time',
      unnamed: true,
      cell: ({ spark }) => <Sparkline values={spark} label={`lines in each ${brief(width)}`} />,
    },
    { key: 'count', title: 'Lines', numeric: true, cell: (row) => short(row.count) },
    { key: 'share', title: 'Share', numeric: true, minor: true, cell: ({ share }) => percent(share) },
    {
      key: 'change',
      title: 'Than before',
      numeric: true,
      cell: (row) => changeWords(row.count, row.before),
    },
    {
      key: 'hosts',
      title: 'Hosts',
      numeric: true,
      minor: true,
      cell: ({ hosts }) => (hosts === null ? 'many' : short(hosts)),
    },
    {
      key: 'gravity',
      title: 'Reads',
      unnamed: true,
      cell: ({ gravity }) => <GravityWord gravity={gravity} />,
    },
    {
      key: 'last',
      title: 'Last',
      minor: true,
      cell: ({ lastSeen }) => (lastSeen === null ? '–' : <When at={lastSeen} />),
    },
  ];
}
