import type { RouteWalk, RouteWalkEnd } from '../core/route-walk.ts';
import { moment } from '../core/when.ts';
import { duration } from '../core/words.ts';
import { type Page, paragraph } from './page.ts';

/** The way through the tree of routes: what was asked, every branch with why, and where it ends. */
export function renderRouteWalk(walk: RouteWalk, page: Page): string {
  const { paint } = page;
  const asked = [...walk.subject, moment(walk.at, page.timeZone)].join(' · ');
  const steps = walk.steps.flatMap(({ path, depth, taken, because }) => {
    const name = path.split(' > ').at(-1)!;
    const [sign, color] = taken ? ['✓', paint.good] : ['✗', paint.quiet];
    const rows = paragraph(`${sign} ${name}: ${because}`, page, '  '.repeat(depth));
    return rows.map((row) => color(row));
  });
  const ends = walk.destinations.flatMap((end) => paragraph(`→ ${endWords(end)}`, page, ''));
  return [...paragraph(asked, page, '').map(paint.headline), '', ...steps, '', ...ends]
    .map((row) => `${row}\n`)
    .join('');
}

function endWords({ path, receivers, groupBy, groupWait, repeat, cooldown, escalate }: RouteWalkEnd): string {
  const more = [
    ...(groupBy.length === 0 ? [] : [`gathered by ${groupBy.join(', ')}`]),
    ...(groupWait === null ? [] : [`after ${duration(groupWait)} at the latest`]),
    ...(repeat === null ? [] : [`again every ${duration(repeat)}`]),
    ...(cooldown === null ? [] : [`the same pattern once in ${duration(cooldown)}`]),
    ...escalate.map(({ after, to }) => `${to.join(', ')} when nobody has it after ${duration(after)}`),
  ];
  return `${receivers.join(', ')} (${path})${more.length === 0 ? '' : `; ${more.join('; ')}`}`;
}
