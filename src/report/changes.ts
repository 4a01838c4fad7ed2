import type { Change } from '../core/incident.ts';
import { moment, period } from '../core/when.ts';
import { type Page, paragraph } from './page.ts';

const WHO = { person: '', ci: 'said over HTTP', log: 'read in the log' };

/** Changes as a list, one below the other: when, what, and where. */
export function renderChanges(changes: readonly Change[], page: Page): string {
  return changes
    .flatMap(({ from, to, what, told, host, app }) => {
      const when = to > from ? period(from, to, page.timeZone) : moment(from, page.timeZone);
      const facts = [host, app, WHO[told]].filter((part) => part !== undefined && part !== '').join(', ');
      return paragraph(`${when}  ${what}${facts === '' ? '' : ` (${facts})`}`, page, '');
    })
    .map((row) => `${row}\n`)
    .join('');
}
