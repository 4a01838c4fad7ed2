import { z } from 'zod';
import type { Delivery } from '../core/notifier.ts';
import { deliveryOf, secretsOf } from './delivery.ts';
import { type Answer, post } from './post.ts';

export interface SlackApiOptions {
  readonly token: string;
  /** Of the Web API, without the name of a method. */
  readonly url: string;
  readonly allowPrivate: boolean;
  /** The wall clock, epoch ms. */
  now(): number;
}

/** What came of a call: where the message is, or why there is none; `error` is Slack's own word, null without one. */
export type Said =
  | { readonly ok: true; readonly channel: string; readonly ts: string }
  | { readonly ok: false; readonly error: string | null; readonly delivery: Delivery & { ok: false } };

/** Errors that pass; any other is of what was sent, of the token or of the channel, and stays. */
const PASSING = new Set([
  ...['ratelimited', 'rate_limited', 'message_limit_exceeded', 'request_timeout', 'service_unavailable'],
  ...['internal_error', 'fatal_error', 'team_added_to_org', 'accesslimited'],
]);

/** What a person has to do about the usual ones. */
const HINTS: ReadonlyMap<string, string> = new Map([
  ['not_in_channel', 'invite the bot to the channel'],
  ['channel_not_found', 'there is no such channel, or the bot is not in it'],
  ['missing_scope', 'the bot wants the scope chat:write'],
  ['invalid_auth', 'the token is wrong'],
  ['token_revoked', 'the token was revoked'],
]);

const answerShape = z.object({
  ok: z.boolean(),
  error: z.string().max(100).optional().catch(undefined),
  channel: z.string().max(100).optional().catch(undefined),
  ts: z.string().max(100).optional().catch(undefined),
});

/** Slack's Web API, which says 200 whatever comes of it: whether it worked is in the body. One try per call. */
export class SlackApi {
  readonly #options: SlackApiOptions;
  readonly #secrets: readonly string[];

  constructor(options: SlackApiOptions) {
    this.#options = options;
    const { token, url } = options;
    this.#secrets = [token, ...token.split('-').filter((piece) => piece.length >= 6), ...secretsOf(url)];
  }

  async call(method: 'chat.postMessage' | 'chat.update', of: object, signal: AbortSignal): Promise<Said> {
    const { token, url, allowPrivate, now } = this.#options;
    const answer = await post({
      ...{ url: `${url.replace(/\/+$/, '')}/${method}`, allowPrivate, signal, readsAnswer: true },
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify(of),
    });
    const delivery = deliveryOf(answer, { now: now(), secrets: this.#secrets });
    const said = saidIn(answer);
    if (!delivery.ok) return { ok: false, error: said?.error ?? null, delivery };
    if (said?.ok === false) return this.#refused(said.error ?? '', answer);
    return { ok: true, channel: said?.channel ?? '', ts: said?.ts ?? '' };
  }

  #refused(word: string, answer: Answer): Said {
    const error = /^[a-z_]{1,80}$/.test(word) ? word : 'an error that it does not name';
    const hint = HINTS.get(error);
    const reason = `Slack says ${error}${hint === undefined ? '' : `: ${hint}`}`;
    const permanent = !PASSING.has(error);
    // How long to wait is said as it is said with a status.
    const asBusy = { ...answer, status: 429 };
    const busy =
      permanent || 'failed' in answer
        ? null
        : deliveryOf(asBusy as Answer, { now: this.#options.now(), secrets: [] });
    const wait = busy === null || busy.ok ? undefined : busy.retryAfterMs;
    const delivery = {
      ok: false,
      permanent,
      reason,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    } as const;
    return { ok: false, error, delivery };
  }
}

function saidIn(answer: Answer): z.output<typeof answerShape> | null {
  if ('failed' in answer) return null;
  try {
    const parsed = answerShape.safeParse(JSON.parse(answer.body));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
