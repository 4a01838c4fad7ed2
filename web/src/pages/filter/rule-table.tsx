import { useRef } from 'preact/hooks';
import type { RuleRow } from '../../../../src/core/api-filter.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Chosen, Typed } from '../../components/field.tsx';
import { FilterBar } from '../../components/filter-bar.tsx';
import { LineView } from '../../components/line-view.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { When } from '../../components/when.tsx';
import { useKeys } from '../../keyboard.ts';
import { query, setQuery } from '../../router.ts';
import { count, grouped, short } from '../../words.ts';
import { ActionMark } from './action-mark.tsx';
import { orderedRules, SHOWN } from './rule-order.ts';

/** So many are drawn; the rest is found by searching. */
const MOST = 200;

/** Rules with what they did. */
export function RuleTable({ rules }: { readonly rules: readonly RuleRow[] }) {
  const given = query.value;
  const text = given.get('text') ?? '';
  const shown = SHOWN.find(([key]) => key === given.get('show'))?.[0] ?? '';
  const sort = given.get('sort') ?? '-hits';
  const found = orderedRules(rules, { text, shown, sort });
  const search = useRef<HTMLInputElement | null>(null);
  useKeys([{ key: '/', says: 'search in rules', run: () => search.current?.focus() }]);
  return (
    <>
      <FilterBar
        set={shown === '' ? 0 : 1}
        main={
          <Typed
            label="Search"
            kind="search"
            class="typed-wide"
            placeholder="name, reason, pattern"
            value={text}
            field={search}
            onChange={(value) => setQuery({ text: value || null }, 'replace')}
          />
        }
      >
        <Chosen
          label="Show"
          value={shown}
          options={SHOWN}
          onChange={(value) => setQuery({ show: value || null })}
        />
        <Chosen
          label="Order"
          value={sort}
          options={ORDERS}
          onChange={(value) => setQuery({ sort: value === '-hits' ? null : value })}
        />
      </FilterBar>
      <Card title={count(found.length, 'rule')}>
        {found.length === 0 ? (
          <Empty title={rules.length === 0 ? 'There are no rules.' : 'No rule fits.'} />
        ) : (
          <Table
            caption="Rules of the filter"
            columns={COLUMNS}
            rows={found.slice(0, MOST)}
            keyOf={({ id }) => id}
            sort={sort}
            onSort={(next) => setQuery({ sort: next })}
          />
        )}
        {found.length > MOST && (
          <p class="muted small">{count(found.length - MOST, 'rule')} more; search to see them.</p>
        )}
      </Card>
    </>
  );
}

const ORDERS = [
  ['-hits', 'the most hits'],
  ['rank', 'as they are asked'],
  ['-hidden', 'hid the most'],
  ['until', 'expire first'],
  ['id', 'by name'],
] as const;

const COLUMNS: readonly Column<RuleRow>[] = [
  {
    key: 'action',
    title: 'Does',
    unnamed: true,
    cell: ({ action, page }) => <ActionMark action={action} page={page} />,
  },
  {
    key: 'id',
    title: 'Rule',
    wide: true,
    sortable: true,
    cell: (rule) => <RuleWords rule={rule} />,
  },
  { key: 'hits', title: 'Hits', numeric: true, sortable: true, cell: ({ hits }) => short(hits) },
  {
    key: 'hidden',
    title: 'Hid',
    numeric: true,
    sortable: true,
    cell: ({ hidden }) =>
      hidden === 0 ? '–' : <span title={`${grouped(hidden)} lines`}>{short(hidden)}</span>,
  },
  {
    key: 'until',
    title: 'Until',
    sortable: true,
    cell: ({ until, ends, expired }) =>
      until === null ? (
        'always'
      ) : (
        <div class="stack-tight">
          <When at={until} />
          {ends !== null && (
            <span class={ends === 'expired' ? 'tag tag-bad' : 'tag tag-warn'}>
              {ends === 'expired' ? 'expired' : 'ends soon'}
            </span>
          )}
          {expired > 0 && <span class="muted small">{short(expired)} lines since</span>}
        </div>
      ),
  },
];

function RuleWords({
  rule: { id, reason, owner, where, match, builtIn, keptAsNew, category },
}: {
  readonly rule: RuleRow;
}) {
  return (
    <details class="rule">
      <summary>
        <b>{id}</b>
        {category !== null && <span class="tag">{category}</span>}
        {!builtIn && <span class="tag tag-new">yours</span>}
        <span class="muted">{reason}</span>
      </summary>
      <dl class="rule-match">
        {match.map(({ what, values }) => (
          <div key={what}>
            <dt class="muted small">{what}</dt>
            {values.map((value) => (
              <dd key={value}>
                <LineView text={value} />
              </dd>
            ))}
          </div>
        ))}
        <div>
          <dt class="muted small">written in</dt>
          <dd>
            {where}
            {owner !== null && ` · ${owner}`}
          </dd>
        </div>
        {keptAsNew > 0 && (
          <div>
            <dt class="muted small">let through</dt>
            <dd>{count(keptAsNew, 'line')} whose kind was new</dd>
          </div>
        )}
      </dl>
    </details>
  );
}
