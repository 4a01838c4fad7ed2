import type { UsersAnswer } from '../../../../src/core/api-access.ts';
import { useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { Empty } from '../../components/empty.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';

const MAY = {
  viewer: 'looks',
  operator: 'acknowledges, judges and silences',
  admin: 'does everything',
} as const;

/** Who may sign in by name; they are added on the machine itself. */
export function People() {
  const { data, error, reload } = useApi<UsersAnswer>('users');
  if (error !== null && data === null) return <Problem message={error.message} again={reload} />;
  if (data === null) return <Waiting what="the people" rows={4} />;
  return (
    <Card title="People">
      <div class="stack">
        {data.users.length === 0 ? (
          <Empty title="Nobody signs in by name.">
            <p>On this machine the link that logsift dashboard prints is enough.</p>
          </Empty>
        ) : (
          <Table
            caption="People"
            rows={data.users}
            keyOf={({ name }) => name}
            columns={[
              { key: 'name', title: 'Name', wide: true, cell: ({ name }) => <b>{name}</b> },
              {
                key: 'role',
                title: 'Role',
                cell: ({ role }) => (
                  <>
                    <span class="tag">{role}</span> <span class="muted">{MAY[role]}</span>
                  </>
                ),
              },
              { key: 'made', title: 'Since', cell: ({ made }) => <When at={made} /> },
              {
                key: 'state',
                title: 'Password',
                cell: ({ mustChange }) =>
                  mustChange ? <span class="tag tag-warn">not chosen yet</span> : 'their own',
              },
            ]}
          />
        )}
        <p class="muted">People are added, and given another role, where logsift runs:</p>
        <Copyable text="logsift user add NAME --role operator" />
      </div>
    </Card>
  );
}
