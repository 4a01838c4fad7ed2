import { useRef } from 'preact/hooks';
import type { ConfigAnswer } from '../../../../src/core/api-settings.ts';
import { useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Ticked, Typed } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useKeys } from '../../keyboard.ts';
import { query, setQuery } from '../../router.ts';
import { count } from '../../words.ts';

const DEFAULT = 'default';

/** The configuration as it holds, with the place of each value; it is changed in files. */
export function Configuration() {
  const { data, error, reload } = useApi<ConfigAnswer>('settings/config');
  const text = query.value.get('text') ?? '';
  const all = query.value.get('all') === '1';
  const search = useRef<HTMLInputElement | null>(null);
  useKeys([{ key: '/', says: 'search in the configuration', run: () => search.current?.focus() }]);
  const wanted = text.trim().toLowerCase();
  const values = (data?.values ?? []).filter(
    ({ key, value, from }) =>
      (all || wanted !== '' || from !== DEFAULT) && `${key} ${value} ${from}`.toLowerCase().includes(wanted),
  );
  if (error !== null) return <Problem message={error.message} again={reload} />;
  if (data === null) return <Waiting what="the configuration" rows={10} />;
  return (
    <>
      <p class="muted">
        {data.files.length === 0
          ? 'No file was read; everything has its default.'
          : `Read from ${data.files.join(', then ')}. It is changed there; logsift reload takes it in.`}
      </p>
      {data.notes.map((note) => (
        <p key={note} class="muted">
          {note}
        </p>
      ))}
      <search class="filter-bar">
        <Typed
          label="Search"
          kind="search"
          class="typed-wide"
          placeholder="key, value or file"
          value={text}
          field={search}
          onChange={(value) => setQuery({ text: value || null }, 'replace')}
        />
        <Ticked on={all} onChange={(on) => setQuery({ all: on ? '1' : null })}>
          Also defaults
        </Ticked>
      </search>
      <Card title={count(values.length, 'value')}>
        {values.length === 0 ? (
          <Empty
            title={wanted === '' ? 'Nothing was set; everything has its default.' : 'Nothing has that in it.'}
          />
        ) : (
          <Table
            caption="The configuration"
            rows={values}
            keyOf={({ key }) => key}
            columns={[
              { key: 'key', title: 'Key', cell: ({ key }) => <code class="wrap">{key}</code>, unnamed: true },
              { key: 'value', title: 'Value', wide: true, cell: ({ value }) => <code>{String(value)}</code> },
              {
                key: 'from',
                title: 'From',
                cell: ({ from }) =>
                  from === DEFAULT ? <span class="muted">default</span> : <span class="wrap">{from}</span>,
              },
            ]}
          />
        )}
      </Card>
    </>
  );
}
