import type { Command } from 'commander';
import type { Incident } from '../core/incident.ts';
import { nearest } from '../kit/nearest.ts';
import { renderIncident, SHORT_INCIDENT } from '../report/incident.ts';
import { incidentJson } from '../report/incident-json.ts';
import type { IncidentStore } from '../store/incidents.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface IncidentFlags extends ConfigFlags {
  readonly json?: boolean;
  readonly color: boolean;
}

/** Past incidents that are looked through for what an unknown id may have meant. */
const MOST_COMPARED = 2000;

/** `logsift incident ID`: the story of one incident. */
export function incidentCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('<id>', 'its id, or the beginning of it; the id of one of its findings will do')
    .description('tell an incident: root and symptoms with their lines, changes before it, others like it')
    .option('--json', 'everything, as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (id: string, flags: IncidentFlags) => session.finish(await run(id, flags, session)));
}

async function run(id: string, flags: IncidentFlags, session: Session): Promise<number> {
  const [{ loadConfig }, { viewStore }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
  ]);
  const { state, timezone } = loadConfig(configRequest(flags)).config;
  const store = viewStore(state.folder);
  try {
    const incident = incidentBy(store.incidents, id);
    const page = session.page({ ...flags, ...(timezone === undefined ? {} : { timeZone: timezone }) });
    await session.print(
      flags.json === true
        ? `${JSON.stringify({ schemaVersion: 1, ...incidentJson(incident) }, null, 2)}\n`
        : renderIncident(incident, page, Date.now()),
    );
  } finally {
    store.close();
  }
  return 0;
}

/**
 * The incident that a person means: by its id, one that was merged into it, the beginning of either, or a finding of
 * it. Throws USAGE for what is unknown, with the nearest, and for what may be several.
 */
export function incidentBy(store: IncidentStore, typed: string): Incident {
  const id = typed.toLowerCase();
  if (!/^[0-9a-f]{4,32}$/.test(id))
    throw usage(
      `wanted the id of an incident, such as 3fa9c2d1 (logsift incidents lists them); got ${JSON.stringify(typed)}`,
    );
  const [found, other] = store.startingWith(id);
  if (found !== undefined && other === undefined) return withVerdicts(found, store);
  if (other !== undefined) throw usage(`${id} may be ${named(found!)} or ${named(other)}: type more of it`);
  const past = store.list({ limit: MOST_COMPARED });
  const ofFinding = past.find(({ findings }) => findings.some((one) => one.id.startsWith(id)));
  if (ofFinding !== undefined) return withVerdicts(ofFinding, store);
  const ids = past.map((one) => one.id.slice(0, id.length));
  const meant = nearest(id, ids);
  const near = meant === null ? undefined : past[ids.indexOf(meant)];
  const hint =
    near !== undefined
      ? `did you mean ${named(near)}?`
      : past[0] === undefined
        ? 'there is none yet'
        : `the latest is ${named(past[0])}; see logsift incidents`;
  throw usage(`there is no incident ${id}: ${hint}`);
}

/** What people said of those like it since. */
function withVerdicts(incident: Incident, store: IncidentStore): Incident {
  const similar = incident.similar.map((one) => ({
    ...one,
    verdict: store.verdictOf(one.id) ?? one.verdict,
  }));
  return { ...incident, similar };
}

function named({ id, headline }: Incident): string {
  const words = headline.length > 60 ? `${headline.slice(0, 59)}…` : headline;
  return `${id.slice(0, SHORT_INCIDENT)} (${words})`;
}
