import { Argument, type Command, Option } from 'commander';
import { SEVERITIES, type Severity, type Subject, subjectOfIncident } from '../alerts/match.ts';
import { incidentBy } from '../app/incident-by.ts';
import { CATEGORIES, type Category } from '../core/categories.ts';
import { parseTimeExpression, TIME_EXAMPLES } from '../kit/time-expression.ts';
import { renderRouteWalk } from '../report/route-walk.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { collected, usage } from './input-options.ts';
import type { Session } from './session.ts';

interface RouteFlags extends ConfigFlags {
  readonly category?: Category;
  readonly severity?: Severity;
  readonly host?: readonly string[];
  readonly app?: readonly string[];
  readonly detector?: readonly string[];
  readonly at?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** `logsift route test`: whom an incident is told to, and why. */
export function routeCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .addArgument(new Argument('<what>', 'test').choices(['test']))
    .argument('[incident]', 'id of an incident; without it a made-up one, as the options say')
    .description('show the way that an incident takes through the routes, step by step')
    .addOption(new Option('--category <name>', 'what it is about').choices(CATEGORIES))
    .addOption(new Option('--severity <word>', SEVERITIES.join(', ')).choices(SEVERITIES))
    .option('--host <name>', 'where it is; may be given again', collected)
    .option('--app <name>', 'a program that it is about; may be given again', collected)
    .option('--detector <name>', 'what found it; may be given again', collected)
    .option('--at <time>', 'when it would be told; now if absent')
    .option('--json', 'as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (_: string, id: string | undefined, flags: RouteFlags) =>
      session.finish(await run(id, flags, session)),
    );
}

async function run(id: string | undefined, flags: RouteFlags, session: Session): Promise<number> {
  const [{ loadWithTopology }, { routeTest }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../app/route-test.ts'),
  ]);
  const { config } = loadWithTopology(configRequest(flags));
  const now = Date.now();
  const at = flags.at === undefined ? now : parseTimeExpression(flags.at, { now });
  if (at === null) throw usage(`--at wants a time such as ${TIME_EXAMPLES}; got ${JSON.stringify(flags.at)}`);
  const subject = id === undefined ? madeUp(flags) : await ofIncident(id, flags, config.state.folder);
  const walk = routeTest(config, subject, at);
  if (config.routes === undefined)
    session.note('there are no routes in the configuration: every channel is told everything');
  const page = session.page({
    ...flags,
    ...(config.timezone === undefined ? {} : { timeZone: config.timezone }),
  });
  await session.print(
    flags.json === true
      ? `${JSON.stringify({ ...walk, at: new Date(at).toISOString() }, null, 2)}\n`
      : renderRouteWalk(walk, page),
  );
  return 0;
}

async function ofIncident(id: string, flags: RouteFlags, folder: string): Promise<Subject> {
  for (const key of ['category', 'severity', 'host', 'app', 'detector'] as const)
    if (flags[key] !== undefined)
      throw usage(`--${key} is for a made-up incident, and ${id} is one that was`);
  const { viewStore } = await import('../store/store.ts');
  const store = viewStore(folder);
  try {
    return subjectOfIncident(incidentBy(store.incidents, id));
  } finally {
    store.close();
  }
}

function madeUp({ category, severity, host, app, detector }: RouteFlags): Subject {
  return {
    ...{ category: category ?? null, severity: severity ?? 'urgent', hosts: host ?? [], apps: app ?? [] },
    ...{ detectors: detector ?? [], labels: {} },
  };
}
