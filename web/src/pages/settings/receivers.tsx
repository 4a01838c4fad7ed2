import { useState } from 'preact/hooks';
import type { Receiver, ReceiversAnswer, TestReceiverAnswer } from '../../../../src/core/api-settings.ts';
import { Refusal, tell, useApi } from '../../api.ts';
import { Card } from '../../components/card.tsx';
import { Empty } from '../../components/empty.tsx';
import { Facts } from '../../components/facts.tsx';
import { Problem } from '../../components/problem.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { mayAct } from '../../session.ts';
import { grouped } from '../../words.ts';

/** Whom messages go to, and whether they would arrive. */
export function Receivers() {
  const { data, error, reload } = useApi<ReceiversAnswer>('settings/receivers', { every: 15_000 });
  if (error !== null && data === null) return <Problem message={error.message} again={reload} />;
  if (data === null) return <Waiting what="the receivers" rows={6} />;
  if (data.receivers.length === 0) {
    return (
      <Card title="Receivers">
        <Empty title="Nobody is told of anything yet.">
          <p>
            Where messages go is set under notifiers in the configuration; this page shows incidents all the
            same.
          </p>
        </Empty>
      </Card>
    );
  }
  return (
    <div class="receivers">
      {data.receivers.map((receiver) => (
        <ReceiverCard key={receiver.name} receiver={receiver} />
      ))}
    </div>
  );
}

function ReceiverCard({ receiver: { name, type, state } }: { readonly receiver: Receiver }) {
  const [answer, setAnswer] = useState<TestReceiverAnswer | string | null>(null);
  const [busy, setBusy] = useState(false);
  const test = async (dryRun: boolean) => {
    setBusy(true);
    setAnswer(null);
    try {
      setAnswer(await tell<TestReceiverAnswer>('settings/receivers/test', { name, dryRun }));
    } catch (error) {
      setAnswer(error instanceof Refusal ? error.message : 'That did not work.');
    }
    setBusy(false);
  };
  const trouble = state?.trouble ?? null;
  return (
    <Card
      title={name}
      side={
        <>
          <span class="tag">{type}</span>
          {state === null ? (
            <span class="tag">not known</span>
          ) : (
            <span class={trouble === null ? 'tag tag-good' : 'tag tag-bad'}>
              {trouble === null ? 'well' : 'trouble'}
            </span>
          )}
        </>
      }
    >
      <div class="stack">
        {trouble !== null && <p class="model-trouble">{trouble}</p>}
        <Facts
          facts={[
            ['Delivered', state === null ? null : grouped(state.delivered)],
            ['Waiting', state === null ? null : grouped(state.pending)],
            ['Refused', state === null ? null : grouped(state.refused)],
          ]}
        />
        {state === null && (
          <p class="muted">What became of messages is not known while logsift does not run.</p>
        )}
        {mayAct.value && (
          <div class="buttons">
            <button type="button" class="button" disabled={busy} onClick={() => void test(false)}>
              {busy ? 'Sending …' : 'Send a test'}
            </button>
            <button type="button" class="button" disabled={busy} onClick={() => void test(true)}>
              Only show it
            </button>
          </div>
        )}
        {typeof answer === 'string' && <Problem message={answer} />}
        {answer !== null && typeof answer !== 'string' && <Tested answer={answer} />}
      </div>
    </Card>
  );
}

function Tested({ answer: { sent, reason, rendered } }: { readonly answer: TestReceiverAnswer }) {
  return (
    <div class="stack" role="status">
      <p>
        {sent === null
          ? 'Nothing was sent. This is what would be:'
          : sent
            ? 'It was sent, and taken.'
            : `It did not arrive: ${reason ?? 'no reason was given'}.`}
      </p>
      {rendered !== '' && <pre class="rendered">{rendered}</pre>}
    </div>
  );
}
