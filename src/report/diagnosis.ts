import type { Check } from '../core/diagnosis.ts';
import { count } from '../core/words.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { type Page, paragraph } from './page.ts';

const STATE_WIDTH = 9;
const AREA_WIDTH = 15;
const TYPED = '    ';

/** What `logsift doctor` found: a line for each area that is well, more for what is not. Ends with a line end. */
export function renderDiagnosis(checks: readonly Check[], page: Page): string {
  return `${[...checks.flatMap((check) => rows(check, page)), '', verdict(checks, page)].join('\n')}\n`;
}

function rows({ state, area, text, fix }: Check, page: Page): string[] {
  const paint = { ok: page.paint.good, warning: page.paint.warning, wrong: page.paint.urgent }[state];
  const hang = ' '.repeat(STATE_WIDTH + AREA_WIDTH);
  const [first = '', ...more] = paragraph(text, page, hang);
  const head = `${paint(state)}${' '.repeat(STATE_WIDTH - state.length)}${area.padEnd(AREA_WIDTH)}`;
  // What is to be typed stays in one piece, so that it can be copied.
  const typed = fix.map((line) => `${TYPED}${page.paint.place(escapeForTerminal(line))}`);
  return [head + first.slice(hang.length), ...more, ...typed];
}

function verdict(checks: readonly Check[], { paint }: Page): string {
  const of = (state: Check['state']) => checks.filter((check) => check.state === state).length;
  const [wrong, warnings] = [of('wrong'), of('warning')];
  const said = warnings === 0 ? '' : count(warnings, 'warning');
  if (wrong === 0) return said === '' ? paint.good('All is well.') : `Nothing is wrong; ${said}.`;
  return paint.urgent(
    `${count(wrong, 'thing')} ${wrong === 1 ? 'is' : 'are'} wrong${said === '' ? '' : `; ${said}`}.`,
  );
}
