import { z } from 'zod';
import { defineNotifier } from '../core/notifier.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { messageText, plainLines } from './message-text.ts';
import { post } from './post.ts';
import { receiverUrl } from './receiver-url.ts';
import { slackContent } from './slack-blocks.ts';

const schema = z.strictObject({
  url: receiverUrl.describe('the incoming webhook of Slack; a secret'),
  allow_private: z.boolean().default(false).describe('the URL may lead to a private network'),
});

const STILL = { mrkdwn: false, unfurl_links: false, unfurl_media: false } as const;

/** Slack's incoming webhooks. What was sent cannot be changed through them. */
export default defineNotifier({
  name: 'slack',
  describe: 'posts messages to a channel of Slack by an incoming webhook',
  schema,
  updates: false,
  create({ url, allow_private: allowPrivate }, { now, timeZone }) {
    const secrets = secretsOf(url);
    return {
      render: (message) => `${plainLines(messageText(message, timeZone)).join('\n')}\n`,
      async deliver(message, { signal }) {
        const body = JSON.stringify({ ...slackContent(message, timeZone), ...STILL });
        const headers = { 'Content-Type': 'application/json; charset=utf-8' };
        const answer = await post({ url, headers, body, allowPrivate, signal });
        return deliveryOf(answer, { now: now(), secrets });
      },
    };
  },
});
