import { expect, onTestFinished, test, vi } from 'vitest';
import { SlackServer } from '../notifiers/slack-server.ts';
import { runCli } from './run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

const TOKEN = 'xoxb-123456789012-abcdef';

test('a message of Slack is kept up to date by a daemon that was killed meanwhile', {
  timeout: 180_000,
}, async () => {
  const slack = await SlackServer.start(TOKEN);
  onTestFinished(() => slack.stop());
  const { run, say, status } = await listeningDaemon({
    yaml: `notifiers: [{ type: slack-bot, token: ${TOKEN}, channel: '#ops', url: '${slack.url}', allow_private: true }]
budget: 100/day
`,
  });
  await run.start();
  await say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
  const paged = () => slack.roots.filter(({ text }) => text.includes('alpha'));
  await vi.waitFor(() => expect(paged()).toHaveLength(1), PATIENCE);
  await vi.waitFor(async () => {
    expect((await status()).channels[0]).toMatchObject({ pending: 0 });
  }, PATIENCE);
  await run.end('SIGKILL');
  await run.start();
  await vi.waitFor(async () => expect((await status()).state).toBe('running'), PATIENCE);
  const cli = (...args: string[]) => runCli([...args, '--config', run.config, '--state', run.state]);
  const [incident] = JSON.parse((await cli('incidents', '--json')).stdout).incidents;
  expect(await cli('ack', incident.id, '--by', 'ada')).toMatchObject({ code: 0 });
  const { ts } = paged()[0]!;
  await vi.waitFor(() => expect(slack.replies).toHaveLength(1), PATIENCE);
  expect(slack.replies[0]).toMatchObject({ thread: ts, text: expect.stringMatching(/^Taken up by ada/) });
  expect(paged()).toMatchObject([{ ts, updates: 1, text: expect.stringMatching(/^Taken up by ada/) }]);
  expect(JSON.stringify(paged()[0]!.blocks)).toContain('PAGE alpha is broken');
  expect(await run.end('SIGTERM')).toBe(0);
});
