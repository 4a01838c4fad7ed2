import { type Command, Option } from 'commander';
import type { DailyReport, Listed } from '../core/daily-report.ts';
import { rfc3339 } from '../core/event.ts';
import type { MailReport } from '../core/mail-report.ts';
import type { Status } from '../core/status.ts';
import { incidentJson } from '../report/incident-json.ts';
import { findingJson } from '../report/json.ts';
import type { Page } from '../report/page.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { timesOf } from './findings.ts';
import { usage } from './input-options.ts';
import { type Place, placeOf } from './place.ts';
import type { Session } from './session.ts';
import { fetchStatus } from './status.ts';

interface ReportFlags extends ConfigFlags {
  readonly since: string;
  readonly until?: string;
  readonly format?: Format;
  readonly open?: boolean;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

const FORMATS = ['text', 'md', 'html', 'json'] as const;
type Format = (typeof FORMATS)[number];
/** The running logsift is asked how it is, if there is one; the report does not wait for it. */
const PATIENCE_MS = 2000;

/** `logsift report`: what happened, for somebody who was not there. */
export function reportCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('what happened: pages, what stayed below the line, what is silent, chronic or new')
    .option('--since <time>', 'from then on: yesterday, -7d, 2026-03-01', 'yesterday')
    .option('--until <time>', 'up to then; now when not given')
    .addOption(new Option('--format <name>', 'how it is written (default: text)').choices(FORMATS))
    .option('--open', 'as a page in the browser')
    .option('--markdown', 'the same as --format md')
    .option('--json', 'the same as --format json')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (flags: ReportFlags) => session.finish(await run(flags, session)));
}

async function run(flags: ReportFlags, session: Session): Promise<number> {
  const format = formatOf(flags);
  const now = Date.now();
  const { since = now, until = now } = timesOf(flags, now);
  if (since >= until) throw usage(`--since ${flags.since} is not before --until ${flags.until ?? 'now'}`);
  const [{ loadConfig }, { viewStore }, { dailyReport }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
    import('../app/daily-report.ts'),
  ]);
  const { state, timezone, budget, http } = loadConfig(configRequest(flags)).config;
  const store = viewStore(state.folder);
  try {
    const report = dailyReport(store, {
      ...{ from: since, to: until, timeZone: timezone, budget: budget.rate },
      status: await statusOf(placeOf(http), session.signal),
    });
    const page = session.page({ ...flags, ...(timezone === undefined ? {} : { timeZone: timezone }) });
    await show(report, { format, page, session });
  } finally {
    store.close();
  }
  return 0;
}

interface Showing {
  readonly format: Format | 'open';
  readonly page: Page;
  readonly session: Session;
}

async function show(report: DailyReport, { format, page, session }: Showing): Promise<void> {
  switch (format) {
    case 'json':
      return session.print(json(report));
    case 'md':
      return session.print((await import('../report/daily.ts')).markdownDaily(report, page));
    case 'text':
      return session.print((await import('../report/daily.ts')).renderDaily(report, page));
    case 'html':
      return session.print((await import('../report/daily-html.ts')).htmlDaily(report, page.timeZone));
    case 'open': {
      const { htmlDaily } = await import('../report/daily-html.ts');
      const { openPage } = await import('./open-browser.ts');
      session.note(`opened ${await openPage(htmlDaily(report, page.timeZone), 'report.html')}`);
    }
  }
}

function formatOf({ format, open, markdown, json: asJson }: ReportFlags): Format | 'open' {
  const asked = [
    ...(format === undefined ? [] : [format]),
    ...(open === true ? ['open' as const] : []),
    ...(markdown === true ? ['md' as const] : []),
    ...(asJson === true ? ['json' as const] : []),
  ];
  if (asked.length > 1 && !(asked.length === 2 && format === 'html' && open === true))
    throw usage('--format, --open, --markdown and --json are ways to have it; use one of them');
  return asked.at(-1) ?? 'text';
}

/** Null where none answers, or another one than it should be: `logsift status` says why. */
async function statusOf(place: Place | null, stop: AbortSignal): Promise<Status | null> {
  if (place === null) return null;
  try {
    return await fetchStatus(place, AbortSignal.any([stop, AbortSignal.timeout(PATIENCE_MS)]));
  } catch {
    return null;
  }
}

function json(report: DailyReport): string {
  const { from, to, messages, below, novel, silent, chronic, missed, ahead, ...others } = report;
  const { mailOdd, silenced, lines, mail, ...rest } = others;
  const each = <T>({ count, first }: Listed<T>, one: (of: T) => object) => ({ count, first: first.map(one) });
  const document = {
    ...{ schemaVersion: 1, from: rfc3339(from), to: rfc3339(to), ...rest },
    messages: each(messages, ({ at, ...message }) => ({ ...message, at: rfc3339(at) })),
    below: each(below, incidentJson),
    missed: each(missed, ({ at, ...one }) => ({ at: rfc3339(at), ...one })),
    silenced: each(silenced, ({ at, ...one }) => ({ at: rfc3339(at), ...one })),
    lines: lines === null ? null : { ...lines, from: rfc3339(lines.from) },
    mail: mail === null ? null : mailJson(mail),
    ...{
      novel: each(novel, findingJson),
      silent: each(silent, findingJson),
      chronic: each(chronic, findingJson),
      ahead: each(ahead, findingJson),
      mailOdd: each(mailOdd, findingJson),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function mailJson({ turned, ...mail }: MailReport): object {
  const times = turned.map(({ sent, stuck, ...one }) => ({
    ...{ ...one, sent: rfc3339(sent), stuck: rfc3339(stuck) },
  }));
  return { ...mail, turned: times };
}
