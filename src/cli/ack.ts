import type { Command } from 'commander';
import { incidentBy } from '../app/incident-by.ts';
import { moment } from '../core/when.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';
import { textOf, whoSays } from './who.ts';

interface AckFlags extends ConfigFlags {
  readonly by?: string;
  readonly note?: string;
  readonly json?: boolean;
}

const LISTED = 200;

/** `logsift ack`: somebody has taken up an incident. */
export function ackCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('[incident]', 'its id, or the beginning of it; without it, who has taken up what')
    .description('say that somebody has taken up an incident: nobody else is called')
    .option('--by <name>', 'who has it; the user of the system if absent')
    .option('--note <text>', 'a word about it')
    .option('--json', 'as one JSON document')
    .action(async (id: string | undefined, flags: AckFlags) => session.finish(await run(id, flags, session)));
}

async function run(id: string | undefined, flags: AckFlags, session: Session): Promise<number> {
  const [{ loadConfig }, { viewStore }, { writeBeside }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
    import('../store/write-beside.ts'),
  ]);
  const { folder } = loadConfig(configRequest(flags)).config.state;
  const store = viewStore(folder);
  try {
    if (id === undefined) {
      if (flags.by !== undefined || flags.note !== undefined)
        throw usage('--by and --note go with the id of an incident');
      const all = store.acknowledgements.list(LISTED);
      const json = { schemaVersion: 1, acknowledgements: all.map((one) => ({ ...one, at: iso(one.at) })) };
      const rows = all.map(
        ({ incident, at, by, note }) =>
          `${incident.slice(0, 8)}  ${moment(at)}  ${by}${note === null ? '' : `: ${note}`}\n`,
      );
      await session.print(flags.json === true ? `${JSON.stringify(json, null, 2)}\n` : rows.join(''));
      if (all.length === 0) session.note('nobody has taken up anything; say it: logsift ack ID');
      return 0;
    }
    const incident = incidentBy(store.incidents, id);
    const now = Date.now();
    const said = {
      ...{ incident: incident.id, at: now, by: whoSays(flags.by) },
      note: flags.note === undefined ? null : textOf(flags.note),
    };
    writeBeside(
      folder,
      () => now,
      ({ acknowledgements }) => acknowledgements.add(said),
    );
    const short = incident.id.slice(0, 8);
    if (flags.json === true)
      await session.print(`${JSON.stringify({ schemaVersion: 1, ...said, at: iso(now) }, null, 2)}\n`);
    else session.note(`${said.by} has taken up ${short}: ${incident.headline}`);
    if (incident.state === 'resolved') session.note(`${short} was over already`);
    return 0;
  } finally {
    store.close();
  }
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
