import type { Store } from '../store/store.ts';
import type { Health } from './health.ts';
import type { RunOptions } from './run-options.ts';
import { type KeepLink, signInLink } from './web/link.ts';

/** Says where the dashboard is, or why there is none. What goes into the journal signs nobody in: many may read that. */
export function sayWhere({ config, log, env, onDashboard }: RunOptions, { web }: Health, store: Store): void {
  if (web === null) return;
  for (const remark of web.remarks) log.error(remark);
  const { url } = web;
  if (url === null) return;
  const keep: KeepLink = (mark, until) =>
    void store.write('sessions', () => store.sessions.putLink(mark, until));
  if (onDashboard === undefined && env.JOURNAL_STREAM !== undefined) {
    log.info(`the dashboard is at ${url}; logsift dashboard prints a link that signs in`);
    return;
  }
  const link = signInLink(url, config, { keep, now: Date.now() });
  if (onDashboard === undefined) log.info(`the dashboard is at ${link}`);
  else onDashboard(link);
}
