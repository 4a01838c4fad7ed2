import { Argument, type Command } from 'commander';
import { incidentBy } from '../app/incident-by.ts';
import type { PlaybookAnswer } from '../app/playbooks.ts';
import type { Action, ActionNote, ActionPlan } from '../core/action.ts';
import { moment } from '../core/when.ts';
import { duration } from '../core/words.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface PlaybookFlags extends ConfigFlags {
  readonly json?: boolean;
}

const WORDS = ['list', 'test', 'log'] as const;
const LISTED = 200;

/** `logsift playbook`: what may be done about incidents, and what was. */
export function playbookCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .addArgument(new Argument('<what>', WORDS.join(', ')).choices(WORDS))
    .argument('[incident]', 'with test: id of an incident')
    .description('list playbooks, show what they would do about an incident, or what was done; runs nothing')
    .option('--json', 'as one JSON document')
    .action(async (what: (typeof WORDS)[number], id: string | undefined, flags: PlaybookFlags) =>
      session.finish(await run({ what, id }, flags, session)),
    );
}

async function run(
  { what, id }: { what: (typeof WORDS)[number]; id: string | undefined },
  flags: PlaybookFlags,
  session: Session,
): Promise<number> {
  if ((what === 'test') !== (id !== undefined))
    throw usage(
      what === 'test' ? 'wanted an incident: logsift playbook test 3fa9c2d1' : `${what} stands alone`,
    );
  const [{ loadWithTopology }, { Playbooks }, { viewStore }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../app/playbooks.ts'),
    import('../store/store.ts'),
  ]);
  const { config } = loadWithTopology(configRequest(flags));
  const playbooks = new Playbooks(config);
  const print = (document: object, lines: readonly string[]) =>
    session.print(
      flags.json === true
        ? `${JSON.stringify({ schemaVersion: 1, ...document }, null, 2)}\n`
        : lines.map((line) => `${escapeForTerminal(line)}\n`).join(''),
    );
  if (what !== 'log' && playbooks.all.length === 0)
    session.note('there are no playbooks; name files of them: playbooks: { files: [playbooks.yaml] }');
  if (what === 'list') {
    await print({ playbooks: playbooks.all }, playbooks.all.flatMap(listed));
    return 0;
  }
  const store = viewStore(config.state.folder);
  try {
    if (what === 'log') {
      const notes = store.actions.notes(LISTED);
      await print(
        { notes: notes.map((note) => ({ ...note, at: new Date(note.at).toISOString() })) },
        notes.map((note) => noteLine(note, store.actions.get(note.action), config.timezone)),
      );
      return 0;
    }
    const answers = playbooks.answers(incidentBy(store.incidents, id!));
    await print({ playbooks: answers.map(answerJson) }, answers.flatMap(answered));
  } finally {
    store.close();
  }
  return 0;
}

function listed({ name, describe, command, ...playbook }: PlaybookAnswer['playbook']): string[] {
  const { dry_run: dry, auto, rate } = playbook;
  const who =
    auto && rate !== undefined
      ? `by itself, at most ${rate.count} in ${duration(rate.perMs)}`
      : 'asks a person';
  return [`${name}: ${describe} (${dry ? 'dry run, ' : ''}${who})`, `  ${command.join(' ')}`];
}

function answered({ playbook: { name }, misfit, planned }: PlaybookAnswer): string[] {
  if (planned === null) return [`${name}: not meant: ${misfit ?? ''}`];
  return planned.ok
    ? [`${name}: ${planned.plan.describe}`, ...planLines(planned.plan)]
    : [`${name}: refused: ${planned.because}`];
}

/** What would be run, what takes it back, and the lines that its values are from. */
export function planLines({ argv, undo, values, dryRun }: ActionPlan): string[] {
  return [
    `  ${dryRun ? 'dry run' : 'runs'}: ${argv.map(argument).join(' ')}`,
    ...(undo === null ? [] : [`  undo: ${undo.map(argument).join(' ')}`]),
    ...values.map(({ name, value, shown }) => `  ${name} ${value}${shown === '' ? '' : `, from: ${shown}`}`),
  ];
}

/** Where an argument ends is to be seen; nothing of it is for a shell. */
function argument(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : JSON.stringify(text);
}

function answerJson({ playbook: { name }, misfit, planned }: PlaybookAnswer): object {
  if (planned === null) return { name, misfit };
  return planned.ok ? { name, plan: planned.plan } : { name, refused: planned.because };
}

function noteLine({ at, state, by, detail }: ActionNote, action: Action | null, timeZone?: string): string {
  const of = action === null ? '' : ` ${action.playbook} of ${action.incident.slice(0, 8)}`;
  const undoes = action?.takesBack == null ? '' : ' (undo)';
  return `${moment(at, timeZone)} ${state}${of}${undoes}, ${by}: ${detail}`;
}
