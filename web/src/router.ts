import { computed, signal } from '@preact/signals';
import { type PageName, pathOf, queryText, type Route, routeOf } from './routes.ts';

// Scripts lie in a folder beside the page; so wherever a proxy puts the page, its address is known.
const here = import.meta.url;
/** Path of the dashboard with a slash at its end: `/`, `/logs/`. */
export const ROOT: string = new URL('..', here).pathname;

const place = signal(read());

/** Page that is looked at. */
export const route = computed<Route>(() => routeOf(place.value.path));

/** Query of the address, without the question mark. */
export const query = computed(() => new URLSearchParams(place.value.query));

/** Address of a page, for a link: `href('incident', id)`, `href('explore', '', { text })`. The time range goes along. */
export function href(
  page: Exclude<PageName, 'nowhere'>,
  subject = '',
  more: { readonly [key: string]: string | number | null | undefined } = {},
): string {
  return ROOT + pathOf(page, subject).slice(1) + queryText({ ...rangeOfNow(), ...more });
}

/** Goes to an address made by `href`. */
export function go(address: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', address);
  else history.replaceState(null, '', address);
  const before = place.value.path;
  place.value = read();
  if (place.value.path !== before) window.scrollTo(0, 0);
}

/** Changes parts of the query and leaves the rest; null takes a part away. */
export function setQuery(
  parts: { readonly [key: string]: string | number | null },
  how: 'push' | 'replace' = 'push',
): void {
  const next = { ...Object.fromEntries(query.value), ...parts };
  go(ROOT + place.value.path.slice(1) + queryText(next), how);
}

/** Follows the browser's own buttons, and turns clicks on our links into steps without a reload. */
export function followLinks(): void {
  addEventListener('popstate', () => {
    place.value = read();
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest('a');
    if (link == null || link.target !== '' || link.hasAttribute('download')) return;
    if (link.origin !== location.origin) return;
    if (!link.pathname.startsWith(ROOT) || link.pathname.startsWith(`${ROOT}api/`)) return;
    // A jump within the page is the browser's.
    if (link.hash !== '' && link.pathname === location.pathname) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

function read(): { readonly path: string; readonly query: string } {
  const { pathname, search } = location;
  return { path: `/${pathname.startsWith(ROOT) ? pathname.slice(ROOT.length) : ''}`, query: search };
}

/** The chosen time range follows from page to page. */
function rangeOfNow(): { [key: string]: string | null } {
  const now = query.value;
  return { last: now.get('last'), from: now.get('from'), to: now.get('to') };
}
