import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What may be done by a link. */
export const LINK_ACTIONS = ['ack', 'real', 'noise', 'expected', 'silence', 'approve'] as const;
export type LinkAction = (typeof LINK_ACTIONS)[number];

/** What a link says: this may be done about this incident, until then. */
export interface LinkClaim {
  readonly action: LinkAction;
  /** Id of the incident. */
  readonly incident: string;
  /** Epoch ms. */
  readonly expires: number;
  /** The channel that it was sent to. */
  readonly channel: string;
  /** Of `approve`: id of the action; else empty. */
  readonly detail: string;
}

/** What a token turns out to be. */
export type Verified =
  | { readonly claim: LinkClaim /** Of this very token, to know it again. */; readonly mark: string }
  | { readonly wrong: 'forged' | 'expired' };

const LONGEST = 2000;
/** Signatures for other ends, with the same key, are of no use here. */
const PURPOSE = 'logsift link v1\0';

const claimSchema = z.tuple([z.enum(LINK_ACTIONS), z.string(), z.number(), z.string(), z.string()]);

/** A claim with its signature (HMAC-SHA256, RFC 2104), in characters that a URL may have. */
export function signed({ action, incident, expires, channel, detail }: LinkClaim, key: Buffer): string {
  const payload = Buffer.from(JSON.stringify([action, incident, expires, channel, detail])).toString(
    'base64url',
  );
  return `${payload}.${signatureOf(payload, key).toString('base64url')}`;
}

/** What a token says, where it was signed with this key and its time (`now`: epoch ms) is not over. */
export function verified(token: string, key: Buffer, now: number): Verified {
  const [payload = '', signature = '', ...more] = token.length > LONGEST ? [] : token.split('.');
  const [wanted, given] = [signatureOf(payload, key), Buffer.from(signature, 'base64url')];
  // One signature is one text, so that a used link is known again.
  if (more.length > 0 || given.toString('base64url') !== signature) return { wrong: 'forged' };
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return { wrong: 'forged' };
  const parsed = claimSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  if (!parsed.success) return { wrong: 'forged' };
  const [action, incident, expires, channel, detail] = parsed.data;
  if (!(now < expires)) return { wrong: 'expired' };
  const mark = createHash('sha256').update(payload).digest('hex').slice(0, 32);
  return { claim: { action, incident, expires, channel, detail }, mark };
}

function signatureOf(payload: string, key: Buffer): Buffer {
  return createHmac('sha256', key).update(PURPOSE).update(payload).digest();
}
