import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { LoadedNetwork } from '../app/topology-of.ts';
import type { Triage, TriageModel } from '../app/triage.ts';
import { labelled, type Page, paragraph } from '../report/page.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface TriageFlags extends ConfigFlags {
  readonly context?: string;
  readonly json?: boolean;
  readonly color: boolean;
}

/** Of a file so much is looked at, from its end. */
const MOST_CONTEXT = 1 << 20;
/** Lines before the line, or at the end of a file that does not hold it. */
const LINES = 20;
const LOOK = { now: 'look at it now', today: 'look at it today', later: 'it can wait' } as const;

/** `logsift triage LINE`: two or three sentences on one line. */
export function triageCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('<line>', 'the line, in quotes')
    .description('say in two or three sentences what a line means, by the language model where there is one')
    .option('--context <file>', 'a log that it stands in: the lines before it are looked at, too')
    .option('--json', 'as one JSON document')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (line: string, flags: TriageFlags) => session.finish(await run(line, flags, session)));
}

async function run(line: string, flags: TriageFlags, session: Session): Promise<number> {
  if (line.trim() === '') throw usage('triage wants a line, in quotes');
  const [{ loadWithTopology }, { loadRules }, { triagePlainly, triageByModel }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../filter/load-rules.ts'),
    import('../app/triage.ts'),
  ]);
  const { config } = loadWithTopology(configRequest(flags));
  const rules = loadRules({ files: config.rules.files, noPacks: !config.rules.packs });
  const context = flags.context === undefined ? [] : contextOf(flags.context, line);
  const world = { rules, timeZone: config.timezone, context };
  const model = await modelOf(config, session.signal);
  const { triage, note } =
    model === null
      ? { triage: triagePlainly(line, world), note: null }
      : await triageByModel(line, world, model);
  if (session.signal.aborted) return session.exitCode;
  if (note !== null) session.note(`logsift says this itself, as the model did not: ${note}`);
  const zone = config.timezone === undefined ? {} : { timeZone: config.timezone };
  await session.print(
    flags.json === true
      ? `${JSON.stringify(triage, null, 2)}\n`
      : rendered(triage, session.page({ ...flags, ...zone })),
  );
  return 0;
}

function rendered({ text, urgency, unsure, by, spent }: Triage, page: Page): string {
  const say = (label: string, words: string) => labelled(label, words, { page, indent: '' });
  const cost = spent === null || spent.money === null ? '' : `, $${spent.money.toFixed(4)}`;
  const author = by.kind === 'model' ? `${by.model}, which may be wrong${cost}` : 'logsift itself';
  const rows = [
    ...paragraph(text, page, ''),
    ...say('urgency', LOOK[urgency]),
    ...unsure.flatMap((one, i) => say(i === 0 ? 'unsure' : '', one)),
    ...say('by', author).map((row) => page.paint.quiet(row)),
  ];
  return `${rows.join('\n')}\n`;
}

/** Lines before the line where the file has it, else its last ones. */
function contextOf(path: string, line: string): string[] {
  let text: string;
  try {
    text = readFileSync(path).subarray(-MOST_CONTEXT).toString('utf8');
  } catch (error) {
    throw usage(`--context wants a file that can be read; ${path}: ${(error as NodeJS.ErrnoException).code}`);
  }
  const lines = text.split(/\r?\n/).filter((one) => one !== '');
  const at = lines.lastIndexOf(line);
  return at < 0 ? lines.slice(-LINES) : lines.slice(Math.max(0, at - LINES), at);
}

/** Null where no model is configured. What is spent is written beside the daemon, and counts in its limits. */
async function modelOf(config: LoadedNetwork['config'], signal: AbortSignal): Promise<TriageModel | null> {
  const { analyst, state } = config;
  if (analyst === undefined) return null;
  const [{ pseudonymKey, analystHosts }, { writeBeside }] = await Promise.all([
    import('../app/analyst-of.ts'),
    import('../store/write-beside.ts'),
  ]);
  const { folder } = state;
  const store: TriageModel['store'] = {
    analyses: {
      spentOn: (day) => writeBeside(folder, Date.now, ({ analyses }) => analyses.spentOn(day)),
      // Whoever waits for the answer reads it on the screen; the daemon tells the others.
      sayCapped: () => true,
      spend: (hour, added) => writeBeside(folder, Date.now, ({ analyses }) => analyses.spend(hour, added)),
    },
    write(_, work) {
      work();
      return { ok: true };
    },
  };
  // The first word to it makes the state folder, where there is none.
  store.analyses.spentOn('');
  return { config: analyst, store, key: pseudonymKey(folder), hosts: analystHosts(config), signal };
}
