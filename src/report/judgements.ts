import type { Judgement } from '../core/judgement.ts';
import { verdictWords } from '../core/verdict-words.ts';
import { moment } from '../core/when.ts';
import { type Page, paragraph } from './page.ts';

/** What people said, in order, with who said it and whether it holds (`now`: epoch ms). */
export function renderJudgements(judgements: readonly Judgement[], page: Page, now: number): string {
  return judgements
    .flatMap((judgement) => {
      const { at, by, incident, wide, missed, takenBack } = judgement;
      const about = incident?.slice(0, 8) ?? missedWords(missed, page);
      const facts = [
        `${verdictWords(judgement, now)}${wide ? ' (of every host)' : ''}`,
        ...(takenBack === null ? [] : [`taken back ${moment(takenBack, page.timeZone)}`]),
        `${by}, ${moment(at, page.timeZone)}`,
      ];
      const rows = paragraph(`${about}  ${facts.join(' · ')}`, page, '');
      return takenBack === null ? rows : rows.map((row) => page.paint.quiet(row));
    })
    .map((row) => `${row}\n`)
    .join('');
}

function missedWords(missed: Judgement['missed'], page: Page): string {
  if (missed === undefined) return '';
  const { at, host, line } = missed;
  return [moment(at, page.timeZone), host, line].filter((part) => part !== undefined).join(' ');
}
