import assert from 'node:assert/strict';
import { setTimeout as later, setImmediate as turn } from 'node:timers/promises';
import type { Delivery, Message, Notifier, NotifierDefinition } from '../core/notifier.ts';
import type { Check } from './check.ts';
import { HOSTILE, largeMessage, MESSAGES, madeMessage } from './made-messages.ts';
import { type Behaviour, type Received, Receiver } from './receiver.ts';
import { growth, held, heldSince, within } from './source-read.ts';

/** What the contract must know of a channel to put it to the test. */
export interface NotifierHarness {
  /** Name of its file, without the extension. */
  readonly fileName: string;
  /** Options as a configuration has them, for a receiver at this URL; every secret in them holds `SECRET`. */
  options(url: string): { readonly [key: string]: unknown };
  /** The channel leads elsewhere than into this process, so that the receiver's faults are met. */
  readonly remote: boolean;
  /** Throws when a text of the log could steer what is shown, or a limit of the service is passed. */
  checkSent(sent: string): void;
  /** What a receiver tells messages apart by. */
  keyOf?(request: Received): string | undefined;
  /**
   * How the service answers what a channel asks of it on the way to saying something; undefined for the request that
   * says it. Faults are met by that one, and it is the one request of a try.
   */
  asked?(request: Received, message: Message): Behaviour | undefined;
  /** The service wants its key beside the text, so that it is in what is sent. */
  readonly keyInBody?: true;
  /** Where messages arrive for channels that speak no HTTP; the faults of such a receiver have tests of their own. */
  peer?(): Promise<Peer>;
}

/** A receiver that takes everything. */
export interface Peer {
  /** What `options` is to be called with. */
  readonly url: string;
  /** The one message that came in, its encodings undone. */
  sent(): string;
  stop(): Promise<void>;
}

/** Stands in every secret of a harness. */
export const SECRET = 'T0PS3CRETdeadbeef';

/** How each status is met, for every channel that speaks HTTP (RFC 9110). */
const STATUSES: readonly (readonly [status: number, outcome: 'ok' | 'retry' | 'permanent'])[] = [
  ...[200, 201, 202, 204].map((status) => [status, 'ok'] as const),
  ...[301, 302, 303, 307, 308].map((status) => [status, 'permanent'] as const),
  ...[400, 401, 403, 404, 405, 410, 413, 415, 422, 451].map((status) => [status, 'permanent'] as const),
  ...[408, 423, 425, 429].map((status) => [status, 'retry'] as const),
  ...[500, 502, 503, 504, 529].map((status) => [status, 'retry'] as const),
];
const DEADLINE = 10_000;

/** The contract of a channel (see `src/core/notifier.ts`) as checks. */
export function notifierChecks(definition: NotifierDefinition, harness: NotifierHarness): Check[] {
  const bench = new Bench(definition, harness);
  return [
    ...identityChecks(definition, { harness, bench }),
    ...textChecks(bench, harness),
    ...(harness.remote ? remoteChecks(bench, harness) : []),
  ];
}

class Bench {
  readonly #definition: NotifierDefinition;
  readonly #harness: NotifierHarness;
  /** What was written by the channel of this process. */
  written = '';

  constructor(definition: NotifierDefinition, harness: NotifierHarness) {
    this.#definition = definition;
    this.#harness = harness;
  }

  channel(url: string, now = Date.UTC(2026, 10, 21, 12)): Notifier {
    const options = this.#definition.schema.parse(this.#harness.options(url));
    return this.#definition.create(options, {
      now: () => now,
      write: (text) => {
        this.written += text;
      },
      timeZone: 'UTC',
    });
  }

  /** One try at a receiver that behaves so, with what came in there. */
  async meets(behaviour: Behaviour, message: Message = madeMessage(), deadline = DEADLINE) {
    return this.#harness.peer === undefined
      ? this.#meetsReceiver(behaviour, { message, deadline })
      : this.#meetsPeer(await this.#harness.peer(), message);
  }

  async #meetsPeer(peer: Peer, message: Message) {
    const receiver = { written: 0 };
    try {
      const signal = AbortSignal.timeout(DEADLINE);
      const delivery = await this.channel(peer.url).deliver(message, { signal });
      return { delivery, sent: delivery.ok ? peer.sent() : '', requests: [] as Received[], receiver };
    } finally {
      await peer.stop();
    }
  }

  async #meetsReceiver(behaviour: Behaviour, { message, deadline }: { message: Message; deadline: number }) {
    const receiver = await Receiver.start();
    this.written = '';
    try {
      receiver.behaviour = behaviour;
      const { asked } = this.#harness;
      if (asked !== undefined) receiver.asked = (request) => asked(request, message);
      const signal = AbortSignal.timeout(deadline);
      const delivery = await this.channel(receiver.url(`/${SECRET}`)).deliver(message, { signal });
      const requests = receiver.requests.filter((one) => receiver.asked(one) === undefined);
      const sent = this.#harness.remote ? (requests[0]?.body ?? '') : this.written;
      return { delivery, sent, requests, receiver };
    } finally {
      await receiver.stop();
    }
  }
}

function identityChecks(
  definition: NotifierDefinition,
  { harness, bench }: { harness: NotifierHarness; bench: Bench },
): Check[] {
  const options = () => harness.options(`https://receiver.example/${SECRET}`);
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
        assert.equal(definition.schema.safeParse({ ...given, surprise: 1 }).success, false);
        assert.equal(definition.schema.safeParse(given).success, true);
        assert.equal(JSON.stringify(given), before);
      },
    },
    {
      name: 'is made without input or output',
      async run() {
        await turn();
        const before = held();
        const channel = bench.channel(`https://receiver.example/${SECRET}`);
        channel.render(madeMessage());
        // Whoever runs the tests opens files of its own; those are closed again.
        for (let i = 0; i < 400 && heldSince(before).includes('open file'); i++) await later(25);
        assert.deepEqual(heldSince(before), []);
        assert.equal(bench.written, '');
      },
    },
  ];
}

function textChecks(bench: Bench, harness: NotifierHarness): Check[] {
  const renders = (message: Message) => bench.channel(`https://receiver.example/${SECRET}`).render(message);
  return [
    {
      name: 'every kind of message is rendered and sent, with its headline and without its secrets',
      async run() {
        for (const message of MESSAGES) {
          const { delivery, sent } = await bench.meets({ status: 200 }, message);
          arrived(delivery);
          harness.checkSent(sent);
          assert(sent.includes(message.headline), `${message.kind} has no headline`);
          const shown = renders(message);
          assert(shown.includes(message.headline), `${message.kind} is rendered without its headline`);
          assert(!shown.includes(SECRET), 'a secret is rendered');
          assert(harness.keyInBody || !sent.includes(SECRET), 'a secret is sent in the text');
        }
      },
    },
    {
      name: 'a person is told the reason, what was expected and seen, where, when, and the line',
      async run() {
        const [finding] = madeMessage().findings;
        const { sent } = await bench.meets({ status: 200 });
        for (const text of [sent, renders(madeMessage())]) {
          const { because, expected, seen, about, evidence } = finding!;
          for (const part of [because, expected, seen, about.host!, evidence[0]!.text]) {
            assert(text.includes(part), `without ${part}`);
          }
          assert.match(text, /2026-11-21/);
        }
      },
    },
    {
      name: 'text of a log is text, whatever is written in it',
      async run() {
        for (const text of HOSTILE) {
          const message = madeMessage({ text });
          const { delivery, sent } = await bench.meets({ status: 200 }, message);
          arrived(delivery);
          harness.checkSent(sent);
          noControls(renders(message));
        }
      },
    },
    {
      name: 'a message of 40 kB in each text, and one of 10,000 findings, are cut with a mark',
      async run() {
        for (const message of [madeMessage({ text: 'y'.repeat(40_000) }), largeMessage(10_000)]) {
          const { delivery, sent } = await bench.meets({ status: 200 }, message);
          arrived(delivery);
          harness.checkSent(sent);
          assert(sent.length < 200_000, `${sent.length} characters were sent`);
          assert(/…|more/.test(sent), 'nothing marks what was left out');
        }
      },
    },
  ];
}

function arrived(delivery: Delivery): void {
  assert.equal(delivery.ok, true, delivery.ok ? '' : delivery.reason);
}

function noControls(text: string): void {
  const bad = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.exec(text);
  assert(bad === null, `a control character is rendered: ${JSON.stringify(bad?.[0])}`);
}

function remoteChecks(bench: Bench, harness: NotifierHarness): Check[] {
  return [
    ...STATUSES.map(([status, outcome]) => ({
      name: `an answer of ${status} is ${outcome === 'retry' ? 'tried again' : outcome}`,
      async run() {
        // A redirect leads back to the receiver, where a second request would be seen.
        const headers: { [name: string]: string } =
          status >= 300 && status < 400 ? { Location: '/elsewhere' } : {};
        const { delivery, requests } = await bench.meets({ status, headers, body: `no ${SECRET}` });
        assert.equal(requests.length, 1, 'one try per call');
        assert.equal(outcomeOf(delivery), outcome);
        discreet(delivery);
      },
    })),
    ...waitChecks(bench),
    ...faultChecks(bench),
    {
      name: 'a second try of a message has the same key, an update of it another one',
      async run() {
        if (harness.keyOf === undefined) return;
        const message = madeMessage();
        const update = { ...message, kind: 'update' as const, time: message.time + 60_000 };
        const keys: (string | undefined)[] = [];
        for (const one of [message, message, update]) {
          const { requests } = await bench.meets({ status: 500 }, one);
          keys.push(harness.keyOf(requests[0]!));
        }
        assert(keys[0]?.includes(message.key), 'the key of the message is not in it');
        assert.equal(keys[0], keys[1]);
        assert.notEqual(keys[0], keys[2]);
      },
    },
  ];
}

function waitChecks(bench: Bench): Check[] {
  const asked = async (value: string, status = 429) => {
    const { delivery } = await bench.meets({ status, headers: { 'Retry-After': value } });
    return delivery.ok ? undefined : delivery.retryAfterMs;
  };
  return [
    {
      name: 'Retry-After is obeyed, in seconds and as a date, and not believed beyond a day',
      async run() {
        assert.equal(await asked('30'), 30_000);
        assert.equal(await asked('7', 503), 7_000);
        assert.equal(await asked('Sat, 21 Nov 2026 12:02:00 GMT'), 120_000);
        assert.equal(await asked('Sat, 21 Nov 2026 11:00:00 GMT'), 0);
        assert.equal(await asked('999999999'), 86_400_000);
        assert.equal(await asked('soon'), undefined);
      },
    },
  ];
}

function faultChecks(bench: Bench): Check[] {
  return [
    {
      name: 'a receiver that never answers costs no more than the deadline',
      async run() {
        for (const behaviour of ['hang', 'trickle'] as const) {
          const trying = bench.meets(behaviour, madeMessage(), 300);
          const { delivery } = await within(DEADLINE, `a receiver that does ${behaviour}`, trying);
          assert.equal(outcomeOf(delivery), 'retry');
          discreet(delivery);
        }
      },
    },
    {
      name: 'a receiver that cuts the connection, or is not there, is tried again',
      async run() {
        const { delivery } = await bench.meets('drop');
        assert.equal(outcomeOf(delivery), 'retry');
        discreet(delivery);
        const gone = await Receiver.start();
        const url = gone.url(`/${SECRET}`);
        await gone.stop();
        const signal = AbortSignal.timeout(DEADLINE);
        const nobody = await bench.channel(url).deliver(madeMessage(), { signal });
        assert.equal(outcomeOf(nobody), 'retry');
        discreet(nobody);
      },
    },
    {
      name: 'of an answer of 10 GB the beginning is read',
      async run() {
        let written = 0;
        const grown = await growth(async () => {
          const { delivery, receiver } = await bench.meets('endless');
          assert.equal(outcomeOf(delivery), 'retry');
          written = receiver.written;
        });
        assert(written < 64e6, `${written} bytes were taken`);
        assert(grown < 200e6, `memory grew by ${Math.round(grown / 1e6)} MB`);
      },
    },
    {
      name: 'nothing is held after a try that ended in any way',
      async run() {
        await bench.meets({ status: 200 });
        await turn();
        const before = held();
        for (const behaviour of [{ status: 200 }, { status: 500 }, 'hang', 'drop', 'endless'] as const) {
          await bench.meets(behaviour, madeMessage(), 300);
        }
        for (let i = 0; i < 400 && heldSince(before).length > 0; i++) {
          await later(25);
        }
        assert.deepEqual(heldSince(before), []);
      },
    },
  ];
}

function outcomeOf(delivery: Delivery): 'ok' | 'retry' | 'permanent' {
  if (delivery.ok) return 'ok';
  return delivery.permanent ? 'permanent' : 'retry';
}

/** A reason is said aloud, on other channels too. */
function discreet(delivery: Delivery): void {
  assert(!JSON.stringify(delivery).includes(SECRET), 'a secret is in the reason');
  if (!delivery.ok) assert.match(delivery.reason, /^[\x20-\x7e…]{5,300}$/u);
}
