import type { Command } from 'commander';
import type { DailyReport, Listed } from '../core/daily-report.ts';
import { rfc3339 } from '../core/event.ts';
import { incidentJson } from '../report/incident-json.ts';
import { findingJson } from '../report/json.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { timesOf } from './findings.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface ReportFlags extends ConfigFlags {
  readonly since: string;
  readonly until?: string;
  readonly markdown?: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `logsift report`: what happened, for somebody who was not there. */
export function reportCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('what happened: pages, what stayed below the line, what is silent, chronic or new')
    .option('--since <time>', 'from then on: yesterday, -7d, 2026-03-01', 'yesterday')
    .option('--until <time>', 'up to then; now when not given')
    .option('--markdown', 'as Markdown')
    .option('--json', 'as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (flags: ReportFlags) => session.finish(await run(flags, session)));
}

async function run(flags: ReportFlags, session: Session): Promise<number> {
  if (flags.json === true && flags.markdown === true)
    throw usage('--json and --markdown are two ways; use one of them');
  const now = Date.now();
  const { since = now, until = now } = timesOf(flags, now);
  if (since >= until) throw usage(`--since ${flags.since} is not before --until ${flags.until ?? 'now'}`);
  const [{ loadConfig }, { viewStore }, { dailyReport }, { markdownDaily, renderDaily }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
    import('../app/daily-report.ts'),
    import('../report/daily.ts'),
  ]);
  const { state, timezone } = loadConfig(configRequest(flags)).config;
  const store = viewStore(state.folder);
  try {
    const report = dailyReport(store, since, until);
    const page = session.page({ ...flags, ...(timezone === undefined ? {} : { timeZone: timezone }) });
    if (flags.json === true) await session.print(json(report));
    else
      await session.print(flags.markdown === true ? markdownDaily(report, page) : renderDaily(report, page));
  } finally {
    store.close();
  }
  return 0;
}

function json(report: DailyReport): string {
  const { from, to, messages, below, novel, silent, chronic, missed, ...rest } = report;
  const each = <T>({ count, first }: Listed<T>, one: (of: T) => object) => ({ count, first: first.map(one) });
  const document = {
    ...{ schemaVersion: 1, from: rfc3339(from), to: rfc3339(to), ...rest },
    messages: each(messages, ({ at, ...message }) => ({ ...message, at: rfc3339(at) })),
    below: each(below, incidentJson),
    missed: each(missed, ({ at, ...one }) => ({ at: rfc3339(at), ...one })),
    ...{
      novel: each(novel, findingJson),
      silent: each(silent, findingJson),
      chronic: each(chronic, findingJson),
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
