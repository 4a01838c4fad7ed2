import assert from 'node:assert/strict';
import { setTimeout as later, setImmediate as turn } from 'node:timers/promises';
import type { LlmFailure } from '../core/llm.ts';
import type { Check } from './check.ts';
import { ASKED, LLM_KEY, type LlmBench, type Manner } from './llm-bench.ts';
import { type LlmBehaviour, type LlmFault, LlmServer } from './llm-server.ts';
import { growth, held, heldSince } from './source-read.ts';

/** Time for a fault that only the deadline ends. */
const SHORT = 400;
const NONSENSE: { readonly [what: string]: LlmBehaviour } = {
  'a page of HTML': { body: `<!doctype html><h1>Log in, ${ASKED} ${LLM_KEY}</h1>`, type: 'text/html' },
  'an empty answer': { body: '' },
  'half a JSON': { body: '{"id":"x","choices":[{"mess' },
  'JSON of another shape': { body: '{"weather":"fine","model":4}' },
  'a list': { body: '[]' },
  null: { body: 'null' },
  'NaN for numbers': { answer: { inputTokens: 'NaN', outputTokens: 'NaN' } },
  'bytes that are no text': { body: '\u0000\u0001\ufffd{' },
  'a depth of brackets': { body: '['.repeat(20_000) },
  'blanks for a text': { answer: ' \n ' },
};

/** What a service can do wrong, for one of the two ways of answering. */
export function llmFaultChecks(bench: LlmBench, stream: boolean): Check[] {
  const meets = async (behaviour: LlmBehaviour, manner: Omit<Manner, 'stream'> = {}) => {
    const met = await bench.meets(behaviour, { stream, ...manner });
    return { ...met, why: met.outcome.ok ? ('ok' as const) : met.outcome.why };
  };
  const ends = (fault: LlmFault, ...whys: readonly (LlmFailure | 'ok')[]): Check => ({
    name: `a service that does "${fault}" is ${whys.map((why) => `"${why}"`).join(' or ')}`,
    async run() {
      const { why } = await meets(fault, whys.includes('timeout') ? { deadline: SHORT } : {});
      assert(whys.includes(why), `it was ${why}`);
    },
  });
  return [
    ends('hang', 'timeout'),
    ends('hang after headers', 'timeout'),
    ends('drip', 'timeout'),
    // A stream says itself that it is over.
    stream ? ends('stays open', 'ok') : ends('stays open', 'timeout'),
    ends('reset', 'network'),
    ends('drop', 'network'),
    ends('half', 'garbled'),
    ...Object.entries(NONSENSE).map(([what, behaviour]) => ({
      name: `${what} is "garbled"`,
      run: async () => assert.equal((await meets(behaviour)).why, 'garbled'),
    })),
    ...sizeChecks(meets),
    ...placeChecks(bench, stream),
    {
      name: 'a signal that has fired already costs no question',
      async run() {
        const server = await LlmServer.start('openai');
        try {
          const llm = bench.llm(server.url, { stream });
          const outcome = await llm.ask(bench.prompt(false), { signal: AbortSignal.abort(), maxBytes: 1000 });
          assert.equal(outcome.ok ? 'ok' : outcome.why, 'timeout');
          assert.equal(server.requests.length, 0);
        } finally {
          await server.stop();
        }
      },
    },
    {
      name: 'nothing is held after a question that ended in any way',
      async run() {
        await meets({ answer: {} });
        await turn();
        const before = held();
        for (const behaviour of ['hang', 'drip', 'endless', 'reset', 'drop'] as const) {
          await meets(behaviour, { deadline: SHORT });
        }
        await meets({ answer: {} });
        await meets({ status: 500 });
        for (let i = 0; i < 400 && heldSince(before).length > 0; i++) await later(25);
        assert.deepEqual(heldSince(before), []);
      },
    },
  ];
}

function sizeChecks(
  meets: (
    behaviour: LlmBehaviour,
    manner?: Omit<Manner, 'stream'>,
  ) => Promise<{ why: LlmFailure | 'ok'; written: number }>,
): Check[] {
  return [
    ...(['endless', 'large'] as const).map((fault) => ({
      name: `of an answer that is ${fault} no more is taken than wanted`,
      async run() {
        let written = 0;
        const grown = await growth(async () => {
          const met = await meets(fault, { maxBytes: 65_536 });
          assert.equal(met.why, 'too-long');
          written = met.written;
        });
        assert(written < 30e6, `${written} bytes were taken`);
        assert(grown < 120e6, `memory grew by ${Math.round(grown / 1e6)} MB`);
      },
    })),
    {
      name: 'an answer as long as wanted is taken, a longer one is not',
      async run() {
        const text = 'word '.repeat(400).trim();
        assert.equal((await meets({ answer: text }, { maxBytes: 65_536 })).why, 'ok');
        assert.equal((await meets({ answer: text }, { maxBytes: 1500 })).why, 'too-long');
      },
    },
    {
      name: 'an error of 1 MB is an error like any other',
      async run() {
        const body = `{"error":{"message":"${ASKED.repeat(70_000)}"}}`;
        assert.equal((await meets({ status: 500, body })).why, 'server');
      },
    },
  ];
}

function placeChecks(bench: LlmBench, stream: boolean): Check[] {
  const at = async (url: string) => {
    const outcome = await bench.asks(bench.llm(url, { stream }), { stream });
    return outcome.ok ? 'ok' : outcome.why;
  };
  return [
    {
      name: 'a service that is not there, or has no address, is "network"',
      async run() {
        const server = await LlmServer.start('openai');
        const { url } = server;
        await server.stop();
        assert.equal(await at(url), 'network');
        assert.equal(await at('http://no-such-host.invalid'), 'network');
      },
    },
    {
      name: 'a certificate that nobody vouches for is "network", and nothing is sent',
      async run() {
        const { outcome, received } = await bench.meetsStranger({ stream });
        assert.equal(outcome.ok ? 'ok' : outcome.why, 'network');
        assert.equal(received, '');
      },
    },
    {
      name: 'a service that speaks no HTTP is an answer, not an error of ours',
      async run() {
        const { outcome } = await bench.meetsNoHttp({ stream });
        assert.equal(outcome.ok ? 'ok' : outcome.why, 'garbled');
      },
    },
  ];
}
