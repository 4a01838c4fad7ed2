/** Pages of the dashboard; each is a folder of `pages/` and is loaded when it is first looked at. */
export type PageName =
  | 'home'
  | 'incidents'
  | 'incident'
  | 'live'
  | 'explore'
  | 'template'
  | 'host'
  | 'compare'
  | 'models'
  | 'review'
  | 'filter'
  | 'settings'
  | 'login'
  | 'nowhere';

/** A page, and what its address names. */
export interface Route {
  readonly page: PageName;
  /** What stands after the page's name (an id, a host), decoded; empty where nothing does. */
  readonly subject: string;
}

/** Pages whose address ends in a name or an id. */
const WITH_SUBJECT = new Set<string>(['incident', 'template', 'host']);
const ALONE = new Set<string>([
  ...['incidents', 'live', 'explore', 'compare', 'models', 'review', 'filter', 'settings', 'login'],
]);

/** The page of a path below the place the dashboard is served from: `/incident/3fa9c2d1`. */
export function routeOf(path: string): Route {
  const [page = '', subject, ...more] = path.split('/').filter((part) => part !== '');
  if (page === '') return { page: 'home', subject: '' };
  if (ALONE.has(page) && subject === undefined) return { page: page as PageName, subject: '' };
  const name = subject === undefined || more.length > 0 ? null : decoded(subject);
  if (WITH_SUBJECT.has(page) && name !== null) return { page: page as PageName, subject: name };
  return { page: 'nowhere', subject: '' };
}

/** The path of a page, its subject escaped: names come from logs. */
export function pathOf(page: Exclude<PageName, 'nowhere'>, subject = ''): string {
  if (page === 'home') return '/';
  return subject === '' ? `/${page}` : `/${page}/${encodeURIComponent(subject)}`;
}

/** A query of what is set; an empty one is the empty string. */
export function queryText(query: { readonly [key: string]: string | number | null | undefined }): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** null where the escapes are none. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
