import type { AuditAnswer } from '../../../../src/core/api-access.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Problem } from '../../components/problem.tsx';
import { type Column, Table } from '../../components/table.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';
import { usePaged } from '../../paging.ts';
import { deedWords } from './deed-words.ts';

type Deed = AuditAnswer['items'][number];

/** Who changed what, the latest first. */
export function Audit() {
  const { items, loading, error, more, loadMore, reload } = usePaged<Deed, AuditAnswer>('audit', {
    query: { limit: 100 },
  });
  return (
    <Card title="Who changed what">
      {error !== null && <Problem message={error.message} again={reload} />}
      {items.length === 0 && loading && <Waiting what="the audit log" rows={8} />}
      {items.length === 0 && !loading && error === null && <Empty title="Nobody changed anything yet." />}
      {items.length > 0 && (
        <div class="stack">
          <Table
            caption="Changes over the dashboard and the API"
            columns={COLUMNS}
            rows={items}
            keyOf={({ at, who, what, about }) => `${at} ${who} ${what} ${about}`}
          />
          {more && (
            <div class="buttons">
              <button type="button" class="button" disabled={loading} onClick={loadMore}>
                {loading ? 'Loading …' : 'Earlier ones'}
              </button>
            </div>
          )}
        </div>
      )}
    </Card>
  );
}

const COLUMNS: readonly Column<Deed>[] = [
  { key: 'at', title: 'When', unnamed: true, cell: ({ at }) => <When at={at} as="whole" /> },
  { key: 'who', title: 'Who', cell: ({ who, by }) => (by === null ? who : `${who}, by ${by}`) },
  {
    key: 'what',
    title: 'What',
    wide: true,
    cell: ({ what, about }) => (
      <>
        {deedWords(what)} {about !== '' && about !== '{}' && <code class="muted">{about}</code>}
      </>
    ),
  },
  { key: 'address', title: 'From', minor: true, cell: ({ address }) => address },
  {
    key: 'status',
    title: 'Came of it',
    cell: ({ status }) =>
      status < 400 ? (
        <span class="tag tag-good">done</span>
      ) : (
        <span class="tag tag-bad">refused ({status})</span>
      ),
  },
];
