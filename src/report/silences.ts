import { moment } from '../core/when.ts';
import { count } from '../core/words.ts';
import { type Page, paragraph } from './page.ts';

/** A silence as people are shown it. Times in epoch ms. */
export interface ShownSilence {
  readonly id: string;
  readonly state: 'active' | 'waiting' | 'over';
  /** What it is about: `host sw-core`. */
  readonly about: string;
  readonly owner: string;
  readonly reason: string;
  readonly from: number;
  readonly until: number;
  /** `0 2 * * sun for 3 hours (Europe/Berlin)`; null for one that comes once. */
  readonly again: string | null;
  /** Made here, or written in the configuration. */
  readonly configured: boolean;
  readonly endedBy: string | null;
  /** How many incidents it kept from being told, and the latest of them. */
  readonly hidden: number;
  readonly wouldHaveShown: readonly {
    readonly at: number;
    readonly headline: string;
    readonly incident: string;
  }[];
}

const SHORT = 8;

/** Silences with what would have been shown without them. */
export function renderSilences(silences: readonly ShownSilence[], page: Page): string {
  return silences
    .flatMap((one) => {
      const { paint } = page;
      const color = one.state === 'active' ? paint.headline : paint.quiet;
      const rows = paragraph(factsOf(one, page), page, '');
      return [
        ...rows.map((row) => color(row)),
        ...one.wouldHaveShown.flatMap(({ at, headline, incident }) =>
          paragraph(`${moment(at, page.timeZone)}  ${headline} (${incident.slice(0, SHORT)})`, page, '    '),
        ),
      ];
    })
    .map((row) => `${row}\n`)
    .join('');
}

function factsOf(one: ShownSilence, { timeZone }: Page): string {
  const { id, state, about, owner, reason, from, until, again, configured, endedBy, hidden } = one;
  const when = again === null ? (state === 'waiting' ? `from ${moment(from, timeZone)} ` : '') : `${again}, `;
  return [
    `${id.slice(0, SHORT)}  ${state}`,
    about,
    `${when}until ${moment(until, timeZone)}`,
    `${owner}: ${reason}`,
    ...(configured ? ['of the configuration'] : []),
    ...(endedBy === null ? [] : [`ended by ${endedBy}`]),
    hidden === 0 ? 'nothing silenced' : `${count(hidden, 'incident')} silenced`,
  ].join(' · ');
}
