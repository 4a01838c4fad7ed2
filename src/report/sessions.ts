import type { OddSession, SessionsResult } from '../core/session-result.ts';
import { period } from '../core/when.ts';
import { count, grouped } from '../core/words.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { labelled, type Page, paragraph } from './page.ts';

const INDENT = '    ';

/** The odd sessions with the reasons, the oddest first, and what was looked at. */
export function renderSessions(result: SessionsResult, { page, top }: { page: Page; top: number }): string {
  const shown = result.odd.slice(0, top);
  const rows = shown.flatMap((session, i) => [...renderSession(session, i + 1, page), '']);
  return `${[...rows, ...ending(result, shown.length, page)].join('\n')}\n`;
}

function renderSession(session: OddSession, place: number, page: Page): string[] {
  const { id, lines, from, to, where, because, places } = session;
  const when =
    from === null || to === null ? '' : `, ${period(Date.parse(from), Date.parse(to), page.timeZone)}`;
  const style = { page, indent: INDENT };
  return [
    `${page.paint.quiet(String(place).padStart(2))}  ${page.paint.odd(escapeForTerminal(id))}`,
    ...paragraph(`${count(lines, 'line')}${when}, from ${where}`, page, INDENT).map(page.paint.quiet),
    ...because.flatMap((reason) => paragraph(reason, page, INDENT)),
    ...places.flatMap(({ where: at, line }) => labelled('see', `${at}  ${line}`, style)),
  ];
}

function ending(
  { odd, sessions, learnt, events, withoutSession, kinds }: SessionsResult,
  shown: number,
  page: Page,
) {
  const judgedBy =
    learnt > 0
      ? `judged by ${count(learnt, 'session')} that were learnt first`
      : 'each tenth judged by the rest';
  const outside =
    withoutSession === 0 ? '' : `; ${count(withoutSession, 'line')} of ${grouped(events)} carry no id`;
  const more = odd.length > shown ? ` ${shown} of them shown, all with --top ${odd.length}.` : '';
  const verdict =
    odd.length === 0
      ? `No odd session among ${grouped(sessions)}.`
      : `${count(odd.length, 'odd session')} among ${grouped(sessions)}.${more}`;
  return [
    ...paragraph(verdict, page, '').map(odd.length === 0 ? page.paint.good : page.paint.headline),
    ...paragraph(
      `${count(kinds, 'kind')} of line in ${count(events, 'line')}, ${judgedBy}${outside}.`,
      page,
      '',
    ),
  ];
}
