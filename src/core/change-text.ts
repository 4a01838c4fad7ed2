import type { Change } from './incident.ts';
import { duration } from './words.ts';

/** A change as seen from what began after it (epoch ms): `12 minutes before: deploy api v2 (web01 api)`. */
export function changeText({ from, to, what, told, host, app }: Change, began: number): string {
  const about = [host, app].filter((part) => part !== undefined).join(' ');
  const how = told === 'log' ? 'read in the log' : told === 'ci' ? 'said over HTTP' : '';
  const facts = [about, how].filter((part) => part !== '').join(', ');
  const after = from > began ? 'just after it began' : 'under way';
  const when = to >= began ? after : `${duration(began - to)} before`;
  return `${when}: ${what}${facts === '' ? '' : ` (${facts})`}`;
}
