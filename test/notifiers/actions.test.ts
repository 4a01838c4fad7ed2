import { expect, test } from 'vitest';
import { notifiers } from '../../src/notifiers/index.ts';
import { madeMessage } from '../../src/testing/made-messages.ts';
import { sends } from './sends.ts';

const ACTIONS = ['Take it up', 'Noise', 'Do: block-address'].map((label, i) => ({
  label,
  url: `https://ops.example.org/do/${'aB3_-'.repeat(40)}${i}.${'x'.repeat(43)}`,
}));
const OPTIONS: { readonly [name: string]: object } = {
  webhook: {},
  ntfy: { topic: 'network' },
  pagerduty: { routing_key: 'a'.repeat(32) },
  slack: {},
  telegram: { token: `123456789:${'a'.repeat(35)}`, chat: '-100' },
};
const named = (name: string) => notifiers.find((one) => one.name === name)!;
const sent = async (name: string, actions: typeof ACTIONS) => {
  const message = { ...madeMessage(), actions };
  return (await sends(named(name), OPTIONS[name] as never, { message })).json as {
    readonly [key: string]: unknown;
  };
};

test.each(Object.keys(OPTIONS))('what can be done is in a message of %s, with whole links', async (name) => {
  const text = JSON.stringify(await sent(name, ACTIONS));
  for (const { label, url } of ACTIONS) {
    expect(text).toContain(url);
    expect(text).toContain(label);
  }
});

test('services that have buttons have them', async () => {
  const { blocks } = (await sent('slack', ACTIONS)) as { blocks: { type: string; elements: object[] }[] };
  expect(blocks.find(({ type }) => type === 'actions')?.elements[0]).toEqual({
    ...{ type: 'button', url: ACTIONS[0]!.url },
    text: { type: 'plain_text', text: 'Take it up', emoji: false },
  });
  expect((await sent('telegram', ACTIONS)).reply_markup).toEqual({
    inline_keyboard: ACTIONS.map(({ label, url }) => [{ text: label, url }]),
  });
  expect((await sent('ntfy', ACTIONS)).actions).toEqual(
    ACTIONS.map(({ label, url }) => ({ action: 'view', label, url })),
  );
  expect((await sent('pagerduty', ACTIONS)).links).toEqual(
    ACTIONS.map(({ label, url }) => ({ href: url, text: label })),
  );
});

test('what is no address of the web is no link', async () => {
  const text = JSON.stringify(await sent('slack', [{ label: 'x', url: 'javascript:alert(1)' }]));
  expect(text).not.toContain('javascript');
});

test('a message to be read has a line for each', () => {
  const context = { now: () => 0, write: () => {} };
  const shown = named('terminal')
    .create({} as never, context)
    .render({ ...madeMessage(), actions: ACTIONS });
  for (const { label, url } of ACTIONS) expect(shown).toContain(`${label}: ${url}`);
});
