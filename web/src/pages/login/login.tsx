import { useEffect, useState } from 'preact/hooks';
import type { SessionAnswer } from '../../../../src/core/api-access.ts';
import { ask, tell } from '../../api.ts';
import { Brand } from '../../components/brand.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { Problem } from '../../components/problem.tsx';
import { sentenceOf } from '../../deeds.ts';
import { go, query } from '../../router.ts';
import { backTo, session } from '../../session.ts';

/** Who are you? By name and password, or by the link that this machine prints. */
export default function Login() {
  const known = session.value!;
  const mustChange = known.caller?.mustChange === true;
  const inside = known.caller !== null && !mustChange;
  useEffect(() => {
    if (inside) go(backTo(), 'replace');
  }, [inside]);
  const stale = query.value.get('why') === 'link';
  return (
    <main class="alone login">
      <div class="brand login-brand">
        <Brand />
        logsift
      </div>
      {mustChange ? (
        <Change />
      ) : (
        <>
          <PageHead title="Who is there?" />
          {stale && (
            <Problem message="This link was used already, or is too old; the command prints a fresh one." />
          )}
          {known.signIn !== 'link' && <Password />}
          {known.signIn !== 'password' && <Link />}
        </>
      )}
    </main>
  );
}

function Link() {
  return (
    <div class="login-link">
      <p>On the machine on which logsift runs,</p>
      <p>
        <code>logsift dashboard</code>
      </p>
      <p class="muted">opens this page with a link that signs in once.</p>
    </div>
  );
}

function Password() {
  const [refused, setRefused] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = async (form: HTMLFormElement) => {
    setBusy(true);
    setRefused(null);
    const fields = new FormData(form);
    try {
      const answer = await tell<SessionAnswer>('login', {
        name: fields.get('name'),
        password: fields.get('password'),
      });
      const back = backTo();
      session.value = answer;
      if (answer.caller?.mustChange !== true) go(back, 'replace');
    } catch (error) {
      setRefused(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <form
      class="login-form"
      onSubmit={(event) => {
        event.preventDefault();
        void enter(event.currentTarget);
      }}
    >
      <label class="field">
        Name
        <input name="name" autocomplete="username" autocapitalize="off" required maxLength={64} />
      </label>
      <label class="field">
        Password
        <input name="password" type="password" autocomplete="current-password" required maxLength={256} />
      </label>
      {refused !== null && <Problem message={refused} />}
      <button type="submit" class="button button-main" disabled={busy}>
        Sign in
      </button>
    </form>
  );
}

/** A first password is one that somebody else knows. */
function Change() {
  const [refused, setRefused] = useState<string | null>(null);
  const change = async (form: HTMLFormElement) => {
    const fields = new FormData(form);
    if (fields.get('new') !== fields.get('again')) return setRefused('The two new passwords differ.');
    try {
      await tell('password', { old: fields.get('old'), new: fields.get('new') });
      session.value = await ask<SessionAnswer>('session');
      go(backTo(), 'replace');
    } catch (error) {
      setRefused(sentenceOf(error));
    }
  };
  return (
    <>
      <PageHead title="A password of your own" />
      <p class="muted">The first one was given by somebody else; choose one that only you know.</p>
      <form
        class="login-form"
        onSubmit={(event) => {
          event.preventDefault();
          void change(event.currentTarget);
        }}
      >
        <label class="field">
          The first password
          <input name="old" type="password" autocomplete="current-password" required maxLength={256} />
        </label>
        <label class="field">
          The new one
          <input
            name="new"
            type="password"
            autocomplete="new-password"
            required
            minLength={12}
            maxLength={256}
          />
        </label>
        <label class="field">
          The new one again
          <input name="again" type="password" autocomplete="new-password" required maxLength={256} />
        </label>
        {refused !== null && <Problem message={refused} />}
        <button type="submit" class="button button-main">
          Change it
        </button>
      </form>
    </>
  );
}
