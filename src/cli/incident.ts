import type { Command } from 'commander';
import { incidentBy } from '../app/incident-by.ts';
import { renderIncident } from '../report/incident.ts';
import { incidentJson } from '../report/incident-json.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import type { Session } from './session.ts';

interface IncidentFlags extends ConfigFlags {
  readonly json?: boolean;
  readonly color: boolean;
}

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
