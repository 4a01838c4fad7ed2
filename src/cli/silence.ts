import { Argument, type Command, Option } from 'commander';
import { SEVERITIES, type Severity } from '../alerts/match.ts';
import type { Silence } from '../alerts/silences.ts';
import type { Config } from '../app/config.ts';
import { CATEGORIES, type Category } from '../core/categories.ts';
import { moment } from '../core/when.ts';
import { nearest } from '../kit/nearest.ts';
import { parseTimeExpression } from '../kit/time-expression.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { collected, usage } from './input-options.ts';
import type { Session } from './session.ts';
import { textOf, whoSays } from './who.ts';

interface SilenceFlags extends ConfigFlags {
  readonly host?: readonly string[];
  readonly app?: readonly string[];
  readonly category?: readonly string[];
  readonly detector?: readonly string[];
  readonly site?: readonly string[];
  readonly building?: readonly string[];
  readonly role?: readonly string[];
  readonly team?: readonly string[];
  readonly severity?: Severity;
  readonly reason?: string;
  readonly owner?: string;
  readonly from?: string;
  readonly until?: string;
  readonly for?: string;
  readonly cron?: string;
  readonly timezone?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

const WHAT = ['add', 'list', 'expire'] as const;
const LISTS = ['host', 'app', 'category', 'detector', 'site', 'building', 'role', 'team'] as const;
const YEAR = 365 * 86_400_000;

/** `logsift silence`: what is not told for a while. */
export function silenceCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .addArgument(new Argument('<what>', WHAT.join(', ')).choices(WHAT))
    .argument('[id]', 'with expire: the silence, as list shows it')
    .description('keep things from being told for a while, list what was silenced, or end a silence')
    .option('--host <name>', 'where; hosts behind it are meant, too; may be given again', collected)
    .option('--app <name>', 'of which program; may be given again', collected)
    .option('--category <name>', 'of what kind, such as power; may be given again', collected)
    .option('--detector <name>', 'that this found; may be given again', collected)
    .option('--site <name>', 'of the topology; may be given again', collected)
    .option('--building <name>', 'likewise', collected)
    .option('--role <name>', 'likewise', collected)
    .option('--team <name>', 'likewise', collected)
    .addOption(new Option('--severity <word>', 'at least this').choices(SEVERITIES))
    .option('--reason <text>', 'why; needed')
    .option('--owner <name>', 'whose it is; the user of the system if absent')
    .option('--from <time>', 'when it begins; now if absent')
    .option('--until <time>', 'when it ends: "2026-04-01 06:00", tomorrow, +2h')
    .option('--for <duration>', 'how long it lasts; with --cron each time')
    .option('--cron <fields>', 'when it begins each time: "0 2 * * sun"')
    .option('--timezone <zone>', 'whose clock --cron is meant by')
    .option('--all', 'with list: those that are over, too')
    .option('--json', 'as one JSON document')
    .action(async (what: (typeof WHAT)[number], id: string | undefined, flags: SilenceFlags) =>
      session.finish(await run({ what, id }, flags, session)),
    );
}

async function run(
  { what, id }: { what: (typeof WHAT)[number]; id: string | undefined },
  flags: SilenceFlags,
  session: Session,
): Promise<number> {
  const { loadConfig } = await import('../app/config.ts');
  const { config } = loadConfig(configRequest(flags));
  const given = { config, flags, session, now: Date.now() };
  if ((id !== undefined) !== (what === 'expire'))
    throw usage(
      what === 'expire'
        ? 'wanted the id of a silence: logsift silence expire 9d3c51f0'
        : `${what} takes no id; got ${JSON.stringify(id)}`,
    );
  if (what === 'list') return listed(given);
  return what === 'add' ? added(given) : expired(id!, given);
}

interface Given {
  readonly config: Config;
  readonly flags: SilenceFlags;
  readonly session: Session;
  readonly now: number;
}

async function added({ config, flags, session, now }: Given): Promise<number> {
  const written = writtenOf(flags, config, now);
  const [{ checkedSilence, saveSilence }, { matchWords }] = await Promise.all([
    import('../app/silence-say.ts'),
    import('../app/silence-list.ts'),
  ]);
  const checked = checkedSilence(written, now, (key) => `--${key}`);
  saveSilence(checked, config.state.folder, now);
  const { silence } = checked;
  const { id } = silence;
  if (flags.json === true)
    await session.print(`${JSON.stringify({ schemaVersion: 1, id, ...written }, null, 2)}\n`);
  else session.note(`${id.slice(0, 8)}: ${matchWords(silence.match)} is silent ${whenWords(silence, now)}`);
  return 0;
}

function whenWords({ from, until, cron }: Silence, now: number): string {
  const begins = from > now + 1000 ? `from ${moment(from)} ` : '';
  return `${begins}until ${moment(until)}${cron === undefined ? '' : `, at each ${cron}`}`;
}

/** As it would stand in the configuration. */
function writtenOf(flags: SilenceFlags, { timezone }: Config, now: number): object {
  const { reason, cron, category = [] } = flags;
  const unknown = category.find((name) => !CATEGORIES.includes(name as Category));
  if (unknown !== undefined) {
    const meant = nearest(unknown, CATEGORIES);
    const hint = meant === null ? `there are ${CATEGORIES.join(', ')}` : `did you mean ${meant}?`;
    throw usage(`--category does not know ${JSON.stringify(unknown)}: ${hint}`);
  }
  if (reason === undefined) throw usage('--reason is needed: why is it to be silent?');
  const from = flags.from === undefined ? now : timeOf('from', flags.from, now);
  const match = Object.fromEntries(
    LISTS.flatMap((key) => (flags[key] === undefined ? [] : [[key, flags[key]]])),
  );
  if (cron === undefined && (flags.until === undefined) === (flags.for === undefined))
    throw usage('wanted either --until TIME or --for DURATION: a silence has an end');
  const until =
    flags.until !== undefined
      ? timeOf('until', flags.until, now)
      : cron === undefined
        ? timeOf('for', `+${flags.for}`, from)
        : from + YEAR;
  return {
    match: { ...match, ...(flags.severity === undefined ? {} : { severity: flags.severity }) },
    ...{ owner: whoSays(flags.owner), reason: textOf(reason), from: iso(from), until: iso(until) },
    ...(cron === undefined ? {} : { cron, ...(flags.for === undefined ? {} : { for: flags.for }) }),
    timezone: flags.timezone ?? timezone ?? 'UTC',
  };
}

function timeOf(flag: string, text: string, now: number): number {
  const time = parseTimeExpression(text, { now });
  if (time !== null) return time;
  const wanted =
    flag === 'for' ? 'a duration such as 2h' : 'a time such as "2026-04-01 06:00", tomorrow or +2h';
  throw usage(`--${flag} wants ${wanted}; got ${JSON.stringify(text.replace(/^\+/, ''))}`);
}

async function listed({ config, flags, session, now }: Given): Promise<number> {
  const [{ silenceList }, { viewStore }, { renderSilences }] = await Promise.all([
    import('../app/silence-list.ts'),
    import('../store/store.ts'),
    import('../report/silences.ts'),
  ]);
  const store = viewStore(config.state.folder);
  try {
    const all = silenceList(config, store.silences, now);
    const shown = all.filter(({ state }) => flags.all === true || state !== 'over');
    const json = shown.map(({ from, until, wouldHaveShown, ...rest }) => ({
      ...{ ...rest, from: iso(from), until: iso(until) },
      wouldHaveShown: wouldHaveShown.map((one) => ({ ...one, at: iso(one.at) })),
    }));
    await session.print(
      flags.json === true
        ? `${JSON.stringify({ schemaVersion: 1, silences: json }, null, 2)}\n`
        : renderSilences(shown, session.page({ color: true })),
    );
    const over = all.length - shown.length;
    if (shown.length === 0) session.note('nothing is silent; make a silence: logsift silence add --help');
    if (over > 0) session.note(`${over} more are over: logsift silence list --all`);
    return 0;
  } finally {
    store.close();
  }
}

async function expired(typed: string, { config, session, now }: Given): Promise<number> {
  const { endSilence } = await import('../app/silence-say.ts');
  const done = endSilence(typed, config, { by: whoSays(), now });
  session.note(`${done.id.slice(0, 8)} is over: ${done.about} is told again`);
  return 0;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
