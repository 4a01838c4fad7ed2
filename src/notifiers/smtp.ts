import { connect, type Socket } from 'node:net';
import type { Delivery } from '../core/notifier.ts';
import { truncateToWidth } from '../kit/terminal.ts';
import {
  checkedLookup,
  isPrivate,
  literalAddress,
  PrivateAddressError,
  resolveBySystem,
} from './addresses.ts';
import { refusal } from './post.ts';

/** A server that takes mail in. */
export interface Relay {
  readonly host: string;
  readonly port: number;
  /** TLS asked for in the conversation (RFC 3207), from the first byte (RFC 8314), or none. */
  readonly tls: 'starttls' | 'implicit' | 'none';
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** PEM of the authority that certificates are checked by; those of Node.js when absent. */
  readonly ca?: string | undefined;
  readonly allowPrivate: boolean;
}

/** What `nodemailer` is to make a mail of. */
export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  readonly references: readonly string[];
  readonly inReplyTo?: string;
  /** Epoch ms. */
  readonly date: number;
  readonly headers: { readonly [name: string]: string };
  readonly urgent: boolean;
}

const MAX_REPLY = 65_536;
const SHOWN_OF_REPLY = 160;
/**
 * What says of a 552 that this very mail is too long, whenever it is sent: enhanced codes (RFC 3463), or the words of
 * servers that have none.
 */
const TOO_LONG =
  /\b5\.(?:2\.3|3\.4)\b|\bmessage (?:is )?(?:too (?:big|large|long)|size|exceed)|too much mail data/i;

/** An error of nodemailer, as far as it matters here. */
interface SmtpError extends Error {
  readonly code?: string;
  /** That of the system or of TLS, where nodemailer put its own in its place. */
  readonly originalCode?: string;
  readonly responseCode?: number;
  readonly response?: string;
}

/**
 * Hands a mail over, once. 4xx, no answer, no TLS and a broken connection are to be tried again, as is a full mailbox
 * (552); other 5xx are permanent (RFC 5321, section 4.2.1). Never rejects; ends when `signal` fires.
 */
export async function submit(relay: Relay, mail: Mail, signal: AbortSignal): Promise<Delivery> {
  const { host, allowPrivate } = relay;
  const literal = literalAddress(host);
  if (!allowPrivate && literal !== null && isPrivate(literal)) return refused(host);
  const { createTransport } = await import('nodemailer');
  let socket: Socket | null = null;
  const expired = () => socket?.destroy();
  signal.addEventListener('abort', expired);
  try {
    socket = await connected(relay, signal);
    const transport = createTransport({
      host,
      port: relay.port,
      connection: socket,
      secure: relay.tls === 'implicit',
      requireTLS: relay.tls === 'starttls',
      ignoreTLS: relay.tls === 'none',
      maxResponseSize: MAX_REPLY,
      disableFileAccess: true,
      disableUrlAccess: true,
      tls: relay.ca === undefined ? {} : { ca: relay.ca },
      ...(relay.user === undefined ? {} : { auth: { user: relay.user, pass: relay.password ?? '' } }),
    });
    await transport.sendMail(mailFor(mail));
    return { ok: true };
  } catch (error) {
    if (signal.aborted) return { ok: false, permanent: false, reason: `${host} gave no answer in time` };
    return failure(error as SmtpError, relay);
  } finally {
    signal.removeEventListener('abort', expired);
    socket?.destroy();
  }
}

function mailFor(mail: Mail) {
  const { references, date, urgent, to, headers, ...rest } = mail;
  return {
    ...rest,
    to: [...to],
    headers: { ...headers },
    references: [...references],
    date: new Date(date),
    xMailer: false as const,
    ...(urgent ? { priority: 'high' as const } : {}),
  };
}

/** A connection to an address that was checked. */
function connected({ host, port, allowPrivate }: Relay, signal: AbortSignal): Promise<Socket> {
  return new Promise((done, fail) => {
    const lookup = allowPrivate ? {} : { lookup: checkedLookup(resolveBySystem) };
    const socket = connect({ host, port, ...lookup });
    const expired = () => socket.destroy(new Error('too late'));
    signal.addEventListener('abort', expired, { once: true });
    if (signal.aborted) expired();
    socket.once('connect', () => {
      signal.removeEventListener('abort', expired);
      socket.off('error', fail);
      // Until the conversation begins nobody else listens.
      socket.on('error', () => {});
      done(socket);
    });
    socket.once('error', fail);
  });
}

function failure(error: SmtpError, relay: Relay): Delivery {
  const { host } = relay;
  if (error instanceof PrivateAddressError) return refused(host);
  const { responseCode: status, response = '' } = error;
  const code = error.originalCode ?? error.code ?? error.name;
  // A certificate is renewed, a server learns TLS again: that is not the end of a mail.
  const untrusted = error.code === 'ETLS' || /TLS|SSL|CERT|VERIFY/.test(code);
  if (untrusted || status === undefined || !(status >= 400)) {
    const why = untrusted ? `no TLS: ${code}` : code;
    return { ok: false, permanent: false, reason: `mail cannot be handed to ${host} (${why})` };
  }
  const fullForNow = status === 552 && !TOO_LONG.test(response);
  const said = saidOf(response, relay);
  return {
    ok: false,
    permanent: status >= 500 && !fullForNow,
    reason: `the mail server answered ${said === '' ? status : said}`,
  };
}

function saidOf(response: string, { user = '', password = '' }: Relay): string {
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  let text = response.slice(0, 2000);
  for (const secret of [encoded(`\0${user}\0${password}`), encoded(password), password]) {
    if (secret !== '' && password !== '') text = text.replaceAll(secret, '***');
  }
  // Reasons go out by channels that may not know every alphabet.
  return truncateToWidth(text.trim(), SHOWN_OF_REPLY).replace(/[^\x20-\x7e…]/g, '?');
}

function refused(host: string): Delivery {
  const { failed: reason } = refusal(host);
  return { ok: false, permanent: true, reason };
}
