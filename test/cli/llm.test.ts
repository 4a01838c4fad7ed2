import { afterEach, beforeEach, expect, test } from 'vitest';
import { LlmServer } from '../../src/testing/llm-server.ts';
import { folderWith, runCli } from './run-cli.ts';

const KEY = 'sk-T0PS3CRETdeadbeef';
let server: LlmServer;
let file: string;

beforeEach(async () => {
  server = await LlmServer.start('anthropic');
  file = `${folderWith({
    'logsift.yaml': `analyst:
  provider: { type: anthropic, api_key: "${KEY}", base_url: "${server.url}" }
  deadline: 20s
`,
  })}/logsift.yaml`;
});
afterEach(() => server.stop());

test('model, latency, tokens and price of one tiny question are shown', async () => {
  const text = '{"reached": true}';
  server.behaviour = {
    answer: { text, model: 'claude-haiku-4-5-20251001', inputTokens: '40', outputTokens: '8' },
  };
  const { code, stdout, stderr } = await runCli(['llm', 'check', '--config', file]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout.replace(/\d+ ms/, '7 ms')).toBe(`provider  anthropic
model     claude-haiku-4-5 (it calls itself claude-haiku-4-5-20251001)
answer    yes, of the shape that was asked for
latency   7 ms
tokens    40 asked, 8 answered
price     $1 asked, $5 answered, for a million tokens; this question $0.000080
`);
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]!.body.length).toBeLessThan(1000);
});

test('as JSON it is one document, without the key', async () => {
  server.behaviour = { answer: 'I am here' };
  const { code, stdout } = await runCli(['llm', 'check', '--json', '--config', file]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ schemaVersion: 1, provider: 'anthropic', model: 'claude-haiku-4-5', cost: 0.000546 },
    usage: { inputTokens: 321, outputTokens: 45 },
    answered: { ok: true, shaped: false },
  });
  expect(stdout).not.toContain(KEY);
});

test.each([
  [
    { status: 401, error: { name: 'authentication_error', message: `no ${KEY}` } },
    /does not know the key: look at `api_key` \(401 authentication_error\)/,
  ],
  [{ status: 404, error: { name: 'not_found_error', message: 'model' } }, /has no model "claude-haiku-4-5"/],
  [
    { status: 429, headers: { 'retry-after': '30' } },
    /it asks to be left alone for 30 s[\s\S]*what to do: ask again later/,
  ],
  [{ body: '<html>', type: 'text/html' }, /answered with a page: look at `base_url`/],
  ['drop' as const, /cut the connection[\s\S]*what to do: look at/],
])('what is wrong is said with what to do, and in the exit code: %j', async (behaviour, said) => {
  server.behaviour = behaviour;
  const { code, stdout, stderr } = await runCli(['llm', 'check', '--config', file]);
  expect(code).toBe(1);
  expect(stderr).toMatch(said);
  expect(stdout).toContain('answer    none');
  expect(stdout + stderr).not.toContain(KEY);
});

test('it ends with the deadline', async () => {
  server.behaviour = 'hang';
  const { code, stderr } = await runCli(['llm', 'check', '--config', file, '--set', 'analyst.deadline=1s']);
  expect(code).toBe(1);
  expect(stderr).toContain('gave no answer in time');
});

test('without a model in the configuration it is a wrong one', async () => {
  const { code, stderr } = await runCli([
    'llm',
    'check',
    '--config',
    `${folderWith({ 'a.yaml': '' })}/a.yaml`,
  ]);
  expect(code).toBe(2);
  expect(stderr).toContain('no language model is configured');
});

test('a provider without its key is said to lack it, and where', async () => {
  const args = ['llm', 'check', '--config', file];
  const other = `${folderWith({ 'a.yaml': 'analyst: { provider: { type: anthropic } }' })}/a.yaml`;
  const { code, stderr } = await runCli(['llm', 'check', '--config', other]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/a\.yaml:1:\d+.*api_key/);
  const set = ['--set', 'analyst.provider.api_key_file=/nowhere'];
  expect((await runCli([...args, ...set])).stderr).toContain('api_key');
});

test('the key may come from the environment', async () => {
  const folder = folderWith({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as it is written in the configuration
    'a.yaml': 'analyst: { provider: { type: anthropic, api_key: "${ANTHROPIC_API_KEY}" } }',
  });
  const env = { ANTHROPIC_API_KEY: KEY, LOGSIFT_ANALYST__PROVIDER__BASE_URL: server.url };
  const { code } = await runCli(['llm', 'check', '--config', `${folder}/a.yaml`], { env });
  expect(code).toBe(0);
  expect(server.requests[0]!.headers['x-api-key']).toBe(KEY);
});

test('prices of the configuration go over ours, and a model without any is said to have none', async () => {
  const prices = ['--set', 'analyst.prices={claude-haiku-4-5: {input: 2, output: 10}}'];
  expect((await runCli(['llm', 'check', '--config', file, ...prices])).stdout).toContain(
    '$2 asked, $10 answered',
  );
  const model = ['--set', 'analyst.provider.model=other'];
  expect((await runCli(['llm', 'check', '--config', file, ...model])).stdout).toContain('price     unknown');
});
