import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Llm } from '../../src/core/llm.ts';
import { type LlmBehaviour, LlmServer } from '../../src/testing/llm-server.ts';
import { AnalystBench, answered, incidentNo, PATIENCE } from './analyst-bench.ts';
import { temporaryFolder } from './made-logs.ts';

const DEADLINE = 1500;
const NAN = '{"headline": "h", "happening": "x", "cause": null, "urgency": NaN, "findings": ["1"]}';
const WRONG = '{"headline": 5, "happening": ["x"], "urgency": "never", "findings": "all"}';

const FAULTS: readonly (readonly [name: string, behaviour: LlmBehaviour, why: readonly string[]])[] = [
  ['hangs', 'hang', ['timeout']],
  ['hangs behind its headers', 'hang after headers', ['timeout']],
  ['drips a byte a second', 'drip', ['timeout']],
  ['never ends', 'endless', ['too-long', 'timeout']],
  ['sends 50 MB', 'large', ['too-long', 'timeout']],
  ['resets the connection half-way', 'reset', ['network', 'garbled']],
  ['ends half-way', 'half', ['garbled', 'network']],
  ['hangs up', 'drop', ['network']],
  ['answers with a page of HTML', { body: '<html><b>502</b></html>', type: 'text/html' }, ['garbled']],
  ['answers with nothing', { body: '' }, ['garbled']],
  ['answers with half a JSON', { answer: '{"headline": "h", "happ' }, ['not-json']],
  ['answers with other JSON', { answer: WRONG }, ['shape']],
  ['answers with NaN', { answer: NAN }, ['not-json', 'shape']],
  ['answers in prose', { answer: 'I am sorry, I cannot do that.' }, ['not-json']],
  ['answers with an empty text', { answer: '' }, ['garbled', 'not-json']],
  ['leads elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, ['network', 'refused']],
  ['fails by itself', { status: 500 }, ['server']],
  ['has too much to do', { status: 429, headers: { 'retry-after': '7' } }, ['busy']],
  ['is overloaded', { status: 529 }, ['busy']],
  ['does not know the key', { status: 401 }, ['refused']],
  ['cites findings that are not there', { answer: answered(incidentNo(77)) }, ['findings']],
];

/** People are told at once, a second page too; what does not come in time does not come. */
async function meets(bench: AnalystBench, why: readonly string[]) {
  const [first, second] = [incidentNo(1), incidentNo(2)];
  const began = performance.now();
  bench.page(first);
  expect(bench.analyst.status()).toMatchObject({ asked: 1 });
  await vi.waitFor(() => expect(bench.messages.told('team')).toHaveLength(1), PATIENCE);
  bench.page(second);
  await bench.messages.turn(60_000, 20, () => bench.messages.told('team').length === 2);
  expect(bench.messages.told('team').map(({ kind }) => kind)).toEqual(['page', 'page']);
  await bench.settle();
  const { failed, refused, inFlight, answered: yes } = bench.analyst.status();
  const asked = Object.keys(failed);
  expect(asked.length).toBeGreaterThan(0);
  for (const one of asked) expect(why).toContain(one);
  // What was not asked is so because the first showed that it is of no use.
  for (const one of Object.keys(refused)) expect(one).toBe('breaker');
  expect([inFlight, yes, bench.balance]).toEqual([0, 0, 0]);
  expect(bench.messages.told('team')).toHaveLength(2);
  expect(bench.messages.store.analyses.of([first.id])).toBeNull();
  return performance.now() - began;
}

describe('a model that', () => {
  test.each(FAULTS)('%s holds nothing up, and says nothing', async (_, behaviour, why) => {
    const bench = await AnalystBench.start({ deadline: DEADLINE });
    bench.server.behaviour = behaviour;
    await meets(bench, why);
  });

  test('nobody vouches for is not told anything', async () => {
    const folder = temporaryFolder();
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    const args = ['req', '-x509', ...kind, '-subj', '/CN=127.0.0.1', '-keyout', key, '-out', cert];
    execFileSync('openssl', args, { stdio: 'ignore' });
    const server = await LlmServer.start('ollama', {
      key: readFileSync(key, 'utf8'),
      cert: readFileSync(cert, 'utf8'),
    });
    onTestFinished(() => server.stop());
    const bench = await AnalystBench.start({ deadline: DEADLINE, url: server.url });
    await meets(bench, ['network']);
    expect(server.requests).toEqual([]);
  });

  test.each([
    ['has no name', () => 'http://nobody.invalid'],
    ['is not there', () => 'http://127.0.0.1:1'],
  ])('%s holds nothing up', async (_, url) => {
    const bench = await AnalystBench.start({ deadline: DEADLINE, url: url() });
    await meets(bench, ['network', 'timeout']);
  });

  test('speaks something else holds nothing up', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('220 mail.example.org ESMTP\r\n');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as { port: number };
    const bench = await AnalystBench.start({ deadline: DEADLINE, url: `http://127.0.0.1:${port}` });
    await meets(bench, ['network', 'garbled']);
  });

  test.each([
    ['never ends, whatever it is told', { ask: () => new Promise<never>(() => {}) }],
    ['throws', { ask: () => Promise.reject(new Error('secret words of a prompt')) }],
  ])('%s is not waited for', async (_, made) => {
    const llm: Llm = { model: 'made', ...made };
    const bench = await AnalystBench.start({ deadline: DEADLINE, llm });
    await meets(bench, ['timeout', 'network']);
    expect(JSON.stringify(bench.messages.log)).not.toContain('secret words');
  });

  test('answers at the last moment is heard within the deadline and a second, and not later', async () => {
    const bench = await AnalystBench.start({ deadline: 4000 });
    const incident = incidentNo(1);
    let asked = Number.NaN;
    const { llm } = { llm: { model: 'made' } };
    bench.options = {
      ...bench.options,
      llm: {
        ...llm,
        ask: (_, { signal }) =>
          new Promise((done) => {
            asked = performance.now();
            const answer = { ok: true, text: answered(incident), model: 'made' } as const;
            signal.addEventListener('abort', () =>
              done({ ...answer, usage: { inputTokens: 1, outputTokens: 1 } }),
            );
          }),
      },
    };
    bench.open();
    bench.page(incident);
    await bench.settle();
    expect(bench.said[0]!.after - asked).toBeLessThan(15_000);
    expect(bench.messages.told('team').map(({ kind }) => kind)).toEqual(['page', 'update']);
  });
});

test('an answer that is none is asked for once more, within the same deadline, and paid for', async () => {
  const bench = await AnalystBench.start();
  const incident = incidentNo(1);
  const answers: LlmBehaviour[] = [{ answer: '{"half": ' }, { answer: answered(incident) }];
  bench.server.asked = () => answers.shift();
  bench.page(incident);
  await bench.settle();
  const { calls, answered: yes, failed, today } = bench.analyst.status();
  expect({ calls, yes, failed, input: today.inputTokens }).toEqual({
    calls: 2,
    yes: 1,
    failed: {},
    input: 642,
  });
  const never = incidentNo(2);
  bench.server.asked = () => ({ answer: '{"half": ' });
  bench.page(never);
  await bench.settle();
  expect(bench.analyst.status()).toMatchObject({ calls: 4, failed: { 'not-json': 1 } });
});

test('a model that fails is left alone, said once, and asked again later: no storm', async () => {
  const bench = await AnalystBench.start();
  bench.server.behaviour = { status: 503 };
  for (let n = 1; n <= 20; n++) {
    bench.page(incidentNo(n));
    await bench.settle();
  }
  expect(bench.server.requests).toHaveLength(3);
  const { failed, refused, trouble } = bench.analyst.status();
  expect({ failed, refused }).toEqual({ failed: { busy: 3 }, refused: { breaker: 17 } });
  expect(trouble).toContain('503');
  expect(bench.notices.map(({ kind, about }) => [kind, about])).toEqual([['trouble', 'analyst:model']]);
  // Ten minutes on, by the clock that is never set.
  const later = performance.now() + 600_000;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => later);
  onTestFinished(() => clock.mockRestore());
  const incident = incidentNo(21);
  bench.server.behaviour = { answer: answered(incident) };
  bench.page(incident);
  await bench.settle();
  expect(bench.analyst.status()).toMatchObject({ answered: 1, trouble: null });
  expect(bench.notices.at(-1)).toMatchObject({ kind: 'recovered', about: 'analyst:model' });
  expect(bench.balance).toBe(0);
});

describe('the limits of a day', () => {
  test('end the questions, are said once, and end with the day', async () => {
    const limits = { callsPerMinute: 1000, callsPerDay: 3, tokensPerDay: 1e6, costPerDay: 1 };
    const bench = await AnalystBench.start({ limits });
    bench.server.asked = ({ body }) => ({
      answer: answered(incidentNo(Number.parseInt(/FINDING ([0-9a-f]{8})0/.exec(body)![1]!, 16))),
    });
    for (let n = 1; n <= 10; n++) {
      bench.page(incidentNo(n));
      await bench.settle();
    }
    expect(bench.server.requests).toHaveLength(3);
    const status = bench.analyst.status();
    expect(status).toMatchObject({ answered: 3, refused: { calls: 7 }, capped: true, today: { calls: 3 } });
    const said = () => bench.notices.map(({ kind, text }) => `${kind}: ${text}`);
    expect(said()).toHaveLength(1);
    expect(said()[0]).toMatch(/^trouble: today's 3 calls for the language model are used up; incidents are/);
    // Of those who were refused one is asked about on the next day.
    bench.messages.now += 86_400_000;
    bench.analyst.second(bench.messages.now);
    bench.messages.now += 30_000;
    bench.page(incidentNo(4));
    await bench.settle();
    expect(bench.server.requests).toHaveLength(4);
    expect(bench.analyst.status()).toMatchObject({ capped: false, today: { calls: 1 } });
    expect(said()[1]).toMatch(/^recovered: a new day/);
    expect(bench.balance).toBe(0);
  });

  test('hold after a restart, and for dollars as they were really spent', async () => {
    const limits = { callsPerMinute: 1000, callsPerDay: 1000, tokensPerDay: 1e9, costPerDay: 0.05 };
    const bench = await AnalystBench.start({ limits });
    let n = 0;
    const text = () => answered(incidentNo(n));
    bench.server.asked = () => ({ answer: { text: text(), inputTokens: '5000', outputTokens: '1000' } });
    // A cent each.
    for (n = 1; n <= 3; n++) {
      bench.page(incidentNo(n));
      await bench.settle();
    }
    await bench.analyst.stop();
    await bench.messages.reopen();
    bench.open();
    for (; n <= 10; n++) {
      bench.page(incidentNo(n));
      await bench.settle();
    }
    const { today, refused } = bench.analyst.status();
    expect(today.money).toBeLessThanOrEqual(0.05);
    expect(today.money).toBeGreaterThanOrEqual(0.04);
    expect(Object.keys(refused)).toEqual(['money']);
    expect(bench.notices).toHaveLength(1);
    await bench.analyst.stop();
    await bench.messages.reopen();
    bench.open();
    bench.page(incidentNo(99));
    await bench.settle();
    expect(bench.analyst.status()).toMatchObject({ capped: true, refused: { money: 1 } });
    expect(bench.notices).toHaveLength(1);
    expect(bench.server.requests.length).toBe(today.calls);
  });

  test('keep a part for what pages', async () => {
    const limits = { callsPerMinute: 1000, callsPerDay: 10, tokensPerDay: 1e9, costPerDay: 100 };
    const bench = await AnalystBench.start({ limits });
    const { store } = bench.messages;
    store.write('incidents', () => {
      for (let n = 1; n <= 20; n++) store.incidents.put([incidentNo(n)], bench.messages.now);
    });
    bench.server.asked = ({ body }) => ({
      answer: answered(incidentNo(Number.parseInt(/FINDING ([0-9a-f]{8})0/.exec(body)![1]!, 16))),
    });
    bench.analyst.second(bench.messages.now);
    bench.messages.now += 400_000;
    bench.analyst.second(bench.messages.now);
    await bench.settle();
    expect(bench.server.requests).toHaveLength(6);
    for (let n = 31; n <= 40; n++) {
      bench.page(incidentNo(n));
      await bench.settle();
    }
    expect(bench.server.requests).toHaveLength(10);
    expect(bench.notices).toHaveLength(1);
    expect(bench.balance).toBe(0);
  });
});
