import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { incidentBy } from '../app/incident-by.ts';
import type { Action, ActionPlan } from '../core/action.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Incident } from '../core/incident.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import type { StoreView } from '../store/store.ts';
import type { Writable } from '../store/write-beside.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import { planLines } from './playbook.ts';
import type { Session } from './session.ts';
import { whoSays } from './who.ts';

interface ApproveFlags extends ConfigFlags {
  readonly playbook?: string;
  readonly dryRun?: boolean;
  readonly undo?: boolean;
}

/** Ms that the daemon may take to hear of it, beside the time of the command. */
const PATIENCE = 20_000;
const UNDER_WAY = new Set<Action['state']>(['offered', 'approved', 'running']);

/** `logsift approve ID`: a person says yes to what a playbook would do. */
export function approveCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('<id>', 'id of an incident')
    .description('say yes to what a playbook would do about an incident; the running logsift does it')
    .option('--playbook <name>', 'which one, where there are several')
    .option('--dry-run', 'only show what would be run')
    .option('--undo', 'take back what was done')
    .action(async (id: string, flags: ApproveFlags) => session.finish(await run(id, flags, session)));
}

async function run(id: string, flags: ApproveFlags, session: Session): Promise<number> {
  const [{ loadWithTopology }, { Playbooks }, { viewStore }, { isHeld }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../app/playbooks.ts'),
    import('../store/store.ts'),
    import('../store/write-beside.ts'),
  ]);
  const { config } = loadWithTopology(configRequest(flags));
  const { folder } = config.state;
  const store = viewStore(folder);
  try {
    const incident = incidentBy(store.incidents, id);
    const plan =
      flags.undo === true
        ? doneOf(incident, { store, flags })
        : chosen(new Playbooks(config).answers(incident), flags);
    const lines = flags.undo === true ? [`  runs: ${plan.undo!.join(' ')}`] : planLines(plan);
    for (const line of lines) session.note(escapeForTerminal(line.trim()));
    if (flags.dryRun === true) return 0;
    if (!isHeld(folder))
      throw new LogsiftError(
        'NOT_RUNNING',
        'There is no running logsift that would do it. Start it: logsift run',
      );
    return await saidYes(plan, { flags, session, folder, store });
  } finally {
    store.close();
  }
}

function chosen(
  answers: ReturnType<InstanceType<typeof import('../app/playbooks.ts').Playbooks>['answers']>,
  { playbook: wanted }: ApproveFlags,
): ActionPlan {
  const asked = answers.filter(({ playbook }) => wanted === undefined || playbook.name === wanted);
  if (wanted !== undefined && asked.length === 0)
    throw usage(`there is no playbook ${JSON.stringify(wanted)}; see logsift playbook list`);
  const plans = asked.flatMap(({ planned }) => (planned?.ok === true ? [planned.plan] : []));
  const [first, second] = plans;
  if (first !== undefined && second === undefined) return first;
  if (first !== undefined)
    throw usage(
      `several playbooks fit: --playbook ${plans.map(({ playbook }) => playbook).join(', --playbook ')}`,
    );
  const why = asked.map(({ playbook: { name }, misfit, planned }) =>
    planned?.ok === false ? `${name}: ${planned.because}` : `${name}: ${misfit ?? 'not meant'}`,
  );
  throw usage(why.length === 0 ? 'there are no playbooks' : `nothing can be done: ${why.join('; ')}`);
}

/** What was done about an incident and can be taken back. */
function doneOf({ id }: Incident, { store, flags }: { store: StoreView; flags: ApproveFlags }): ActionPlan {
  const done = store.actions
    .list({ incident: id, limit: 1000 })
    .filter(({ state, takesBack, undo }) => takesBack === null && undo !== null && !UNDER_WAY.has(state))
    .filter(({ state }) => state === 'done' || state === 'failed' || state === 'unknown')
    .filter(({ playbook }) => flags.playbook === undefined || playbook === flags.playbook);
  if (done.length === 1) return done[0]!;
  throw usage(
    done.length === 0
      ? `nothing was done about ${id.slice(0, 8)} that could be taken back; see logsift playbook log`
      : `several things were done: --playbook ${done.map(({ playbook }) => playbook).join(', --playbook ')}`,
  );
}

async function saidYes(
  plan: ActionPlan,
  given: { flags: ApproveFlags; session: Session; folder: string; store: StoreView },
): Promise<number> {
  const { flags, session, folder, store } = given;
  const [{ writeBeside }, { hashText }] = await Promise.all([
    import('../store/write-beside.ts'),
    import('../kit/hash.ts'),
  ]);
  const now = Date.now();
  const word = { by: whoSays(), now };
  const ask = ({ actions }: Writable) =>
    flags.undo === true ? actions.undo(plan.id, word) : actions.approve(plan, word);
  const standing = writeBeside(folder, () => now, ask);
  if (standing !== null)
    throw usage(`it is not asked for again: it is ${standing}; see logsift playbook log`);
  const id = flags.undo === true ? hashText(`undo\0${plan.id}`) : plan.id;
  const until = now + plan.timeout + PATIENCE;
  let action = store.actions.get(id);
  while (action !== null && UNDER_WAY.has(action.state) && Date.now() < until) {
    await sleep(100);
    action = store.actions.get(id);
  }
  if (action === null || UNDER_WAY.has(action.state)) {
    session.note('it is noted; what became of it: logsift playbook log');
    return 1;
  }
  session.note(escapeForTerminal(action.outcome));
  if (action.output !== '')
    await session.print(`${action.output.split('\n').map(escapeForTerminal).join('\n').trimEnd()}\n`);
  return action.state === 'done' || action.state === 'dry' ? 0 : 1;
}
