import { LINK_HOLDS, markOf, newSecret } from '../../dashboard/sessions.ts';
import { isLoopback } from '../../dashboard/site.ts';
import type { Config, LoadedConfig } from '../config.ts';
import type { WrittenConfig } from './plan.ts';

/** Keeps the mark of a link until a time (epoch ms). */
export type KeepLink = (mark: string, until: number) => void;

/**
 * The address of the dashboard with a token that signs in once, within half an hour; as it is where links do not sign
 * in. Whoever may write into the state folder may sign in.
 */
export function signInLink(
  url: string,
  { http }: Pick<Config, 'http'>,
  { keep, now }: { readonly keep: KeepLink; readonly now: number },
): string {
  if (http.listen === null || !isLoopback(http.listen.host)) return url;
  const secret = newSecret();
  keep(markOf(secret), now + LINK_HOLDS);
  return `${url}?token=${secret}`;
}

/**
 * Where people find the dashboard: `http://127.0.0.1:8514/`, or as `public_url` says; on loopback only when the proxy
 * that is there is declared, as it may hand on no more than signed links.
 */
export function dashboardUrl(
  { listen, tls, public_url: publicUrl, trusted_proxies: proxies }: Config['http'],
  port: number,
): string {
  const address = listen?.host ?? '127.0.0.1';
  if (publicUrl !== undefined && (proxies.length > 0 || !isLoopback(address))) return `${publicUrl}/`;
  const near = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `${tls === undefined ? 'http' : 'https'}://${near.includes(':') ? `[${near}]` : near}:${port}/`;
}

/** A configuration as the page of settings shows it. */
export function writtenOf({ files, notes, values }: LoadedConfig): WrittenConfig {
  return { files, notes, values: values() };
}
