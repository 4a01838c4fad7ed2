import { expect, onTestFinished, test } from 'vitest';
import { Store, viewStore } from '../../src/store/store.ts';
import { writeBeside } from '../../src/store/write-beside.ts';
import { temporaryFolder } from '../app/made-logs.ts';

const NOW = Date.UTC(2026, 10, 21);

function opened(): Store {
  const store = Store.open({ folder: temporaryFolder(), now: () => NOW, notice: () => {} });
  onTestFinished(() => store.close());
  return store;
}

test('a session is kept by its mark until it is removed, with or without a person', () => {
  const { sessions } = opened();
  sessions.put({ mark: 'a', user: 'ada', made: 1, seen: 1 });
  sessions.put({ mark: 'b', user: 'ada', made: 1, seen: 1 });
  sessions.put({ mark: 'c', user: null, made: 1, seen: 1 });
  sessions.touch('a', 7);
  expect(sessions.find('a')).toEqual({ mark: 'a', user: 'ada', made: 1, seen: 7 });
  sessions.removeOf('ada', 'a');
  expect(['a', 'b', 'c'].map((mark) => sessions.find(mark)?.user)).toEqual(['ada', undefined, null]);
  sessions.removeOf('ada', null);
  expect(sessions.find('a')).toBe(null);
});

test('sessions have a cap: the longest unused go', () => {
  const store = opened();
  store.write('sessions', () => {
    for (let i = 0; i <= 2000; i++) store.sessions.put({ mark: `m${i}`, user: null, made: i, seen: i });
  });
  expect(store.sessions.find('m0')).toBe(null);
  expect(store.sessions.find('m1')).not.toBe(null);
});

test('a link signs in once, and not for ever', () => {
  const { sessions } = opened();
  sessions.putLink('x', 100);
  sessions.putLink('y', 100);
  expect([sessions.takeLink('x', 50), sessions.takeLink('x', 50)]).toEqual([true, false]);
  expect([sessions.takeLink('y', 101), sessions.takeLink('y', 50)]).toEqual([false, false]);
});

test('people are kept by name, and go with their sessions', () => {
  const { users, sessions } = opened();
  expect(users.any()).toBe(false);
  const ada = { name: 'ada', role: 'operator', password: 'hash', mustChange: true, made: NOW } as const;
  expect([users.add(ada), users.add({ ...ada, role: 'admin' })]).toEqual([true, false]);
  expect(users.find('ada')).toEqual(ada);
  expect(users.find('ada; DROP TABLE web_user')).toBe(null);
  users.setPassword('ada', 'other', false);
  expect(users.list()).toEqual([{ ...ada, password: 'other', mustChange: false }]);
  sessions.put({ mark: 'a', user: 'ada', made: 1, seen: 1 });
  expect([users.remove('ada'), users.remove('ada')]).toEqual([true, false]);
  expect(sessions.find('a')).toBe(null);
});

test('tokens are found by what is kept of them alone', () => {
  const { tokens } = opened();
  const token = { id: 't1', name: 'ci', scope: 'read', by: 'ada', made: NOW, until: null } as const;
  expect(tokens.add('mark', token)).toBe(true);
  expect(tokens.find('mark')).toEqual({ ...token, used: null });
  expect(tokens.find('t1')).toBe(null);
  tokens.use('t1', NOW);
  expect(tokens.isStale(tokens.list()[0]!, NOW + 1000)).toBe(false);
  expect([tokens.remove('t1'), tokens.remove('t1'), tokens.find('mark')]).toEqual([true, false, null]);
});

test('what was done is kept in order, and read from the end', () => {
  const { audit } = opened();
  const entry = {
    at: NOW,
    who: 'ada',
    by: 'password',
    address: '::1',
    what: 'POST /x',
    about: '{}',
    status: 200,
  };
  for (const who of ['ada', 'bob', 'eve']) audit.add({ ...entry, who });
  expect(audit.list(2).map(({ who }) => who)).toEqual(['eve', 'bob']);
  expect(audit.list(2, audit.list(2)[1]!.id).map(({ who }) => who)).toEqual(['ada']);
});

test('who may is written beside a daemon, and seen by others at once', () => {
  const store = opened();
  const view = viewStore(store.folder);
  onTestFinished(() => view.close());
  expect(view.users.any()).toBe(false);
  writeBeside(
    store.folder,
    () => NOW,
    ({ users }) => users.add({ name: 'ada', role: 'admin', password: 'h', mustChange: false, made: NOW }),
  );
  expect(view.users.any()).toBe(true);
  expect(store.users.any()).toBe(true);
});
