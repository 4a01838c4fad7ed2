import { computed, signal } from '@preact/signals';
import type { SessionAnswer } from '../../src/core/api-access.ts';
import { go, href, query, ROOT, route } from './router.ts';

/** Who looks and what may be done here; null before it is known. */
export const session = signal<SessionAnswer | null>(null);

const role = computed(() => {
  const known = session.value;
  return known === null || known.readOnly ? null : (known.caller?.role ?? null);
});
/** Whether whoever looks may acknowledge, judge and silence. */
export const mayAct = computed(() => role.value === 'operator' || role.value === 'admin');
/** Whether they may change models, rules and tokens. */
export const mayRule = computed(() => role.value === 'admin');

/** Nobody is signed in any more: asks who it is, and comes back here afterwards. */
export function signedOut(): void {
  const known = session.peek();
  if (known !== null) session.value = { ...known, caller: null };
  if (route.peek().page === 'login') return;
  const back = location.pathname + location.search;
  go(href('login', '', { back: location.pathname === ROOT ? null : back }), 'replace');
}

/** Where to go after signing in: only ever a page of this dashboard. */
export function backTo(): string {
  const back = query.peek().get('back') ?? '';
  return back.startsWith(ROOT) && !back.startsWith('//') && !back.includes('\\') ? back : ROOT;
}

/** Ends the session here and at the server. */
export async function signOut(): Promise<void> {
  await fetch(`${ROOT}api/v1/logout`, { method: 'POST', headers: { 'x-logsift': '1' } }).catch(() => {});
  signedOut();
}
