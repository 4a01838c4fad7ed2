import type { Command } from 'commander';
import type { Incident } from '../core/incident.ts';
import { count } from '../core/words.ts';
import { renderIncidentRow } from '../report/incident.ts';
import { incidentJson } from '../report/incident-json.ts';
import type { IncidentQuery } from '../store/incidents.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { timesOf } from './findings.ts';
import { parseTop, usage } from './input-options.ts';
import type { Session } from './session.ts';

interface IncidentsFlags extends ConfigFlags {
  readonly open?: boolean;
  readonly resolved?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly host?: string;
  readonly minRank?: string;
  readonly sort: string;
  readonly top: string;
  readonly json?: boolean;
  readonly ndjson?: boolean;
  readonly color: boolean;
}

/** Incidents shown when nothing else is said. */
const USUAL_TOP = '20';
const MOST = 100_000;

/** `logsift incidents`: what belonged together, open and past. */
export function incidentsCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('list incidents: findings of logsift run that belong together')
    .option('--open', 'only those that are not over')
    .option('--resolved', 'only those that are over')
    .option('--since <time>', 'that went on at or after: 2026-03-01, yesterday, -2h, 3d')
    .option('--until <time>', 'that began before')
    .option('--host <name>', 'only those that touch this host')
    .option('--min-rank <n>', 'only from this rank on; 3 is what people are told of')
    .option('--sort <by>', 'latest or rank first', 'latest')
    .option('--top <n>', 'shown at most, or all', USUAL_TOP)
    .option('--json', 'the list as one JSON document')
    .option('--ndjson', 'each incident as one line of JSON')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (flags: IncidentsFlags) => session.finish(await run(flags, session)));
}

async function run(flags: IncidentsFlags, session: Session): Promise<number> {
  const now = Date.now();
  const query = queryOf(flags, now);
  const [{ loadWithTopology, topologyOf }, { viewStore }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../store/store.ts'),
  ]);
  const { config } = loadWithTopology(configRequest(flags));
  const { state, timezone } = config;
  const store = viewStore(state.folder);
  try {
    // Incidents have the one name of a host, whichever is asked for.
    const host = flags.host === undefined ? {} : { host: topologyOf(config).canonical(flags.host) };
    const found = store.incidents.list({ ...query, ...host, limit: query.limit + 1 });
    const shown = found.slice(0, query.limit);
    if (flags.json === true) await session.print(json(shown, found.length > shown.length));
    else if (flags.ndjson === true) for (const one of shown) await session.print(line(one));
    else {
      const page = session.page({ ...flags, ...(timezone === undefined ? {} : { timeZone: timezone }) });
      for (const one of shown) await session.print(`${renderIncidentRow(one, page, now).join('\n')}\n\n`);
      if (shown.length === 0) session.note(`no incident fits, in ${state.folder}`);
      else session.note(footer(shown, found.length > shown.length));
    }
  } finally {
    store.close();
  }
  return 0;
}

function footer(shown: readonly Incident[], more: boolean): string {
  const said = more
    ? `the first ${count(shown.length, 'incident')}; see --top, --since`
    : count(shown.length, 'incident');
  return `${said}; the story of one: logsift incident ${shown[0]!.id.slice(0, 8)}`;
}

function queryOf(flags: IncidentsFlags, now: number): IncidentQuery {
  const { sort, open, resolved } = flags;
  if (sort !== 'latest' && sort !== 'rank')
    throw usage(`--sort wants latest or rank; got ${JSON.stringify(sort)}`);
  if (open === true && resolved === true) throw usage('--open and --resolved leave nothing; use one of them');
  if (flags.json === true && flags.ndjson === true)
    throw usage('--json and --ndjson are two ways; use one of them');
  const minRank = flags.minRank === undefined ? undefined : Number(flags.minRank);
  if (Number.isNaN(minRank) || flags.minRank?.trim() === '')
    throw usage(`--min-rank wants a number such as 3; got ${JSON.stringify(flags.minRank)}`);
  return {
    ...timesOf(flags, now),
    ...(open === true ? { state: 'open' } : resolved === true ? { state: 'resolved' } : {}),
    ...(minRank === undefined ? {} : { minRank }),
    order: sort,
    limit: Math.min(MOST, parseTop(flags.top)),
  };
}

function json(found: readonly Incident[], more: boolean): string {
  return `${JSON.stringify({ schemaVersion: 1, incidents: found.map(incidentJson), more }, null, 2)}\n`;
}

function line(incident: Incident): string {
  return `${JSON.stringify({ schemaVersion: 1, kind: 'incident', ...incidentJson(incident) })}\n`;
}
