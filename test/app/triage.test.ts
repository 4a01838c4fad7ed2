import { expect, onTestFinished, test } from 'vitest';
import { type TriageModel, triageByModel, triagePlainly } from '../../src/app/triage.ts';
import { loadRules } from '../../src/filter/load-rules.ts';
import { Store } from '../../src/store/store.ts';
import { type LlmBehaviour, LlmServer } from '../../src/testing/llm-server.ts';
import { newFolder } from '../store/places.ts';

const rules = loadRules({ files: [], noPacks: false });
const world = {
  rules,
  timeZone: 'UTC',
  context: ['Mar  1 11:59:59 web01 kernel: mysqld invoked oom-killer'],
};
const OOM = 'Mar  1 12:00:00 web01 kernel: Out of memory: Killed process 812 (mysqld)';

test('without a model a line is told by its format, its kind, the rules and its words', () => {
  expect(triagePlainly(OOM, world)).toMatchObject({
    text: 'A line of kernel on web01 of the kind “Out of memory: Killed process <*> (mysqld)”. The rule linux/oom-kill takes it for trouble of the kind memory: a process was killed for want of memory; it reads grave.',
    ...{ urgency: 'now', by: { kind: 'logsift' }, spent: null },
  });
  expect(triagePlainly('Mar  1 12:00:00 web01 app: hello', world)).toMatchObject({ urgency: 'later' });
  expect(triagePlainly('Mar  1 12:00:00 web01 app: it failed', world)).toMatchObject({ urgency: 'today' });
});

async function asked(behaviour: LlmBehaviour, limit = 5) {
  const server = await LlmServer.start('ollama');
  const store = Store.open({ folder: newFolder(), now: Date.now, notice: () => {} });
  onTestFinished(async () => {
    await server.stop();
    store.close();
  });
  server.behaviour = behaviour;
  const provider = {
    type: 'ollama',
    model: 'made',
    base_url: server.url,
    context: 8192,
    keep: '5m',
    stream: true,
  };
  const limits = { calls_per_minute: 6, calls_per_day: limit, tokens_per_day: 1e6, cost_per_day: 1 };
  const config = {
    ...{ provider: { ...provider, structured: true, temperature: 0 }, limits, privacy: 'pseudonyms' },
    ...{ deadline: 20_000, prices: {} },
  } as unknown as TriageModel['config'];
  const model = {
    config,
    store,
    key: 'k'.repeat(32),
    hosts: ['web01'],
    signal: new AbortController().signal,
  };
  return { server, store, told: await triageByModel(OOM, world, model) };
}

test('a model is asked with names replaced, its words are taken, and cannot lower how soon to look', async () => {
  const text = 'The kernel killed mysqld, as memory ran out. See http://evil.example/x.';
  const answer = JSON.stringify({ text, urgency: 'later', unsure: ['why'] });
  const { server, store, told } = await asked({ answer });
  expect(told.note).toBeNull();
  expect(told.triage).toMatchObject({
    urgency: 'now',
    by: { kind: 'model', model: 'made-model' },
    unsure: ['why'],
  });
  expect(told.triage.text).toMatch(/^The kernel killed mysqld/);
  expect(told.triage.text).not.toContain('http');
  expect(server.received).not.toContain('web01');
  expect(server.received).toContain('invoked oom-killer');
  expect(store.analyses.spentOn(new Date().toISOString().slice(0, 10)).calls).toBe(1);
});

test.each<[string, LlmBehaviour, number, RegExp]>([
  ['fails', { status: 500 }, 5, /500/],
  ['answers in prose', { answer: 'no idea' }, 5, /JSON/],
  ['may not be asked any more', { answer: '' }, 0, /0 calls .* used up/],
])('where the model %s logsift says it itself, and why', async (_, behaviour, limit, why) => {
  const { told } = await asked(behaviour, limit);
  expect(told.triage).toMatchObject({ by: { kind: 'logsift' }, spent: null, urgency: 'now' });
  expect(told.note).toMatch(why);
});
