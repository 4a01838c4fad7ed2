import type { Delivery } from '../core/notifier.ts';
import { truncateToWidth } from '../kit/terminal.ts';
import type { Answer } from './post.ts';

/** Statuses of 400–499 after which trying again makes sense (RFC 9110, RFC 6585, RFC 8470). */
const PASSING = new Set([408, 423, 425, 429]);
/** Longer than this no receiver is left alone by its own word. */
const MAX_WAIT = 24 * 3_600_000;
const SHOWN_OF_ANSWER = 120;

/** What to make of an answer. */
export interface Judging {
  /** Epoch ms. */
  readonly now: number;
  /** Texts that must not be shown, in case the receiver repeats them. */
  readonly secrets: readonly string[];
}

/**
 * Whether a message arrived, must be tried again, or never will: 2xx arrived; 408, 423, 425, 429, 5xx and what gave no
 * answer are tried again; other 4xx and redirects, which are not followed, are permanent.
 */
export function deliveryOf(answer: Answer, { now, secrets }: Judging): Delivery {
  if ('failed' in answer) return { ok: false, permanent: answer.permanent, reason: answer.failed };
  const { status } = answer;
  if (status >= 200 && status < 300) return { ok: true };
  const permanent = status < 500 && !PASSING.has(status);
  const redirect = status >= 300 && status < 400 ? ' (a redirect, which is not followed)' : '';
  const said = saidOf(answer.body, secrets);
  const reason = `the receiver answered ${status}${redirect}${said === '' ? '' : `: ${said}`}`;
  const wait = permanent ? null : waitOf(answer.retryAfter, now);
  return { ok: false, permanent, reason, ...(wait === null ? {} : { retryAfterMs: wait }) };
}

/** `Retry-After` in ms: seconds or an HTTP date (RFC 9110, section 10.2.3); null when it is neither. */
function waitOf(header: string | null, now: number): number | null {
  if (header === null) return null;
  const text = header.trim();
  const wait = /^\d{1,10}(?:\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(wait) ? Math.min(MAX_WAIT, Math.max(0, wait)) : null;
}

function saidOf(body: string, secrets: readonly string[]): string {
  let text = body.slice(0, 2000);
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '***');
  return truncateToWidth(text.trim(), SHOWN_OF_ANSWER);
}

/**
 * What of a URL is secret: all behind the host, whole and in its longer pieces, as written and decoded.
 */
export function secretsOf(url: string): string[] {
  const { pathname, search, username, password } = new URL(url);
  const pieces = `${pathname}/${search.slice(1)}`.split(/[/?&=#]/).filter((piece) => piece.length >= 6);
  const whole = [url, pathname + search, pathname, username, password];
  const all = [...whole, ...pieces].flatMap((text) => [text, decoded(text)]);
  return [...new Set(all)].filter((text) => text.length > 1).sort((a, b) => b.length - a.length);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
