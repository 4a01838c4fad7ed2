import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type Delivery,
  defineNotifier,
  type Message,
  type NotifierDefinition,
} from '../../src/core/notifier.ts';
import webhook from '../../src/notifiers/webhook.ts';
import { type NotifierHarness, notifierChecks } from '../../src/testing/notifier-checks.ts';

/** Names of the checks that a channel does not keep. */
async function broken(
  definition: NotifierDefinition,
  { harness = {}, only }: { harness?: Partial<NotifierHarness>; only?: RegExp } = {},
): Promise<string[]> {
  const checks = notifierChecks(definition, {
    fileName: 'webhook',
    remote: true,
    options: (url) => ({ url, allow_private: true, secret: 'T0PS3CRETdeadbeef' }),
    checkSent: (sent) => void JSON.parse(sent),
    keyOf: ({ headers }) => headers['idempotency-key'] as string,
    ...harness,
  });
  const failed: string[] = [];
  for (const { name, run } of checks.filter((check) => only?.test(check.name) ?? true)) {
    try {
      await run();
    } catch {
      failed.push(name);
    }
  }
  return failed;
}

const options = z.strictObject({
  url: z.string(),
  allow_private: z.boolean().optional(),
  secret: z.string().optional(),
});
type Options = z.infer<typeof options>;

/** The webhook with one thing done otherwise. */
function saboteur(
  change: (of: {
    readonly given: Options;
    readonly message: Message;
    readonly delivery: Delivery;
    readonly again: () => Promise<Delivery>;
  }) => Delivery | Promise<Delivery>,
) {
  return defineNotifier({
    ...{ name: 'webhook', describe: webhook.describe, updates: true },
    schema: options,
    create(given, context) {
      const real = webhook.create(webhook.schema.parse(given), context);
      return {
        render: (message) => real.render(message),
        async deliver(message, how) {
          const again = () => real.deliver(message, how);
          return change({ given, message, delivery: await again(), again });
        },
      };
    },
  });
}

test('the webhook itself keeps all of them', async () => {
  expect(await broken(saboteur(({ delivery }) => delivery))).toEqual([]);
});

describe('a channel is caught that', () => {
  test.each<[string, NotifierDefinition, RegExp, RegExp]>([
    [
      'says the address in a reason',
      saboteur(({ delivery, given }) =>
        delivery.ok ? delivery : { ...delivery, reason: `${given.url} failed` },
      ),
      /^an answer of 5/,
      /^an answer of 500/,
    ],
    [
      'tries twice by itself',
      saboteur(({ delivery, again }) => (delivery.ok ? delivery : again())),
      /^an answer of 5/,
      /^an answer of 500/,
    ],
    [
      'gives up at once',
      saboteur(({ delivery }) => (delivery.ok ? delivery : { ...delivery, permanent: true })),
      /^an answer of 4/,
      /^an answer of 429/,
    ],
    [
      'never gives up',
      saboteur(({ delivery }) => (delivery.ok ? delivery : { ...delivery, permanent: false })),
      /^an answer of [34]/,
      /^an answer of 404/,
    ],
    [
      'follows redirects',
      saboteur(async ({ delivery, again }) =>
        !delivery.ok && /redirect/.test(delivery.reason) ? again() : delivery,
      ),
      /^an answer of 3/,
      /^an answer of 302/,
    ],
    [
      'does not wait as long as it is asked',
      saboteur(({ delivery }) =>
        delivery.ok ? delivery : { ok: false, permanent: delivery.permanent, reason: delivery.reason },
      ),
      /Retry-After/,
      /Retry-After/,
    ],
    [
      'does not end in time',
      saboteur(async ({ delivery }) => {
        if (!delivery.ok) await new Promise((done) => setTimeout(done, 15_000));
        return delivery;
      }),
      /never answers/,
      /never answers/,
    ],
  ])('%s', async (_, definition, only, caught) => {
    expect((await broken(definition, { only })).some((name) => caught.test(name))).toBe(true);
  });

  test('renders control characters', async () => {
    const definition = defineNotifier({
      ...{ name: 'webhook', describe: webhook.describe, updates: true, schema: options },
      create(given, context) {
        const real = webhook.create(webhook.schema.parse(given), context);
        return {
          deliver: (message, how) => real.deliver(message, how),
          render: (message) => message.headline,
        };
      },
    });
    expect(await broken(definition, { only: /text of a log/ })).toHaveLength(1);
  });

  test('has a key of its own for each try', async () => {
    let tries = 0;
    const keyOf = () => `5d41402abc4b2a76-${tries++}`;
    const definition = saboteur(({ delivery }) => delivery);
    expect(await broken(definition, { only: /second try/, harness: { keyOf } })).toHaveLength(1);
  });

  test('takes options that it does not know', async () => {
    const definition = {
      ...webhook,
      schema: z.looseObject({ url: z.string() }),
    } as unknown as NotifierDefinition;
    expect(await broken(definition, { only: /option/ })).toHaveLength(1);
  });
});
