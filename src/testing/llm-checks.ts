import assert from 'node:assert/strict';
import { setTimeout as later, setImmediate as turn } from 'node:timers/promises';
import type { LlmDefinition, LlmFailure, LlmOutcome } from '../core/llm.ts';
import type { Check } from './check.ts';
import { ASKED, LLM_KEY, LLM_SCHEMA, LlmBench, type LlmHarness } from './llm-bench.ts';
import { llmFaultChecks } from './llm-fault-checks.ts';
import { LLM_WIRES } from './llm-wires.ts';
import { held, heldSince } from './source-read.ts';

/** How each status is met (RFC 9110; 529 is Anthropic's). */
const STATUSES: readonly (readonly [status: number, why: LlmFailure])[] = [
  ...[400, 401, 402, 403, 404, 405, 413, 422].map((status) => [status, 'refused'] as const),
  ...[425, 429, 503, 529].map((status) => [status, 'busy'] as const),
  ...[500, 502, 504].map((status) => [status, 'server'] as const),
  ...[301, 302, 307, 308].map((status) => [status, 'network'] as const),
  [408, 'timeout'],
];

/** The contract of a kind of service (see `src/core/llm.ts`) as checks. */
export function llmChecks(definition: LlmDefinition, harness: LlmHarness): Check[] {
  const bench = new LlmBench(definition, harness);
  return [
    ...identityChecks(definition, { harness, bench }),
    ...[false, true].flatMap((stream) =>
      [
        ...answerChecks(bench, { harness, stream }),
        ...refusalChecks(bench, stream),
        ...llmFaultChecks(bench, stream),
      ].map(({ name, run }) => ({ name: `${stream ? 'as a stream' : 'at once'}: ${name}`, run })),
    ),
  ];
}

function identityChecks(
  definition: LlmDefinition,
  { harness, bench }: { harness: LlmHarness; bench: LlmBench },
): Check[] {
  const options = () => harness.options('http://127.0.0.1:9', { stream: false, structured: true });
  const accepts = (given: object) => definition.schema.safeParse(given).success;
  return [
    {
      name: 'is named like its file and says in one line what it is',
      run() {
        assert.equal(definition.name, harness.fileName);
        assert.match(definition.describe, /^\S.{3,98}\S$/);
      },
    },
    {
      name: 'refuses an option it does not know, and leaves the given ones as they are',
      run() {
        const given = options();
        const before = JSON.stringify(given);
        assert.equal(accepts({ ...given, surprise: 1 }), false);
        assert.equal(accepts(given), true);
        assert.equal(JSON.stringify(given), before);
      },
    },
    {
      name: 'refuses an address that has a password in it, or is none',
      run() {
        for (const url of ['http://me:secret@h/v1', 'file:///etc/passwd', 'h:1', 'http://h/?key=1', '']) {
          assert.equal(accepts({ ...options(), base_url: url }), false, url);
        }
      },
    },
    {
      name: 'is made without input or output',
      async run() {
        await turn();
        const before = held();
        const llm = bench.llm('http://127.0.0.1:9', { stream: false });
        assert.equal(typeof llm.model, 'string');
        for (let i = 0; i < 400 && heldSince(before).includes('open file'); i++) await later(25);
        assert.deepEqual(heldSince(before), []);
      },
    },
  ];
}

function answerChecks(
  bench: LlmBench,
  { harness, stream }: { harness: LlmHarness; stream: boolean },
): Check[] {
  const manner = { stream };
  return [
    {
      name: 'gives the text, the model and the tokens of an answer',
      async run() {
        const { outcome } = await bench.meets({ answer: { text: 'Two words,\n"quoted" – ü.' } }, manner);
        assert.deepEqual(outcome, {
          ok: true,
          text: 'Two words,\n"quoted" – ü.',
          model: 'made-model',
          usage: { inputTokens: 321, outputTokens: 45 },
        });
      },
    },
    {
      name: 'asks what it was given, once, with no tools, and puts the key into its header alone',
      async run() {
        const { requests, received } = await bench.meets({ answer: {} }, manner);
        const [request] = requests;
        const prompt = bench.prompt(false);
        assert.deepEqual(request?.heard, {
          model: bench.llm('http://127.0.0.1:9', manner).model,
          system: prompt.system,
          user: prompt.user,
          maxTokens: 200,
          temperature: 0,
          stream,
          schema: null,
          tools: 0,
        });
        const { key } = LLM_WIRES[harness.wire];
        assert.equal(received.split(LLM_KEY).length - 1, key === null ? 0 : 1);
        if (key !== null) assert.equal(request.headers[key[0]], `${key[1]}${LLM_KEY}`);
        assert.equal(request.headers['user-agent'], 'logsift');
        assert.equal(request.path.includes(ASKED), false);
      },
    },
    {
      name: 'asks for an answer of the given shape, unless it was told not to',
      async run() {
        const schemas: unknown[] = [];
        for (const structured of [true, false]) {
          const { requests } = await bench.meets({ answer: {} }, { stream, structured, schema: true });
          schemas.push(requests[0]?.heard?.schema);
          assert.equal(requests[0]?.heard?.tools, 0);
        }
        assert.deepEqual(schemas, [LLM_SCHEMA, null]);
      },
    },
    {
      name: 'takes no number of tokens for one that is none',
      async run() {
        for (const [inputTokens, outputTokens] of [
          ['-5', '7'],
          ['3', '1.5'],
        ] as const) {
          const { outcome } = await bench.meets({ answer: { inputTokens, outputTokens } }, manner);
          const { usage } = outcome;
          for (const count of [usage?.inputTokens ?? null, usage?.outputTokens ?? null]) {
            assert(count === null || (Number.isSafeInteger(count) && count >= 0), `${count} tokens`);
          }
        }
      },
    },
    {
      name: 'does not believe a model whose name is none',
      async run() {
        const { outcome } = await bench.meets({ answer: { model: '\u001b[31mevil\n<b>' } }, manner);
        assert(outcome.ok);
        assert.equal(outcome.model, bench.llm('http://127.0.0.1:9', manner).model);
      },
    },
    {
      name: 'leaves out what a model thinks aloud',
      async run() {
        const { outcome } = await bench.meets(
          { answer: '<think>\nhm, hm\n</think>\n\nAll is well.' },
          manner,
        );
        assert.equal(outcome.ok && outcome.text, 'All is well.');
      },
    },
    {
      name: 'an answer that was cut at its tokens is none, and was paid for',
      async run() {
        const { outcome } = await bench.meets({ answer: { text: 'So far', ended: 'cut' } }, manner);
        assert.equal(whyOf(outcome), 'too-long');
        assert.deepEqual(outcome.usage, { inputTokens: 321, outputTokens: 45 });
      },
    },
  ];
}

function refusalChecks(bench: LlmBench, stream: boolean): Check[] {
  const waits = async (value: string, status = 429) => {
    const { outcome } = await bench.meets({ status, headers: { 'retry-after': value } }, { stream });
    return outcome.ok ? undefined : outcome.retryAfterMs;
  };
  return [
    ...STATUSES.map(([status, why]) => ({
      name: `a status of ${status} is "${why}"`,
      async run() {
        // A redirect leads back to the service, where a second request would be seen. What it says is not repeated.
        const headers: { [name: string]: string } = status < 400 ? { location: '/elsewhere' } : {};
        const error = { name: 'made_up_error', message: `no ${LLM_KEY} for ${ASKED}` };
        const { outcome, requests } = await bench.meets({ status, headers, error }, { stream });
        assert.equal(requests.length, 1);
        assert.equal(whyOf(outcome), why);
      },
    })),
    {
      name: 'Retry-After is told in seconds and as a date, and not believed beyond a day',
      async run() {
        assert.equal(await waits('30'), 30_000);
        assert.equal(await waits('7', 529), 7_000);
        const date = (await waits(new Date(Date.now() + 120_000).toUTCString())) ?? 0;
        assert(date > 60_000 && date <= 121_000, `${date} ms`);
        assert.equal(await waits('Sat, 21 Nov 2020 11:00:00 GMT'), 0);
        assert.equal(await waits('999999999'), 86_400_000);
        assert.equal(await waits('soon'), undefined);
      },
    },
    {
      name: 'an error behind a status of 200 is one',
      async run() {
        const busy = { name: 'overloaded_error', message: 'Overloaded' };
        const broken = { name: 'api_error', message: `oh ${ASKED}` };
        const whys = [];
        for (const breaks of [busy, broken]) {
          const { outcome } = await bench.meets({ breaks }, { stream });
          whys.push(whyOf(outcome));
        }
        assert.match(whys.join(), /^(?:busy|server),server$/);
      },
    },
    {
      name: 'a service that takes no schema is said to, and asked without one the next time',
      async run() {
        await refusesSchema(bench, stream);
      },
    },
  ];
}

async function refusesSchema(bench: LlmBench, stream: boolean): Promise<void> {
  const message = `this model has no json_schema for ${ASKED}`;
  const refusing = { status: 400, error: { name: 'invalid_request_error', message } };
  const { outcome } = await bench.meets(refusing, { stream, schema: true });
  assert.equal(whyOf(outcome), 'refused');
  assert.match(outcome.ok ? '' : outcome.reason, /structured: false/);
  const asked = await bench.asksTwice(refusing, { stream, schema: true });
  assert.deepEqual(
    asked.map(({ heard }) => heard?.schema ?? null),
    [LLM_SCHEMA, null],
  );
}

function whyOf(outcome: LlmOutcome): LlmFailure | 'ok' {
  return outcome.ok ? 'ok' : outcome.why;
}
