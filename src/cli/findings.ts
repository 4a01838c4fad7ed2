import type { Command } from 'commander';
import type { ShownQuery } from '../app/stored-findings.ts';
import { rfc3339 } from '../core/event.ts';
import { count } from '../core/words.ts';
import { parseTimeExpression, TIME_EXAMPLES } from '../kit/time-expression.ts';
import { renderFinding } from '../report/finding.ts';
import { findingJson } from '../report/json.ts';
import type { StoredFinding } from '../store/findings.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { parseTop, usage } from './input-options.ts';
import type { Session } from './session.ts';

interface FindingsFlags extends ConfigFlags {
  readonly since?: string;
  readonly until?: string;
  readonly detector?: string;
  readonly host?: string;
  readonly minRank?: string;
  readonly sort: string;
  readonly top: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** Findings shown when nothing else is said; more than that nobody reads on a terminal. */
const USUAL_TOP = '20';
const MOST = 1_000_000;

/** `logsift findings`: what the running logsift found, and what was told of it or not. */
export function findingsCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('list what logsift run has found, told or not')
    .option('--since <time>', 'last seen at or after: 2026-03-01, yesterday, -2h, 3d')
    .option('--until <time>', 'first seen before')
    .option('--detector <name>', 'only of this detector')
    .option('--host <name>', 'only about this host')
    .option('--min-rank <n>', 'only from this rank on; 3 is what people are told of')
    .option('--sort <by>', 'latest or rank first', 'latest')
    .option('--top <n>', 'shown at most, or all', USUAL_TOP)
    .option('--json', 'the list as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (flags: FindingsFlags) => session.finish(await run(flags, session)));
}

async function run(flags: FindingsFlags, session: Session): Promise<number> {
  const query = queryOf(flags, Date.now());
  const [{ loadConfig }, { shownFindings }, { viewStore }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/stored-findings.ts'),
    import('../store/store.ts'),
  ]);
  const { state, timezone } = loadConfig(configRequest(flags)).config;
  const store = viewStore(state.folder);
  try {
    const found = shownFindings(store.findings, query);
    if (flags.json === true) await session.print(json(found));
    else if (found.length === 0) session.note(`nothing was found that fits, in ${state.folder}`);
    const page = session.page({ ...flags, ...(timezone === undefined ? {} : { timeZone: timezone }) });
    if (flags.json !== true) {
      for (const [i, { finding }] of found.entries()) {
        await session.print(`${renderFinding(finding, i + 1, page).join('\n')}\n\n`);
      }
      if (found.length === query.limit)
        session.note(`${count(found.length, 'finding')} shown; see --top, --since`);
    }
  } finally {
    store.close();
  }
  return 0;
}

function queryOf(flags: FindingsFlags, now: number): ShownQuery {
  const { detector, host, sort } = flags;
  if (sort !== 'latest' && sort !== 'rank')
    throw usage(`--sort wants latest or rank; got ${JSON.stringify(sort)}`);
  const minRank = flags.minRank === undefined ? undefined : Number(flags.minRank);
  if (Number.isNaN(minRank))
    throw usage(`--min-rank wants a number such as 3; got ${JSON.stringify(flags.minRank)}`);
  return {
    ...timesOf(flags, now),
    ...(detector === undefined ? {} : { detector }),
    ...(host === undefined ? {} : { host }),
    ...(minRank === undefined ? {} : { minRank }),
    order: sort,
    limit: Math.min(MOST, parseTop(flags.top)),
  };
}

/** `--since` and `--until` of a search, epoch ms. Throws USAGE. */
export function timesOf(
  { since, until }: { readonly since?: string; readonly until?: string },
  now: number,
): { since?: number; until?: number } {
  const timeOf = (option: string, text: string) => {
    const epoch = parseTimeExpression(text, { now });
    if (epoch !== null) return epoch;
    throw usage(`${option} wants a time such as ${TIME_EXAMPLES}; got ${JSON.stringify(text)}`);
  };
  return {
    ...(since === undefined ? {} : { since: timeOf('--since', since) }),
    ...(until === undefined ? {} : { until: timeOf('--until', until) }),
  };
}

function json(found: readonly StoredFinding[]): string {
  const findings = found.map(({ finding, rank, firstSeen, lastSeen, verdict }) => ({
    ...findingJson(finding),
    ...{ rank, firstSeen: rfc3339(firstSeen), lastSeen: rfc3339(lastSeen), verdict },
  }));
  return `${JSON.stringify({ schemaVersion: 1, findings }, null, 2)}\n`;
}
