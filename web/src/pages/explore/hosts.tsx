import { useRef } from 'preact/hooks';
import type { HostRow, HostsAnswer } from '../../../../src/core/api-explore.ts';
import { range } from '../../chosen-range.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Typed } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { Sparkline } from '../../components/sparkline.tsx';
import { Table } from '../../components/table.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useKeys } from '../../keyboard.ts';
import { usePaged } from '../../paging.ts';
import { href, query, setQuery } from '../../router.ts';
import { brief, count, grouped, percent } from '../../words.ts';

/** Hosts by how much they say. */
export function Hosts() {
  const text = query.value.get('text') ?? '';
  const asked = { text: text.trim() || null, limit: 100 };
  const found = usePaged<HostRow, HostsAnswer>('hosts', { query: asked, range: range.value });
  const search = useRef<HTMLInputElement | null>(null);
  useKeys([{ key: '/', says: 'search for a host', run: () => search.current?.focus() }]);
  const { items, last, loading, error, more, loadMore, reload } = found;
  return (
    <>
      <search class="filter-bar">
        <Typed
          label="Search"
          kind="search"
          class="typed-wide"
          placeholder="part of the name"
          value={text}
          field={search}
          onChange={(value) => setQuery({ text: value || null }, 'replace')}
        />
      </search>
      {error !== null && <Problem message={error.message} again={reload} />}
      {items.length > 0 && (
        <Card title={count(last?.found ?? items.length, 'host')}>
          <Table
            caption="Hosts"
            rows={items}
            keyOf={({ host }) => host}
            columns={[
              {
                key: 'host',
                title: 'Host',
                wide: true,
                cell: ({ host }) => <a href={href('host', host)}>{host}</a>,
              },
              {
                key: 'spark',
                title: 'Over the time',
                unnamed: true,
                cell: ({ spark }) => (
                  <Sparkline values={spark} label={`lines in each ${brief(last?.spark.width ?? 0)}`} />
                ),
              },
              { key: 'count', title: 'Lines', numeric: true, cell: (row) => grouped(row.count) },
              { key: 'share', title: 'Share', numeric: true, cell: ({ share }) => percent(share) },
            ]}
          />
          {more && (
            <button type="button" class="button" disabled={loading} onClick={loadMore}>
              {loading ? 'Loading …' : 'More'}
            </button>
          )}
        </Card>
      )}
      {items.length === 0 && loading && <Waiting what="hosts" rows={8} />}
      {items.length === 0 && !loading && error === null && (
        <Card title="Hosts">
          <Empty
            title={
              text === '' ? 'No host said anything in the chosen time.' : 'No host has that in its name.'
            }
          />
        </Card>
      )}
    </>
  );
}
