import type { Command } from 'commander';
import { incidentBy } from '../app/incident-by.ts';
import type { ShownPrompt } from '../app/incident-prompt.ts';
import { renderIncident } from '../report/incident.ts';
import { analysisJson, incidentJson } from '../report/incident-json.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import type { Session } from './session.ts';

interface IncidentFlags extends ConfigFlags {
  readonly showPrompt?: boolean;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `logsift incident ID`: the story of one incident. */
export function incidentCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('<id>', 'its id, or the beginning of it; the id of one of its findings will do')
    .description(
      'tell an incident: root and symptoms with their lines, what is made of it, changes before it',
    )
    .option('--show-prompt', 'what a language model would be asked about it, to the letter; nothing is sent')
    .option('--json', 'everything, as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (id: string, flags: IncidentFlags) => session.finish(await run(id, flags, session)));
}

async function run(id: string, flags: IncidentFlags, session: Session): Promise<number> {
  const [{ loadWithTopology }, { viewStore }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../store/store.ts'),
  ]);
  const { config } = loadWithTopology(configRequest(flags));
  const { state, timezone } = config;
  const store = viewStore(state.folder);
  try {
    const incident = incidentBy(store.incidents, id);
    if (flags.showPrompt === true) {
      const { shownPrompt } = await import('../app/incident-prompt.ts');
      await printPrompt(await shownPrompt(incident, { config, store }, Date.now()), flags, session);
      return 0;
    }
    const { explainPlainly } = await import('../analyst/explain-plainly.ts');
    const zone = timezone === undefined ? {} : { timeZone: timezone };
    const kept = store.analyses.of([incident.id, ...incident.aliases]);
    const analysis = kept?.analysis ?? explainPlainly(incident, { at: Date.now(), ...zone });
    const whole = { schemaVersion: 1, ...incidentJson(incident), analysis: analysisJson(analysis) };
    await session.print(
      flags.json === true
        ? `${JSON.stringify(whole, null, 2)}\n`
        : renderIncident(incident, session.page({ ...flags, ...zone }), { now: Date.now(), analysis }),
    );
  } finally {
    store.close();
  }
  return 0;
}

/** On standard output what would be sent, and nothing else; on standard error what there is to say of it. */
async function printPrompt(shown: ShownPrompt, flags: IncidentFlags, session: Session): Promise<void> {
  if (flags.json === true) {
    await session.print(`${JSON.stringify({ schemaVersion: 1, ...shown }, null, 2)}\n`);
    return;
  }
  const { version, system, user, schema, tokens, leftOut, cut, renamed } = shown;
  const asked = schema === null ? '' : `\n\n${JSON.stringify(schema)}`;
  await session.print(`${system}\n\n${user}${asked}\n`);
  const counted = (of: { readonly [kind: string]: number }) =>
    Object.entries(of)
      .map(([kind, n]) => `${n} ${kind}`)
      .join(', ') || 'none';
  session.note(`prompt ${version}, about ${tokens} tokens; nothing was sent`);
  session.note(`secrets cut: ${counted(cut)}; names replaced: ${counted(renamed)}`);
  for (const sentence of leftOut) session.note(sentence);
}
