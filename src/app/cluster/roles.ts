import { LogsiftError } from '../../core/errors.ts';
import { nearest } from '../../kit/nearest.ts';

/** What a process of a cluster may do. */
export const ROLES = ['collect', 'filter', 'detect', 'decide', 'serve'] as const;
export type RoleName = (typeof ROLES)[number];

/** Everything in one process, without a bus. */
const ALL = 'all';

/** The roles that a list such as `filter,detect` names; null for `all`. Throws USAGE. */
export function rolesIn(list: string): ReadonlySet<RoleName> | null {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes(ALL)) {
    if (names.length === 1) return null;
    throw new LogsiftError(
      'USAGE',
      `--role all is everything in one process; it stands alone. Got "${list}".`,
    );
  }
  for (const name of names) {
    if ((ROLES as readonly string[]).includes(name)) continue;
    const meant = nearest(name, [...ROLES, ALL]);
    const hint = meant === null ? `one or several of ${ROLES.join(', ')}, or all` : `did you mean ${meant}?`;
    throw new LogsiftError('USAGE', `--role knows no "${name}": ${hint}`);
  }
  return new Set(names as RoleName[]);
}
