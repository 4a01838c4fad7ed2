import type { ForecastAhead, ForecastResult } from '../core/forecast-result.ts';
import { count, percent } from '../core/words.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { type Page, paragraph } from './page.ts';
import { number, plotForecast } from './plot.ts';

const METHODS: { readonly [method: string]: string } = {
  prophet: 'Prophet',
  ets: 'exponential smoothing',
  line: 'a straight line',
};
const DAY = 86_400_000;

/** What is to come of a series: the answer, a picture, and a table of at most `top` times. */
export function renderForecast(result: ForecastResult, { page, top }: { page: Page; top: number }): string {
  const { input, history, ahead, method } = result;
  const of = input === '-' ? '' : ` of ${escapeForTerminal(input)}`;
  const days = isDaily(result);
  const said = limitWords(result, days);
  const about = `${count(history.length, 'value')}${of}, forecast by ${METHODS[method] ?? method}; times in UTC.`;
  const rows = [
    ...(said === null ? [] : [...paragraph(said, page, '').map(page.paint.headline), '']),
    ...plotForecast(result, page.paint),
    '',
    page.paint.quiet(tableRow(['time', 'expected', 'low', 'high'])),
    ...picked(ahead, top).map(({ time, value, low, high }) => {
      return tableRow([shown(time, days), number(value), number(low), number(high)]);
    }),
    '',
    ...paragraph(`${about} ${percent(result.interval)} of what comes lies between low and high.`, page, ''),
  ];
  return `${rows.join('\n')}\n`;
}

/** Whether the steps are days or longer, so that dates alone say when. */
function isDaily({ ahead, history }: ForecastResult): boolean {
  return ahead.length > 1
    ? Date.parse(ahead[1]!.time) - Date.parse(ahead[0]!.time) >= DAY
    : Date.parse(ahead[0]!.time) - Date.parse(history.at(-1)!.time) >= DAY;
}

function limitWords({ limit, history, ahead }: ForecastResult, days: boolean): string | null {
  if (limit === null) return null;
  const { value, crossing, until } = limit;
  if (crossing === null)
    return `No trend: ${number(value)} is not expected to be reached by ${shown(until, days)}.`;
  if (crossing.from === crossing.likely && crossing.from < ahead[0]!.time && crossing.from === crossing.to) {
    return `${number(value)} is reached already: ${number(history.at(-1)!.value)} on ${shown(crossing.from, days)}.`;
  }
  const likely = `most likely on ${shown(crossing.likely, days)}`;
  if (crossing.to === null)
    return `${number(value)} is reached on ${shown(crossing.from, days)} or later, ${likely}.`;
  const [from, to] = [shown(crossing.from, days), shown(crossing.to, days)];
  if (from === to) return `${number(value)} is reached on ${from}.`;
  return `${number(value)} is reached between ${from} and ${to}, ${likely}.`;
}

function shown(time: string, days: boolean): string {
  return days ? time.slice(0, 10) : time.slice(0, 16).replace('T', ' ');
}

/** At most so many, evenly, the last among them. */
function picked(ahead: readonly ForecastAhead[], top: number): ForecastAhead[] {
  const wanted = Math.min(top, ahead.length);
  return Array.from({ length: wanted }, (_, i) => ahead[Math.ceil(((i + 1) * ahead.length) / wanted) - 1]!);
}

function tableRow([time, ...numbers]: string[]): string {
  return `${time!.padEnd(18)}${numbers.map((cell) => cell.padStart(11)).join('')}`;
}
