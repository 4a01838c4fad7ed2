import type { Duel, DuelFigures, ModelReport } from '../core/model-report.ts';
import type { Precision, Share } from '../core/precision.ts';
import { moment } from '../core/when.ts';
import { count, grouped, percent } from '../core/words.ts';
import { labelled, type Page, paragraph } from './page.ts';

/** What is known of each model, within the page's width. */
export function renderModels(models: readonly ModelReport[], page: Page): string {
  return models
    .map((model) => modelRows(model, page).join('\n'))
    .map((block) => `${block}\n`)
    .join('\n');
}

function modelRows(model: ModelReport, page: Page): string[] {
  const { name, learner, current, earlier, nextFit, judged, surprising, duel, trouble } = model;
  const { paint, timeZone } = page;
  const at = (time: number) => moment(time, timeZone);
  const say = (label: string, text: string) => labelled(label, text, { page, indent: '  ' });
  const version = current === null ? 'none yet' : `version ${current.version}`;
  const learnt = current === null ? [] : say('learnt', `${at(current.fittedAt)}, ${rowsOf(current.rows)}`);
  const share = judged === 0 ? 'nothing yet' : `${percent(surprising / judged)} of ${grouped(judged)}`;
  return [
    ...paragraph(`${name}: ${version} (${learner})`, page, '').map((row) => paint.headline(row)),
    ...learnt,
    ...say('next', nextFit === null ? 'as soon as there is enough to learn from' : at(nextFit)),
    ...(current === null ? [] : say('surprised', `${share} lately; 0.1 % is usual`)),
    ...driftRows(model, say),
    ...(duel === null ? [] : say('last try', duelWords(duel, at(duel.at)))),
    ...(earlier.length === 0
      ? []
      : say('earlier', earlier.map((one) => `version ${one.version} of ${at(one.fittedAt)}`).join(', '))),
    ...(trouble === null ? [] : paragraph(trouble, page, '  ').map((row) => paint.warning(row))),
  ];
}

function rowsOf(rows: number): string {
  return rows === 0 ? 'from how much is not known' : `from ${count(rows, 'row')}`;
}

function driftRows(
  { drift, drifted }: ModelReport,
  say: (label: string, text: string) => string[],
): string[] {
  if (drift === null) return [];
  const far = drift.toFixed(2);
  return say('drift', drifted ? `${far}: what comes has become odder to it` : `${far}, within chance`);
}

function duelWords({ taken, recent, past, because }: Duel, when: string): string {
  const of = (what: string, figures: DuelFigures | null) =>
    figures === null ? [] : [`${what} ${figures.before.toFixed(2)} → ${figures.after.toFixed(2)}`];
  const figures = [...of('last day', recent), ...of('a month ago', past)];
  const measured = figures.length === 0 ? '' : ` (${figures.join(', ')})`;
  return `${when}: ${taken ? 'taken' : 'not taken'}, ${because}${measured}`;
}

/** How many of the judged pages were real, by detector, as a table. */
export function renderQuality({ all, detectors, pages, missed }: Precision, page: Page): string {
  const rows = [
    ['detector', 'judged', 'real', 'precision', 'with 95 %'],
    ...detectors.map((one) => [one.detector, ...cellsOf(one)]),
    ...(detectors.length === 1 ? [] : [['all', ...cellsOf(all)]]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '),
  );
  const said = `of ${count(pages, 'page')} of the last 30 days${missed === 0 ? '' : `; ${count(missed, 'time')} something was missed`}`;
  return `${[page.paint.quiet(table[0]!), ...table.slice(1), said].join('\n')}\n`;
}

function cellsOf({ judged, real, interval: [low, high] }: Share): string[] {
  const whole = (share: number) => Math.round(share * 100);
  const share = judged === 0 ? '' : `${whole(real / judged)} %`;
  return [grouped(judged), grouped(real), share, `${whole(low)}–${whole(high)} %`];
}
