import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { LlmServer } from '../../src/testing/llm-server.ts';
import { Receiver } from '../../src/testing/receiver.ts';
import { runCli } from './run-cli.ts';
import { lineOf, listeningDaemon, PATIENCE } from './run-fixture.ts';

interface Told {
  readonly key: string;
  readonly kind: string;
  readonly headline: string;
  readonly body: readonly string[];
  readonly link?: string;
  readonly findings: readonly { readonly id: string }[];
}

/** What a model answers that does what it is asked: it cites the finding that the question has. */
function answer(question: string): string {
  const [, id] = /FINDING ([0-9a-f]+)/.exec(question) ?? [];
  return JSON.stringify({
    headline: 'The controller gave up',
    happening: 'The controller says that it is broken. It said nothing like it before.',
    cause: { text: 'A fault of the controller itself.', confidence: 'low' },
    urgency: 'later',
    actions: [
      { what: 'Look at the controller', reason: 'It says so', command: 'systemctl status controller' },
    ],
    findings: [id],
    unsure: ['what came before'],
  });
}

async function daemonWith() {
  const [model, receiver] = [await LlmServer.start('ollama'), await Receiver.start()];
  onTestFinished(async () => {
    await model.stop();
    await receiver.stop();
  });
  receiver.behaviour = { status: 200 };
  model.asked = ({ heard }) => ({ answer: answer(heard!.user) });
  const daemon = await listeningDaemon({
    yaml: `notifiers: [{ type: webhook, name: desk, url: '${receiver.url()}', allow_private: true }]
budget: 100/day
analyst: { provider: { type: ollama, model: made, base_url: '${model.url}' }, deadline: 10s }
`,
  });
  const told = () => receiver.requests.map(({ body }) => JSON.parse(body) as Told);
  return { model, receiver, daemon, told };
}

test('a running logsift asks the model about a page, and tells of it, shows it and counts it', {
  timeout: 180_000,
}, async () => {
  const { model, daemon, told } = await daemonWith();
  await daemon.run.start();
  await daemon.say([
    lineOf('alpha', 'controller', 'all is well with the fan of anton@example.org'),
    // What the filter drops stands before it as well.
    lineOf('alpha', 'flood', 'a line that nobody keeps'),
    lineOf('alpha', 'controller', 'PAGE alpha is broken, password=hunter2secret'),
  ]);
  await vi.waitFor(() => expect(told().map(({ kind }) => kind)).toEqual(['page', 'update']), PATIENCE);
  const [page, update] = told();
  expect(update).toMatchObject({ key: page!.key });
  expect(update!.body.join('\n')).toContain(
    'Probable cause (low confidence): A fault of the controller itself.',
  );
  expect(model.requests).toHaveLength(1);
  const { user } = model.requests[0]!.heard!;
  expect(user).toContain('is broken');
  // What stood before it in the same source.
  expect(user).toContain('all is well with the fan');
  expect(user).toContain('a line that nobody keeps');
  for (const private_ of ['hunter2secret', 'anton', 'alpha', 'example.org'])
    expect(model.received).not.toContain(private_);
  const id = page!.findings[0]!.id;
  await vi.waitFor(async () => {
    const { analyst } = await daemon.status();
    expect(analyst).toMatchObject({
      provider: 'ollama',
      model: 'made',
      asked: 1,
      answered: 1,
      trouble: null,
    });
    expect(analyst!.today).toMatchObject({ calls: 1, inputTokens: 321, outputTokens: 45, money: 0 });
  }, PATIENCE);
  const where = ['--config', daemon.run.config, '--state', daemon.run.state];
  const { stdout: story } = await runCli(['incident', id, ...where]);
  expect(story).toContain('The controller gave up');
  expect(story).toContain('systemctl status controller');
  // Said by the model: later. By the rules it is urgent, and stays so.
  expect(story).toMatch(/look\s+now/);
  const { stdout: json } = await runCli(['incident', id, '--json', ...where]);
  expect(JSON.parse(json).analysis).toMatchObject({
    urgency: 'now',
    by: { kind: 'model', model: 'made-model' },
  });
  const { stdout: prompt, stderr: note } = await runCli(['incident', id, '--show-prompt', ...where]);
  const fixed = (text: string) => text.replace(/(DATA|END) [0-9a-f]{24}/g, '$1').replace(/asked at .*/, '');
  expect(fixed(prompt)).toContain(fixed(user));
  expect(note).toContain('nothing was sent');
  const status = await runCli(['status', ...where]);
  expect(status.stderr + status.stdout).toMatch(/analyst\s+made: 1 explained; today 1 call/);
  const { stdout: triage } = await runCli(['triage', 'alpha is broken', ...where]);
  expect(model.requests).toHaveLength(2);
  expect(triage).toContain('logsift itself');
  expect(await daemon.run.end('SIGTERM')).toBe(0);
});

test('killed while the model was thinking: nobody is told twice, and it is asked once more', {
  timeout: 180_000,
}, async () => {
  const { model, daemon, told } = await daemonWith();
  model.asked = () => 'hang';
  await daemon.run.start();
  await daemon.say([lineOf('alpha', 'controller', 'PAGE alpha is broken')]);
  await vi.waitFor(() => expect(model.requests).toHaveLength(1), PATIENCE);
  await vi.waitFor(() => expect(told()).toHaveLength(1), PATIENCE);
  await daemon.run.end('SIGKILL');
  model.asked = ({ heard }) => ({ answer: answer(heard!.user) });
  await daemon.run.start();
  await vi.waitFor(() => expect(told().map(({ kind }) => kind)).toEqual(['page', 'update']), {
    ...PATIENCE,
    timeout: 90_000,
  });
  expect(model.requests).toHaveLength(2);
  expect((await daemon.status()).analyst!.today.calls).toBe(2);
  await daemon.run.end('SIGKILL');
  await daemon.run.start();
  await vi.waitFor(async () => expect((await daemon.status()).state).toBe('running'), PATIENCE);
  expect(model.requests).toHaveLength(2);
  expect(told()).toHaveLength(2);
  expect(await daemon.run.end('SIGTERM')).toBe(0);
});

test('logs that are read again are never told to a model', { timeout: 120_000 }, async () => {
  const { model, daemon } = await daemonWith();
  const log = join(daemon.folder, 'past.log');
  const lines = Array.from({ length: 200 }, (_, i) => {
    const minute = String(i % 60).padStart(2, '0');
    return `Mar  1 1${Math.floor(i / 60)}:${minute}:00 alpha controller[7]: PAGE alpha is broken ${i}`;
  });
  writeFileSync(log, `${lines.join('\n')}\n`);
  const where = ['--config', daemon.run.config, '--state', daemon.run.state];
  for (const args of [
    ['backtest', log, ...where],
    ['replay', log, '--speed', 'max'],
  ]) {
    const { code, stderr } = await runCli(args);
    expect({ code, stderr }).toMatchObject({ code: 0 });
  }
  expect(model.requests).toEqual([]);
});
