import { describe, expect, test } from 'vitest';
import jira from '../../src/notifiers/jira.ts';
import { largeMessage, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks, SECRET } from '../../src/testing/notifier-checks.ts';
import { DeskBench } from './desks.ts';
import { documentShape, issueShape, JiraServer } from './jira-server.ts';

const options = { token: 'token-of-the-robot', user: 'logsift@example.org', project: 'OPS' };
const status = (key: string) => ({ name: 'x', statusCategory: { key } });

const checks = notifierChecks(jira, {
  fileName: 'jira',
  remote: true,
  options: (url) => ({ ...options, url, token: SECRET, allow_private: true }),
  asked: ({ method, path }, { kind, key }) => {
    if (method !== 'GET') return undefined;
    const ends = kind === 'resolve' || kind === 'ack';
    const known = { key: 'OPS-7', fields: { status: status('new'), labels: [`logsift-${key}`] } };
    const found = { issues: ends ? [known] : [], transitions: [] };
    return { status: 200, body: JSON.stringify(path.includes('/search/') ? found : { ...known, ...found }) };
  },
  checkSent(sent) {
    const json = JSON.parse(sent);
    if ('fields' in json) issueShape.parse(json);
    else documentShape.parse(json.body);
  },
});

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

async function closedBy(ways: JiraServer['ways']) {
  const desk = new JiraServer(options.token);
  const bench = await DeskBench.start(jira, desk, options);
  desk.ways = ways;
  await bench.say(madeMessage());
  const delivery = await bench.say({ ...madeMessage(), kind: 'resolve' }, 'OPS-1');
  await bench.receiver.stop();
  return { delivery, issue: desk.issues[0]!, requests: bench.receiver.requests };
}

test('an issue is closed by the first way that asks for no form', async () => {
  const { issue } = await closedBy([{ to: 'In Progress' }, { to: 'Rejected', form: true }, { to: 'Done' }]);
  expect(issue).toMatchObject({ status: 'Done', comments: [expect.anything()] });
});

test('where the workflow has no way to the end, the comment says it', async () => {
  const { delivery, issue } = await closedBy([{ to: 'In Progress' }, { to: 'Rejected', form: true }]);
  expect(delivery).toEqual({ ok: true, reference: 'OPS-1' });
  expect(issue).toMatchObject({ status: 'To Do', comments: [expect.anything()] });
});

test('an issue that somebody has closed is not moved again', async () => {
  const desk = new JiraServer(options.token);
  const bench = await DeskBench.start(jira, desk, options);
  await bench.say(madeMessage());
  desk.issues[0]!.status = 'Rejected';
  await bench.say({ ...madeMessage(), kind: 'resolve' }, 'OPS-1');
  await bench.receiver.stop();
  expect(desk.issues[0]!.status).toBe('Rejected');
  expect(desk.tickets[0]!.comments).toHaveLength(1);
});

test('what logsift links to is a link, and nothing else is', async () => {
  const desk = new JiraServer(options.token);
  const bench = await DeskBench.start(jira, desk, { ...options, actions: true });
  const actions = [{ label: 'Acknowledge', url: 'https://logsift.example/ack?x=1' }];
  await bench.say({ ...madeMessage({ text: 'see https://evil.example' }), actions });
  await bench.receiver.stop();
  const nodes = desk.issues[0]!.fields.description.content.flatMap<object>(({ content }) => content);
  expect(nodes.filter((node) => 'marks' in node)).toEqual([
    { type: 'text', text: 'Acknowledge', marks: [{ type: 'link', attrs: { href: actions[0]!.url } }] },
  ]);
});

test('a mark that a log tells is not the stamp of a message', async () => {
  const desk = new JiraServer(options.token);
  const bench = await DeskBench.start(jira, desk, options);
  await bench.say({ ...madeMessage(), body: ['logsift 0123456789abcdef'] });
  expect(await bench.say({ ...madeMessage(), body: [] })).toEqual({ ok: true, reference: 'OPS-1' });
  await bench.receiver.stop();
  expect(desk.tickets[0]!.comments).toEqual([]);
});

test('what is longer than Jira takes is cut with a mark', async () => {
  const desk = new JiraServer(options.token);
  const bench = await DeskBench.start(jira, desk, options);
  const body = Array.from({ length: 20 }, () => 'y'.repeat(490));
  await bench.say({ ...largeMessage(40), body, headline: 'w'.repeat(400) });
  await bench.receiver.stop();
  expect(JSON.stringify(desk.issues[0]!.fields)).toContain('…');
  expect(desk.tickets[0]!.title).toMatch(/…$/);
});

test('a message of nothing but a headline is a document, too', async () => {
  const desk = new JiraServer(options.token);
  const bench = await DeskBench.start(jira, desk, options);
  const bare = { ...madeMessage(), body: [''], findings: [] };
  expect(await bench.say(bare)).toMatchObject({ ok: true });
  expect(await bench.say({ ...bare, body: [], kind: 'update' }, 'OPS-1')).toMatchObject({ ok: true });
  await bench.receiver.stop();
});

describe('options', () => {
  test.each([
    [{ ...options, url: 'https://a.example', project: 'ops" OR project = "X' }],
    [{ ...options, url: 'https://a.example', user: 'robot' }],
    [{ ...options, url: 'https://a.example', labels: ['two words'] }],
    [options],
  ])('%j are refused', (given) => {
    expect(jira.schema.safeParse(given).success).toBe(false);
  });
});
