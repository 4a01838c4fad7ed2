import type { LlmFailure, LlmOutcome } from '../core/llm.ts';
import { type Complaint, complaintIn, isBusy } from './complaint.ts';
import type { Exchanged } from './http-exchange.ts';

/** An outcome that is none. */
export type Failed = Extract<LlmOutcome, { ok: false }>;

/** Whom it is said of. */
export interface Service {
  /** `api.example.org`, or with a port. */
  readonly host: string;
  readonly model: string;
}

const DAY = 86_400_000;
/** The option to change, where the service does not take what we send by default. */
const REMEDIES: { readonly [about in NonNullable<Complaint['about']>]: string } = {
  structured: 'does not hold answers to a schema: set `structured: false`',
  temperature: 'wants no temperature: set `temperature: default`',
  max_tokens: 'wants the other name for the number of tokens: change `token_limit`',
  credit: 'has no credit left: look at the account there',
};

/** Why an exchange gave nothing to read; null when it gave something. `now` is the wall clock, epoch ms. */
export function failureOf(came: Exchanged, service: Service, now: number): Failed | null {
  const { status, fault } = came;
  if (fault !== null) return failed(fault.why, `${service.host} ${fault.reason}`);
  if (status === null) return failed('network', `${service.host} said nothing`);
  const complaint = complaintIn(new TextDecoder().decode(came.body));
  if (status >= 200 && status < 300) {
    return complaint === null ? null : refusalOf(complaint.status ?? 500, { complaint, service });
  }
  const refusal = refusalOf(status, { complaint, service });
  const retryAfterMs = waitOf(came.retryAfter, now);
  return retryAfterMs === null || refusal.why === 'refused' ? refusal : { ...refusal, retryAfterMs };
}

/** An answer that is there and of no use. */
export function garbled({ host }: Service, what: string): Failed {
  return failed('garbled', `${host} ${what}`);
}

/** Whether a service did not take the schema, so that asking without one may help. */
export function refusesSchema(came: Exchanged): boolean {
  const { status } = came;
  if (status !== 400 && status !== 422) return false;
  return complaintIn(new TextDecoder().decode(came.body))?.about === 'structured';
}

function refusalOf(
  status: number,
  { complaint, service }: { complaint: Complaint | null; service: Service },
): Failed {
  const { host, model } = service;
  const shown = [String(status), ...(complaint?.names ?? [])].join(' ');
  const say = (why: LlmFailure, words: string) => failed(why, `${host} ${words} (${shown})`);
  if ([425, 429, 503, 529].includes(status) || (complaint !== null && isBusy(complaint))) {
    return say('busy', 'has too much to do, or wants us to ask less');
  }
  if (status === 408) return say('timeout', 'did not wait for the question');
  if (status >= 500) return say('server', 'failed by itself');
  if (complaint?.about === 'credit' || status === 402) return say('refused', REMEDIES.credit);
  if (status === 401) return say('refused', 'does not know the key: look at `api_key`');
  if (status === 403) return say('refused', 'does not let this key in: look at `api_key` and what it may do');
  if (status === 404) {
    return say(
      'refused',
      `has no model "${model}", or nothing at that address: look at \`model\` and \`base_url\``,
    );
  }
  const about = complaint?.about ?? null;
  if ((status === 400 || status === 422) && about !== null) return say('refused', REMEDIES[about]);
  return say('refused', 'does not take the question');
}

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3), in ms; not believed beyond a day. */
function waitOf(text: string | null, now: number): number | null {
  if (text === null) return null;
  const ms = /^\d{1,15}$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.min(DAY, Math.max(0, ms)) : null;
}

/** An outcome that is none, with its reason. */
export function failed(why: LlmFailure, reason: string): Failed {
  return { ok: false, why, reason };
}
