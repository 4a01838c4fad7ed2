import { expect, test } from 'vitest';
import slack from '../../src/notifiers/slack.ts';
import { escaped } from '../../src/notifiers/slack-blocks.ts';
import { largeMessage, madeMessage } from '../../src/testing/made-messages.ts';
import { notifierChecks } from '../../src/testing/notifier-checks.ts';
import { Receiver } from '../../src/testing/receiver.ts';

interface Text {
  readonly type: string;
  readonly text: string;
  readonly verbatim?: boolean;
}
interface Sent {
  readonly text: string;
  readonly blocks: readonly { type: string; text?: Text; elements?: readonly Text[] }[];
  readonly [key: string]: unknown;
}

const checks = notifierChecks(slack, {
  fileName: 'slack',
  remote: true,
  options: (url) => ({ url, allow_private: true }),
  checkSent(sent) {
    const message = JSON.parse(sent) as Sent;
    expect(message).toMatchObject({ parse: 'none', link_names: false, unfurl_links: false, mrkdwn: false });
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    expect(new Set(message.blocks.map(({ type }) => type))).toEqual(
      new Set(
        message.blocks
          .map(({ type }) => type)
          .filter((type) => /^(?:header|section|divider|context)$/.test(type)),
      ),
    );
    const texts = message.blocks.flatMap(({ text, elements = [] }) =>
      text === undefined ? elements : [text],
    );
    for (const { type, text, verbatim } of texts) {
      expect(text.length).toBeGreaterThan(0);
      expect(text.length).toBeLessThanOrEqual(type === 'plain_text' ? 150 : 3000);
      if (type === 'plain_text') continue;
      expect(verbatim).toBe(true);
      harmless(text);
    }
    harmless(message.text);
    expect(message.text.length).toBeLessThanOrEqual(4000);
  },
});

/** What Slack would read as a mention, a link or a block of code that ends too early. */
function harmless(text: string) {
  expect(text).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/@(?:here|channel|everyone)/i);
  expect(text).not.toMatch(/https?:\/\//);
  expect(text).not.toMatch(/&(?!amp;|lt;|gt;)/);
  expect([...text.matchAll(/```/g)].length % 2).toBe(0);
  expect(text.replaceAll('```', '')).not.toContain('`');
}

test.each(checks.map((check) => [check.name, check] as const))('%s', (_, check) => check.run());

test('styles of mrkdwn stay characters, names with underscores stay as they are', () => {
  expect(escaped('a_b_c in *bold* and _italic_')).toBe(
    'a_b_c in \u2060*\u2060bold\u2060*\u2060 and \u2060_\u2060italic\u2060_\u2060',
  );
});

test('a message of many findings names the first and counts the rest', async () => {
  const receiver = await Receiver.start();
  try {
    const options = slack.schema.parse({ url: receiver.url(), allow_private: true });
    const channel = slack.create(options, { now: () => 0, write: () => {} });
    await channel.deliver(largeMessage(40), { signal: AbortSignal.timeout(10_000) });
    const { blocks } = JSON.parse(receiver.requests[0]!.body) as Sent;
    expect(blocks.filter(({ type }) => type === 'divider')).toHaveLength(3);
    expect(JSON.stringify(blocks)).toContain('and 27 more findings: logsift findings');
  } finally {
    await receiver.stop();
  }
});

test('an address of this machine is refused unless the configuration permits it', async () => {
  const receiver = await Receiver.start();
  try {
    const channel = slack.create(slack.schema.parse({ url: receiver.url() }), {
      now: () => 0,
      write: () => {},
    });
    const delivery = await channel.deliver(madeMessage(), { signal: AbortSignal.timeout(10_000) });
    expect(delivery).toMatchObject({
      ok: false,
      permanent: true,
      reason: expect.stringContaining('allow_private'),
    });
    expect(receiver.requests).toHaveLength(0);
  } finally {
    await receiver.stop();
  }
});
