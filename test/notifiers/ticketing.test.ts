import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message, NotifierDefinition } from '../../src/core/notifier.ts';
import github from '../../src/notifiers/github.ts';
import jira from '../../src/notifiers/jira.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import type { Received } from '../../src/testing/receiver.ts';
import { type Desk, DeskBench } from './desks.ts';
import { GithubServer } from './github-server.ts';
import { JiraServer } from './jira-server.ts';

const TOKEN = 'token-of-the-robot';

interface Service {
  readonly definition: NotifierDefinition;
  readonly options: { readonly [name: string]: unknown };
  desk(): Desk;
  opens(request: Received): boolean;
  comments(request: Received): boolean;
}

const services: readonly Service[] = [
  {
    definition: github,
    options: { token: TOKEN, repository: 'example/operations' },
    desk: () => new GithubServer(TOKEN),
    opens: ({ method, path }) => method === 'POST' && path.endsWith('/issues'),
    comments: ({ path }) => path.endsWith('/comments'),
  },
  {
    definition: jira,
    options: { token: TOKEN, user: 'logsift@example.org', project: 'OPS' },
    desk: () => new JiraServer(TOKEN),
    opens: ({ method, path }) => method === 'POST' && path.endsWith('/issue'),
    comments: ({ path }) => path.endsWith('/comment'),
  },
];

const page: Message = { ...madeMessage(), incidents: ['incident-x'] };
const later = (kind: Message['kind'], headline: string, minutes = 1): Message => ({
  ...page,
  ...{ kind, headline, time: page.time + minutes * 60_000 },
});
const worse = later('update', 'It became worse');
const over = later('resolve', 'Over after 42 minutes', 42);

describe.each(services.map((service) => [service.definition.name, service] as const))('%s', (_, service) => {
  let bench: DeskBench;
  let desk: Desk;
  beforeEach(async () => {
    desk = service.desk();
    bench = await DeskBench.start(service.definition, desk, service.options);
  });
  afterEach(() => bench.receiver.stop());

  /** Says it and returns what is kept of it. */
  async function said(message: Message, reference?: string): Promise<string | undefined> {
    const delivery = await bench.say(message, reference);
    expect(delivery).toMatchObject({ ok: true });
    return delivery.ok ? delivery.reference : undefined;
  }

  test('an incident has one ticket: opened, commented, closed, opened again', async () => {
    const id = await said(page);
    expect(desk.tickets).toEqual([expect.objectContaining({ id, closed: false, comments: [] })]);
    expect(desk.tickets[0]!.title).toContain('312 failed logins');
    expect(await said(worse, id)).toBe(id);
    expect(desk.tickets[0]).toMatchObject({ closed: false, comments: [expect.stringContaining('worse')] });
    expect(await said(later('ack', 'Taken up by ada'), id)).toBe(id);
    expect(await said(over, id)).toBe(id);
    expect(desk.tickets[0]).toMatchObject({ closed: true });
    expect(await said(later('update', 'It began again', 50), id)).toBe(id);
    expect(desk.tickets).toHaveLength(1);
    expect(desk.tickets[0]).toMatchObject({ closed: false });
    expect(desk.tickets[0]!.comments.map((text) => /worse|Taken up|Over|again/.exec(text)?.[0])).toEqual([
      ...['worse', 'Taken up', 'Over', 'again'],
    ]);
  });

  test('what only reminds changes nothing', async () => {
    const id = await said(page);
    const before = bench.receiver.requests.length;
    expect(await said({ ...later('update', 'It goes on'), reminder: true }, id)).toBe(id);
    expect(bench.receiver.requests).toHaveLength(before);
  });

  test('a quiet change is a comment, and opens no ticket that somebody has closed', async () => {
    const id = await said(page);
    await said(over, id);
    await said(
      { ...later('update', 'There is something new'), body: ['It is on web09, too'], quiet: true },
      id,
    );
    expect(desk.tickets[0]).toMatchObject({ closed: true });
    expect(desk.tickets[0]!.comments[1]).toContain('web09');
  });

  test('a ticket that was opened and not noted is found, and nothing is said twice', async () => {
    const id = await said(page);
    expect(await said(page)).toBe(id);
    expect(desk.tickets).toHaveLength(1);
    expect(desk.tickets[0]!.comments).toEqual([]);
  });

  test('so it is where the connection broke before the answer came', async () => {
    bench.once(service.opens, 'drop', { after: true });
    expect(await bench.say(page)).toMatchObject({ ok: false, permanent: false });
    const id = await said(page);
    expect(desk.tickets).toEqual([expect.objectContaining({ id, comments: [] })]);
  });

  test('a ticket whose id is not known any more goes on by the key of its message', async () => {
    await said(page);
    await said(over);
    expect(desk.tickets).toEqual([expect.objectContaining({ closed: true, comments: [expect.anything()] })]);
  });

  test('another message about the same incident, or one merged into it, goes into its ticket and ends nothing', async () => {
    const id = await said(page);
    const other = { ...page, key: 'other-key', incidents: ['incident-y', 'incident-x'] };
    const reference = await said({ ...other, headline: 'It is more' });
    expect(desk.tickets).toEqual([
      expect.objectContaining({ id, comments: [expect.stringContaining('more')] }),
    ]);
    expect(reference).not.toBe(id);
    await said({ ...over, key: 'other-key' }, reference);
    expect(desk.tickets[0]).toMatchObject({ closed: false });
    await said(over, id);
    expect(desk.tickets).toEqual([expect.objectContaining({ closed: true })]);
  });

  test('an incident that comes back after its end opens its ticket again, and closes it', async () => {
    const id = await said(page);
    await said(over, id);
    const back = { ...later('page', 'It is here again', 500), key: 'other-key' };
    const reference = await said(back);
    expect(desk.tickets).toEqual([expect.objectContaining({ id, closed: false })]);
    await said({ ...over, key: 'other-key' }, reference);
    expect(desk.tickets).toEqual([expect.objectContaining({ id, closed: true })]);
  });

  test('other incidents have tickets of their own', async () => {
    await said(page);
    await said({ ...page, key: 'other-key', incidents: ['incident-y'] });
    expect(desk.tickets).toHaveLength(2);
  });

  test('the end of what had no ticket opens none', async () => {
    await said(over);
    await said(later('ack', 'Taken up by ada'));
    expect(bench.changes).toEqual([]);
  });

  test('the end is a comment alone where that is wanted', async () => {
    await bench.receiver.stop();
    bench = await DeskBench.start(service.definition, desk, { ...service.options, at_end: 'comment' });
    const id = await said(page);
    await said(over, id);
    expect(desk.tickets[0]).toMatchObject({ closed: false, comments: [expect.stringContaining('Over')] });
  });

  test('a try that failed halfway is not doubled by the next', async () => {
    const id = await said(page);
    bench.once(service.comments, { status: 500 });
    expect(await bench.say(over, id)).toMatchObject({ ok: false, permanent: false });
    await said(over, id);
    expect(desk.tickets[0]).toMatchObject({ closed: true, comments: [expect.stringContaining('Over')] });
  });

  test.each([
    [500, false],
    [429, false],
    [401, true],
    [404, true],
    [302, true],
  ])('nothing is opened while nobody knows what there is: %i', async (status, permanent) => {
    const headers: { [name: string]: string } = status === 302 ? { Location: '/elsewhere' } : {};
    bench.once(({ method }) => method === 'GET', { status, headers, body: `no ${TOKEN}` });
    const delivery = await bench.say(page);
    expect(delivery).toMatchObject({ ok: false, permanent });
    expect(JSON.stringify(delivery)).not.toContain(TOKEN);
    expect(bench.receiver.requests).toHaveLength(1);
  });

  test('an answer that cannot be read says nothing of what there is', async () => {
    for (const body of ['<html>', '{}', 'null', '{"issues":[{"key":1}]}', '[{"number":"x"}]']) {
      bench.once(({ method }) => method === 'GET', { status: 200, body });
      expect(await bench.say(page)).toMatchObject({ ok: false, permanent: false });
    }
    expect(bench.changes).toEqual([]);
  });

  test('a ticket that somebody deleted is not opened again', async () => {
    const gone = service.definition.name === 'jira' ? 'OPS-77' : '77';
    expect(await bench.say(worse, gone)).toMatchObject({ ok: false, permanent: true });
    expect(desk.tickets).toEqual([]);
  });

  test('what was kept is no path', async () => {
    await said(page, '../../user');
    await said(worse, 'OPS-1/../../x');
    expect(bench.receiver.requests.every(({ path }) => !path.includes('..'))).toBe(true);
    expect(desk.tickets).toHaveLength(1);
  });

  test('links by which something can be done are shown where that is wanted', async () => {
    const actions = [{ label: 'Take it up', url: 'https://logsift.example/do/x' }];
    const sent = () => bench.changes.some(({ body }) => body.includes('logsift.example/do/x'));
    await said({ ...page, actions });
    expect(sent()).toBe(false);
    await bench.receiver.stop();
    bench = await DeskBench.start(service.definition, desk, { ...service.options, actions: true });
    await said({ ...worse, actions }, desk.tickets[0]!.id);
    expect(sent()).toBe(true);
  });

  test('a wrong token is not tried again, and not said', async () => {
    await bench.receiver.stop();
    bench = await DeskBench.start(service.definition, desk, { ...service.options, token: 'wrong-token' });
    const delivery = await bench.say(page);
    expect(delivery).toMatchObject({ ok: false, permanent: true, reason: expect.stringContaining('401') });
    expect(JSON.stringify(delivery)).not.toContain('wrong-token');
  });

  test('this machine is no receiver unless the configuration permits it', async () => {
    await bench.receiver.stop();
    const options = { ...service.options, allow_private: false };
    bench = await DeskBench.start(service.definition, desk, options);
    expect(await bench.say(page)).toMatchObject({ ok: false, permanent: true });
    expect(bench.receiver.requests).toEqual([]);
  });
});
