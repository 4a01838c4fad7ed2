import type { BacktestResult } from '../core/backtest-result.ts';
import type { Finding } from '../core/finding.ts';
import { type Incident, incidentRank } from '../core/incident.ts';
import { count, duration, grouped } from '../core/words.ts';
import { calendarRows } from './backtest.ts';
import { SHORT_INCIDENT } from './incident.ts';
import { type Page, paragraph } from './page.ts';

const DAY = 86_400_000;
const INDENT = '  ';
const MOST = 5;
/** A fault that was last seen so long ago is over. */
const RECENT = 2 * DAY;

/** What a machine's last days would have been like, what is wrong with it now, and what to do next. */
export function renderCheckup(
  result: BacktestResult,
  { page, shortened }: { page: Page; shortened: number | null },
): string {
  const { pages, budget, lines, inputs, digest } = result;
  const chronic = lasting(result, 'chronic');
  const silent = lasting(result, 'silence').filter(
    ({ about, ongoing }) => about.template === undefined && ongoing === true,
  );
  const hosts = new Set(silent.flatMap(({ about: { host } }) => host ?? [])).size;
  // What is no longer on its way is told by the same finding, as nothing of note.
  const ahead = lasting(result, 'forecast').filter(({ surprise }) => surprise > 0);
  const per = budget.perMs === DAY ? 'day' : duration(budget.perMs);
  const ms = result.to - Math.max(result.since, result.from);
  const span = ms < 2 * DAY ? duration(ms) : `${Math.round(ms / DAY)} days`;
  const facts = [
    `at ${budget.count}/${per} you would have had ${pages.length === 0 ? 'no page' : count(pages.length, 'page')}`,
    ...(digest.length > 0 ? [`${digest.length} more in the digest`] : []),
    ...(chronic.length > 0 ? [`${count(chronic.length, 'chronic fault')}`] : []),
    ...(hosts > 0 ? [`${count(hosts, 'host')} silent`] : []),
    ...(silent.length > 0 && hosts === 0 ? ['the whole log fell silent'] : []),
    ...aheadWords(ahead),
  ];
  const blocks = [
    paragraph(`The last ${span} of this machine: ${facts.join('; ')}.`, page, '').map(page.paint.headline),
    pages.length === 0 ? [] : calendarRows(result, page),
    list('Chronic faults:', chronic, page),
    list('Silent:', silent, page),
    list('On its way:', ahead, page),
    pages.length > 0 ? [] : list('Below the page line, the highest first:', highest(result), page),
    [
      page.paint.quiet(
        `${grouped(lines)} lines of ${count(inputs, 'input')}${shortened === null ? '' : '; there was no time to read all of the last 30 days: logsift backtest does'}.`,
      ),
    ],
    next(result, page),
  ];
  return `${blocks
    .filter((rows) => rows.length > 0)
    .map((rows) => rows.join('\n'))
    .join('\n\n')}\n`;
}

/** What a detector said that still holds at the end, the worst first; one for each matter. */
function lasting({ incidents, to }: BacktestResult, detector: string): Finding[] {
  const found = new Map<string, Finding>();
  for (const { findings } of incidents) {
    for (const finding of findings) {
      if (finding.to < to - RECENT) continue;
      if (finding.detector === detector) found.set(finding.id, finding);
      const also = finding.also?.find((one) => one.detector === detector);
      if (also !== undefined) found.set(also.id, { ...finding, because: also.because });
    }
  }
  return [...found.values()].sort((a, b) => b.gravity - a.gravity);
}

/** One is told in the sentence, more are counted in it. */
function aheadWords(ahead: readonly Finding[]): string[] {
  if (ahead.length > 1) return [`${count(ahead.length, 'number')} on the way to a limit`];
  return ahead.map(({ because }) => because.replace(/, in about .*$/s, '').replace(/\.$/, ''));
}

function highest({ incidents }: BacktestResult): Incident[] {
  return incidents.toSorted((a, b) => incidentRank(b) - incidentRank(a)).slice(0, 3);
}

function list(title: string, items: readonly (Finding | Incident)[], page: Page): string[] {
  if (items.length === 0) return [];
  const rows = items.slice(0, MOST).flatMap((item) => {
    const text = 'headline' in item ? item.headline : named(item);
    return paragraph(text, page, INDENT);
  });
  const more = items.length > MOST ? [page.paint.quiet(`${INDENT}and ${items.length - MOST} more`)] : [];
  return [title, ...rows, ...more];
}

function named({ because, about: { host } }: Finding): string {
  return host === undefined || because.includes(host) ? because : `${host}: ${because}`;
}

function next({ pages }: BacktestResult, page: Page): string[] {
  const [first] = pages;
  const commands = [
    ...(first === undefined
      ? []
      : [
          [`logsift backtest --show ${first.incident.id.slice(0, SHORT_INCIDENT)}`, 'one of them as a story'],
        ]),
    ['logsift run', 'watch over this machine from now on'],
    ['logsift scan', 'every finding of its logs, the oddest first'],
    ['logsift --help', 'everything else'],
  ];
  const width = Math.max(...commands.map(([command]) => command!.length)) + 2;
  return commands.map(([command, what]) => `${INDENT}${command!.padEnd(width)}${page.paint.quiet(what!)}`);
}
