import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { CHANGE_HEADER } from '../core/api-access.ts';
import { ApiProblem } from './problem.ts';

/** Where the dashboard is. */
export interface Site {
  /** Address it listens at. */
  readonly address: string;
  readonly port: number;
  /** Where people reach it, without a slash at the end; null when that is where it listens. */
  readonly publicUrl: string | null;
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|\[?::1\]?|localhost)$/;

export function isLoopback(address: string): boolean {
  return LOOPBACK.test(address);
}

/** Whether a text is an address, or a network such as 10.0.0.0/8. */
export function isNetwork(text: string): boolean {
  const [address = '', bits = '0', ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)]!;
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

/** Path of the page's root as people reach it, with a slash at both ends. */
export function basePath({ publicUrl }: Site): string {
  const path = publicUrl === null ? '/' : new URL(publicUrl).pathname;
  return path.endsWith('/') ? path : `${path}/`;
}

/**
 * On loopback only by a loopback name, or the one people are told: any other name that leads here (DNS rebinding) is
 * some web page's. Throws ApiProblem.
 */
export function checkHost(site: Site, host: string): void {
  if (!isLoopback(site.address) || isLoopback(host.replace(/:\d+$/, ''))) return;
  if (site.publicUrl !== null && new URL(site.publicUrl).host === host.toLowerCase()) return;
  throw new ApiProblem(403, 'this name is not ours: use http://127.0.0.1, or set http.public_url');
}

/** A page of another site may neither read nor change anything, whoever looks at it. Throws ApiProblem. */
export function checkOrigin(
  site: Site,
  request: Pick<FastifyRequest, 'headers' | 'protocol' | 'host'>,
): void {
  const { origin, 'sec-fetch-site': from } = request.headers;
  const elsewhere = from !== undefined && from !== 'same-origin' && from !== 'none';
  if (elsewhere || (origin !== undefined && !isOurs(site, origin, `${request.protocol}://${request.host}`)))
    throw new ApiProblem(403, 'not for pages of other sites');
}

/**
 * Where others can listen, nobody is talked to in the clear: only over TLS, or through a declared proxy, whose affair it
 * is. A proxy that is not declared hides who asks, so that nobody could be slowed down. Throws ApiProblem.
 */
export function checkSecure(
  site: Site,
  request: Pick<FastifyRequest, 'protocol' | 'ips' | 'ip' | 'headers'>,
): void {
  const declared = (request.ips?.length ?? 0) > 1;
  if (!declared && request.headers['x-forwarded-for'] !== undefined)
    throw new ApiProblem(403, 'this came through a proxy that is not declared: see http.trusted_proxies');
  if (declared || isLoopback(site.address) || request.protocol === 'https') return;
  if (isLoopback(request.ip.replace(/^::ffff:/, ''))) return;
  throw new ApiProblem(403, 'only over TLS, or through the declared proxy');
}

/** What changes something over a session says so by a header that no form and no foreign page can send. */
export function checkChange(headers: FastifyRequest['headers']): void {
  if (headers[CHANGE_HEADER] !== '1') throw new ApiProblem(403, 'wanted the header "X-Logsift: 1"');
}

function isOurs({ publicUrl }: Site, origin: string, here: string): boolean {
  return origin === here || (publicUrl !== null && origin === new URL(publicUrl).origin);
}
