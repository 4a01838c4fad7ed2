import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { createSecureContext, createServer, type TLSSocket } from 'node:tls';
import { LogsiftError } from '../core/errors.ts';
import type { Reasons } from './reasons.ts';

export interface TlsOptions {
  /** Paths of PEM files. */
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of peers; the authorities of the system when absent. */
  readonly ca?: string | undefined;
  readonly requireClientCert: boolean;
  /** ms. */
  readonly handshakeTimeout: number;
}

const SOON_DAYS = 14;
const DAY = 86_400_000;

/** TLS 1.2 and later on a TCP port; which peers are refused, and why. */
export class TlsServer {
  readonly #options: TlsOptions;
  #certificate: X509Certificate | null = null;

  constructor(options: TlsOptions) {
    this.#options = options;
  }

  /**
   * What to give accepted sockets to; `accept` gets those whose handshake is done and whose certificate is good, where
   * one is wanted. Fails with TLS_INVALID.
   */
  async open(accept: (socket: Socket) => void, reasons: Reasons): Promise<(socket: Socket) => void> {
    const { ca, requireClientCert, handshakeTimeout } = this.#options;
    const pems = await this.#read();
    const server = createServer({
      ...pems,
      ...{ minVersion: 'TLSv1.2', handshakeTimeout },
      requestCert: requireClientCert || ca !== undefined,
      // Judged below, where the reason is known.
      rejectUnauthorized: false,
    });
    server.on('secureConnection', (socket: TLSSocket) => {
      const reason = this.#refusal(socket);
      if (reason === null) return accept(socket);
      reasons.add(reason);
      socket.on('error', () => {});
      socket.destroy();
    });
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      reasons.add(handshakeReason(error));
      // A handshake that takes too long is told, and not ended.
      socket.destroy();
    });
    // The server itself does not listen: who is one too many costs no handshake.
    return (socket) => server.emit('connection', socket);
  }

  /** What a person should know of the certificate in use. */
  warnings(now: number): string[] {
    const certificate = this.#certificate;
    if (certificate === null) return [];
    const end = Date.parse(certificate.validTo);
    const { cert } = this.#options;
    if (end < now) return [`the certificate ${cert} expired on ${certificate.validTo}: senders refuse it`];
    if (end - now > SOON_DAYS * DAY) return [];
    return [`the certificate ${cert} expires on ${certificate.validTo}: senders will refuse it then`];
  }

  #refusal(socket: TLSSocket): string | null {
    const { ca, requireClientCert } = this.#options;
    if (!requireClientCert && ca === undefined) return null;
    if (Object.keys(socket.getPeerCertificate()).length === 0) {
      return requireClientCert ? 'tls_no_client_certificate' : null;
    }
    if (socket.authorized) return null;
    const error = String(socket.authorizationError);
    return /EXPIRED/.test(error) ? 'tls_client_certificate_expired' : 'tls_client_certificate_unknown';
  }

  async #read(): Promise<{ cert: Buffer; key: Buffer; ca?: Buffer }> {
    const { cert, key, ca } = this.#options;
    const pems = {
      cert: await readPem(cert, 'certificate'),
      key: await readPem(key, 'key'),
      ...(ca === undefined ? {} : { ca: await readPem(ca, 'certificate authority') }),
    };
    try {
      this.#certificate = new X509Certificate(pems.cert);
      createSecureContext(pems);
    } catch (cause) {
      const wanted =
        'wanted is a certificate and the key it was made with, both PEM, the key without a passphrase';
      throw invalid(`${cert} with ${key}`, wanted, cause);
    }
    try {
      // OpenSSL takes an authority that is none without a word.
      if (pems.ca !== undefined) new X509Certificate(pems.ca);
    } catch (cause) {
      throw invalid(`${ca} as its authority`, 'wanted is a PEM file of certificates', cause);
    }
    return pems;
  }
}

async function readPem(path: string, what: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const reason = (cause as Error).message;
    throw new LogsiftError('TLS_INVALID', `syslog tls cannot read its ${what} ${path}: ${reason}`, { cause });
  }
}

function invalid(what: string, wanted: string, cause: unknown): LogsiftError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new LogsiftError('TLS_INVALID', `syslog tls cannot use ${what}: ${reason}; ${wanted}`, { cause });
}

/** Why a handshake failed. What OpenSSL calls an alert was said by the peer: it refused us. */
function handshakeReason({ code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'ERR_TLS_HANDSHAKE_TIMEOUT') return 'tls_handshake_timeout';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'tls_handshake_broken_off';
  const words = `${code} ${message}`.toUpperCase();
  if (/ALERT/.test(words)) return 'tls_refused_by_peer';
  if (
    /HTTP_REQUEST|WRONG_VERSION|PACKET_LENGTH|UNKNOWN_PROTOCOL|NOT_TLS|RECORD_LAYER|WRONG VERSION/.test(words)
  )
    return 'tls_not_tls';
  if (/UNSUPPORTED_PROTOCOL|NO_SHARED_CIPHER/.test(words)) return 'tls_too_old';
  return 'tls_handshake_failed';
}
