import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import type { Llm, LlmDefinition, LlmOutcome, LlmPrompt, Redacted } from '../core/llm.ts';
import { type LlmBehaviour, type LlmRequest, LlmServer } from './llm-server.ts';
import type { WireName } from './llm-wires.ts';
import { within } from './source-read.ts';

/** What the contract must know of a kind of service to put it to the test. */
export interface LlmHarness {
  /** Name of its file, without the extension. */
  readonly fileName: string;
  /** What its services speak. */
  readonly wire: WireName;
  /** Options as a configuration has them, for a service at this URL; a key in them is `LLM_KEY`. */
  options(
    url: string,
    how: { readonly stream: boolean; readonly structured: boolean },
  ): { readonly [key: string]: unknown };
  /** Text as whoever redacts would make it. */
  redacted(text: string): Redacted;
  /** PEM, which nobody vouches for. */
  certificate(): { readonly key: string; readonly cert: string };
}

/** Stands in every key of a harness. */
export const LLM_KEY = 'sk-T0PS3CRETdeadbeef';
/** What is asked; none of it is ever repeated in a reason. */
export const ASKED = 'quixotic_zebra';
export const LLM_SCHEMA = {
  type: 'object',
  properties: { headline: { type: 'string' } },
  required: ['headline'],
  additionalProperties: false,
} as const;

/** Longer than any machine needs, so that what never ends is told from what is slow. */
const PATIENCE = 20_000;

/** How one question went. */
export interface Met {
  readonly outcome: LlmOutcome;
  readonly requests: readonly LlmRequest[];
  /** Every byte that came in. */
  readonly received: string;
  readonly written: number;
}

export interface Manner {
  readonly stream: boolean;
  readonly structured?: boolean;
  /** Ms until the signal. */
  readonly deadline?: number;
  readonly maxBytes?: number;
  readonly schema?: boolean;
}

/** Asks services that behave in a given way. */
export class LlmBench {
  readonly #definition: LlmDefinition;
  readonly #harness: LlmHarness;

  constructor(definition: LlmDefinition, harness: LlmHarness) {
    this.#definition = definition;
    this.#harness = harness;
  }

  llm(url: string, { stream, structured = true }: Manner): Llm {
    return this.#definition.create(
      this.#definition.schema.parse(this.#harness.options(url, { stream, structured })),
    );
  }

  prompt(schema: boolean): LlmPrompt {
    const { redacted } = this.#harness;
    return {
      system: redacted(`Say what is wrong in ${ASKED}.`),
      user: redacted(`${ASKED} ${'line of a log; '.repeat(50)}`),
      maxTokens: 200,
      ...(schema ? { schema: LLM_SCHEMA } : {}),
    };
  }

  /** Asks once at this address; fails when that does not end with its deadline. */
  async asks(llm: Llm, manner: Manner): Promise<LlmOutcome> {
    const { deadline = PATIENCE, maxBytes = 65_536, schema = false } = manner;
    const signal = AbortSignal.timeout(deadline);
    const asking = llm.ask(this.prompt(schema), { signal, maxBytes });
    const outcome = await within(deadline + PATIENCE, 'a question', asking);
    discreet(outcome);
    return outcome;
  }

  /** One question to a service that behaves so. */
  async meets(behaviour: LlmBehaviour, manner: Manner): Promise<Met> {
    const server = await LlmServer.start(this.#harness.wire);
    try {
      server.behaviour = behaviour;
      const outcome = await this.asks(this.llm(server.url, manner), manner);
      const { requests, received, written } = server;
      assert(requests.length <= 1, `${requests.length} requests were made for one question`);
      return { outcome, requests, received, written };
    } finally {
      await server.stop();
    }
  }

  /** The requests of two questions to one service that behaves so. */
  async asksTwice(behaviour: LlmBehaviour, manner: Manner): Promise<readonly LlmRequest[]> {
    const server = await LlmServer.start(this.#harness.wire);
    try {
      server.behaviour = behaviour;
      const llm = this.llm(server.url, manner);
      for (let i = 0; i < 2; i++) await this.asks(llm, manner);
      return server.requests;
    } finally {
      await server.stop();
    }
  }

  /** One question at a port where something else is spoken. */
  async meetsNoHttp(manner: Manner): Promise<{ readonly outcome: LlmOutcome }> {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('220 mail.example.org ESMTP\r\n');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    try {
      const { port } = server.address() as AddressInfo;
      return { outcome: await this.asks(this.llm(`http://127.0.0.1:${port}`, manner), manner) };
    } finally {
      server.close();
    }
  }

  /** One question to a service whose certificate nobody vouches for. */
  async meetsStranger(manner: Manner): Promise<Met> {
    const server = await LlmServer.start(this.#harness.wire, this.#harness.certificate());
    try {
      const outcome = await this.asks(this.llm(server.url, manner), manner);
      const { requests, received, written } = server;
      return { outcome, requests, received, written };
    } finally {
      await server.stop();
    }
  }
}

/** A reason is one line for a person, with neither the key nor what was asked. */
function discreet(outcome: LlmOutcome): void {
  assert(!JSON.stringify(outcome).includes(LLM_KEY), 'the key is in what came of it');
  if (outcome.ok) return;
  assert.match(outcome.reason, /^[\x20-\x7e]{10,300}$/, `no reason for a person: ${outcome.reason}`);
  assert(!outcome.reason.includes(ASKED), `the question is in the reason: ${outcome.reason}`);
}
