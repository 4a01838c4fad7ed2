import { href, route } from '../router.ts';
import type { PageName } from '../routes.ts';
import { Icon, type IconName } from './icon.tsx';

interface Place {
  readonly page: Exclude<PageName, 'nowhere'>;
  readonly icon: IconName;
  readonly name: string;
  /** Pages that belong to it. */
  readonly also?: readonly PageName[];
}

/** Where one can go, in the order of how often one does. */
export const PLACES: readonly Place[] = [
  { page: 'home', icon: 'home', name: 'Home' },
  { page: 'incidents', icon: 'incidents', name: 'Incidents', also: ['incident'] },
  { page: 'live', icon: 'live', name: 'Live' },
  { page: 'explore', icon: 'explore', name: 'Explore', also: ['template', 'host'] },
  { page: 'compare', icon: 'compare', name: 'Compare' },
  { page: 'models', icon: 'models', name: 'Models' },
  { page: 'review', icon: 'review', name: 'Review' },
  { page: 'filter', icon: 'filter', name: 'Filter' },
  { page: 'settings', icon: 'settings', name: 'Settings' },
];

/** The links; `badge` counts what is open beside "Incidents". */
export function Navigation({ badge }: { readonly badge: number }) {
  const here = route.value.page;
  return (
    <nav aria-label="Pages">
      <ul class="nav">
        {PLACES.map(({ page, icon, name, also }) => (
          <li key={page}>
            <a
              class="nav-link"
              href={href(page)}
              {...(here === page || also?.includes(here) ? { 'aria-current': 'page' } : {})}
            >
              <Icon name={icon} />
              <span>{name}</span>
              {page === 'incidents' && badge > 0 && (
                <span class="badge">
                  {badge}
                  <span class="visually-hidden"> open</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
