import { useState } from 'preact/hooks';
import type { ApiToken, TokenAnswer, TokensAnswer } from '../../../../src/core/api-access.ts';
import { Refusal, tell, useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Copyable } from '../../components/copyable.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Empty } from '../../components/empty.tsx';
import { Chosen } from '../../components/field.tsx';
import { Problem } from '../../components/problem.tsx';
import { Table } from '../../components/table.tsx';
import { toast } from '../../components/toast.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { When } from '../../components/when.tsx';

const SCOPES = [
  ['read', 'look'],
  ['operate', 'look, acknowledge, judge and silence'],
  ['admin', 'everything'],
] as const;
const DAYS = [
  ['30', '30 days'],
  ['365', 'a year'],
  ['', 'for ever'],
] as const;

/** Tokens for scripts: made, and revoked. */
export function Tokens() {
  const { data, error, reload } = useApi<TokensAnswer>('tokens');
  const [made, setMade] = useState<TokenAnswer | null>(null);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  if (error !== null && data === null) return <Problem message={error.message} again={reload} />;
  if (data === null) return <Waiting what="the tokens" rows={6} />;
  const revoke = async ({ id, name }: ApiToken) => {
    setRevoking(null);
    try {
      await tell(`tokens/${id}`, undefined, 'DELETE');
      toast(`${name} opens nothing any more.`);
    } catch (refusal) {
      toast(refusal instanceof Refusal ? refusal.message : 'That did not work.', 'failed');
    }
    reload();
  };
  return (
    <>
      <NewToken
        done={(token) => {
          setMade(token);
          reload();
        }}
      />
      <Card title="Tokens">
        {data.tokens.length === 0 ? (
          <Empty title="There are none.">
            <p>A script needs one to ask the API, which is described at api/v1/openapi.json.</p>
          </Empty>
        ) : (
          <Table
            caption="Tokens of the API"
            rows={data.tokens}
            keyOf={({ id }) => id}
            columns={[
              { key: 'name', title: 'Name', wide: true, cell: ({ name }) => <b>{name}</b> },
              { key: 'scope', title: 'May', cell: ({ scope }) => <span class="tag">{scope}</span> },
              {
                key: 'by',
                title: 'Made by',
                minor: true,
                cell: ({ by, made: at }) => (
                  <>
                    {by}, <When at={at} as="past" />
                  </>
                ),
              },
              {
                key: 'used',
                title: 'Last used',
                cell: ({ used }) => (used === null ? 'never' : <When at={used} as="past" />),
              },
              {
                key: 'until',
                title: 'Until',
                cell: ({ until }) => (until === null ? 'for ever' : <When at={until} />),
              },
              {
                key: 'revoke',
                title: 'Revoke',
                unnamed: true,
                cell: (token) => (
                  <button
                    type="button"
                    class="button"
                    aria-label={`Revoke ${token.name}`}
                    onClick={() => setRevoking(token)}
                  >
                    Revoke
                  </button>
                ),
              },
            ]}
          />
        )}
      </Card>
      {made !== null && (
        <Dialog title={`The token ${made.token.name}`} onClose={() => setMade(null)}>
          <p>It is shown this once. Keep it where only the script can read it.</p>
          <Copyable text={made.secret} what="the token" />
          <Copyable
            text={`curl -H 'authorization: Bearer ${made.secret}' ${location.origin}/api/v1/incidents`}
          />
        </Dialog>
      )}
      {revoking !== null && (
        <Dialog title={`Revoke ${revoking.name}?`} onClose={() => setRevoking(null)}>
          <p>Whatever uses it is refused at once. It cannot be brought back.</p>
          <div class="dialog-foot">
            <button type="button" class="button" onClick={() => setRevoking(null)}>
              Leave it
            </button>
            <button type="button" class="button button-main" onClick={() => void revoke(revoking)}>
              Revoke
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function NewToken({ done }: { readonly done: (token: TokenAnswer) => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState('read');
  const [days, setDays] = useState('365');
  const [error, setError] = useState<string | null>(null);
  const make = async () => {
    setError(null);
    try {
      const body = { name: name.trim(), scope, days: days === '' ? null : Number(days) };
      done(await tell<TokenAnswer>('tokens', body));
      setName('');
    } catch (refusal) {
      setError(refusal instanceof Refusal ? refusal.message : 'It could not be made.');
    }
  };
  return (
    <Card title="A new token">
      <form
        class="filter-bar"
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <label class="typed">
          <span class="typed-label">Name</span>
          <input
            value={name}
            placeholder="what uses it"
            autocomplete="off"
            maxLength={64}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <Chosen label="It may" value={scope} options={SCOPES} onChange={setScope} />
        <Chosen label="Holds" value={days} options={DAYS} onChange={setDays} />
        <button type="submit" class="button button-main" disabled={name.trim() === ''}>
          Make it
        </button>
      </form>
      {error !== null && <Problem message={error} />}
    </Card>
  );
}
