import { userInfo } from 'node:os';
import { Argument, type Command } from 'commander';
import { incidentBy } from '../app/incident-by.ts';
import type { Effect, Saying } from '../app/judge.ts';
import type { Incident } from '../core/incident.ts';
import type { Judgement } from '../core/judgement.ts';
import { moment } from '../core/when.ts';
import { parseTimeExpression, TIME_EXAMPLES } from '../kit/time-expression.ts';
import { renderJudgements } from '../report/judgements.ts';
import { precisionWords } from '../report/precision.ts';
import type { StoreView } from '../store/store.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import type { Session } from './session.ts';

interface VerdictFlags extends ConfigFlags {
  readonly until?: string;
  readonly note?: string;
  readonly wide?: boolean;
  readonly dryRun?: boolean;
  readonly force?: boolean;
  readonly remove?: boolean;
  readonly at?: string;
  readonly host?: string;
  readonly line?: string;
  readonly json?: boolean;
}

const WORDS = ['real', 'noise', 'expected'] as const;
const MISSED = 'missed';
const LIST = 'list';
const LISTED = 200;
/** Ms of pages over which it is counted how many were real. */
const LOOKED_BACK = 30 * 86_400_000;
const MOST_NOTE = 500;

/** `logsift verdict`: what people say of incidents. */
export function verdictCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('[id]', `id of an incident, ${MISSED}, or ${LIST} (also without it): what was said`)
    .addArgument(new Argument('[word]', WORDS.join(', ')).choices(WORDS))
    .description('say of an incident whether it was worth it; what is noise or expected is not told again')
    .option('--until <time>', 'until when it holds: 2026-04-01, +7d; 90 days for noise, 30 for expected')
    .option('--note <text>', 'why, for those who see the next one like it')
    .option('--wide', 'of every host and actor, not only those of this incident')
    .option('--dry-run', 'only show what it would have kept back in the last 30 days')
    .option('--force', 'also when it would have kept back incidents that were called real')
    .option('--remove', 'take back what was said')
    .option('--at <time>', `with ${MISSED}: when it was`)
    .option('--host <name>', `with ${MISSED}: where it was`)
    .option('--line <text>', `with ${MISSED}: a line that should have been told of`)
    .option('--json', 'as one JSON document')
    .action(async (id: string | undefined, word: string | undefined, flags: VerdictFlags) =>
      session.finish(await run({ id, word }, flags, session)),
    );
}

async function run(
  { id, word }: { id: string | undefined; word: string | undefined },
  flags: VerdictFlags,
  session: Session,
): Promise<number> {
  const [{ loadConfig }, { viewStore }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
  ]);
  const { folder } = loadConfig(configRequest(flags)).config.state;
  const given = { flags, session, folder, now: Date.now() };
  if (id === MISSED) return missed(word, given);
  for (const key of ['at', 'host', 'line'] as const)
    if (flags[key] !== undefined) throw usage(`--${key} goes with: logsift verdict ${MISSED} --at TIME`);
  const lists = id === undefined || id === LIST;
  if (lists && word !== undefined) throw usage(`${LIST} stands alone; got ${JSON.stringify(word)} behind it`);
  if (!lists && word === undefined && flags.remove !== true)
    throw usage(`wanted one of ${WORDS.join(', ')} behind ${id}: logsift verdict ${id} noise --note "why"`);
  const store = viewStore(folder);
  try {
    if (lists) return await listed(store, given);
    const incident = incidentBy(store.incidents, id);
    return flags.remove === true
      ? await takenBack(incident, given)
      : await said(incident, word!, { ...given, store });
  } finally {
    store.close();
  }
}

interface Given {
  readonly flags: VerdictFlags;
  readonly session: Session;
  readonly folder: string;
  readonly now: number;
}

async function said(
  incident: Incident,
  word: string,
  { flags, session, folder, now, store }: Given & { readonly store: StoreView },
): Promise<number> {
  const [{ effectOf, effectWords, saidWords, saveVerdict, sayingOf }, { writeBeside }] = await Promise.all([
    import('../app/judge.ts'),
    import('../store/write-beside.ts'),
  ]);
  if (word === 'real' && flags.until !== undefined)
    throw usage('--until goes with noise and expected: what is real stays so');
  const saying = sayingOf(
    {
      ...{ incident, verdict: word as (typeof WORDS)[number], wide: flags.wide === true, by: who() },
      ...(flags.until === undefined ? {} : { until: timeToCome(flags.until, now) }),
      ...(flags.note === undefined ? {} : { note: noteOf(flags.note) }),
    },
    now,
  );
  const effect = effectOf(saying, store, now);
  const saved = flags.dryRun !== true;
  if (saved && effect.real.length > 0 && flags.force !== true)
    throw usage(`${effectWords(effect)}: nothing was saved. Say it without --wide, or with --force`);
  if (flags.json !== true && saying.verdict !== 'real') session.note(effectWords(effect));
  if (saved)
    writeBeside(
      folder,
      () => now,
      (state) => saveVerdict(saying, state, now),
    );
  if (flags.json === true) await session.print(json(saying, effect, saved));
  else if (saved) session.note(saidWords(saying));
  return 0;
}

async function takenBack(incident: Incident, { session, folder, now }: Given): Promise<number> {
  const [{ takeBackVerdict }, { writeBeside }] = await Promise.all([
    import('../app/judge.ts'),
    import('../store/write-beside.ts'),
  ]);
  const done = writeBeside(
    folder,
    () => now,
    (state) => takeBackVerdict(incident.id, state, now),
  );
  if (!done) throw usage(`nothing was said of ${incident.id.slice(0, 8)}; see logsift verdict`);
  session.note(`what was said of ${incident.id.slice(0, 8)} is taken back; it is told again`);
  return 0;
}

async function missed(word: string | undefined, { flags, session, folder, now }: Given): Promise<number> {
  if (word !== undefined) throw usage(`${MISSED} stands alone; got ${JSON.stringify(word)} behind it`);
  for (const key of ['until', 'wide', 'force', 'remove'] as const)
    if (flags[key] !== undefined) throw usage(`--${key} does not go with ${MISSED}`);
  if (flags.at === undefined)
    throw usage(`${MISSED} wants a time: logsift verdict ${MISSED} --at "2026-03-01 12:00"`);
  const at = parseTimeExpression(flags.at, { now });
  if (at === null) throw usage(`--at wants a time such as ${TIME_EXAMPLES}; got ${JSON.stringify(flags.at)}`);
  if (at > now) throw usage(`--at ${flags.at} has not come yet; wanted the time of what was missed`);
  const [{ nearMissed }, { writeBeside }] = await Promise.all([
    import('../app/judge.ts'),
    import('../store/write-beside.ts'),
  ]);
  const what = {
    at,
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.line === undefined ? {} : { line: noteOf(flags.line) }),
  };
  const near = writeBeside(
    folder,
    () => now,
    ({ incidents, judgements }) => {
      const note = flags.note === undefined ? {} : { note: noteOf(flags.note) };
      if (flags.dryRun !== true)
        judgements.add({
          ...{ verdict: MISSED, at: now, until: null, by: who(), incident: null, wide: false, scopes: [] },
          ...{ missed: what, ...note },
        });
      return nearMissed(what, incidents);
    },
  );
  if (flags.json === true) {
    const ids = near.map(({ id }) => id);
    await session.print(
      `${JSON.stringify({ schemaVersion: 1, saved: flags.dryRun !== true, near: ids }, null, 2)}\n`,
    );
    return 0;
  }
  session.note(
    `${flags.dryRun === true ? 'would be noted' : 'noted'} as missed: ${moment(at)}${flags.host === undefined ? '' : ` on ${flags.host}`}`,
  );
  for (const { id, headline } of near)
    session.note(`near it, not loud enough perhaps: ${id.slice(0, 8)} ${headline}`);
  if (near.length === 0) session.note('nothing at all was found near it');
  return 0;
}

async function listed(store: StoreView, { flags, session, now }: Given): Promise<number> {
  if (flags.remove === true || flags.until !== undefined)
    throw usage('wanted the id of an incident with --until and --remove');
  const all = store.judgements.list(LISTED);
  const { precisionOf } = await import('../app/precision.ts');
  const precision = precisionOf(store, now - LOOKED_BACK, Number.MAX_SAFE_INTEGER);
  if (flags.json === true) {
    await session.print(
      `${JSON.stringify({ schemaVersion: 1, verdicts: all.map(timed), precision }, null, 2)}\n`,
    );
    return 0;
  }
  await session.print(renderJudgements(all, session.page({ color: true }), now));
  const [first, ...rest] = precisionWords(precision);
  if (first !== undefined) session.note(['in the last 30 days', [first, ...rest].join('; ')].join(': '));
  if (all.length === 0)
    session.note('nothing was said of any incident; say it: logsift verdict ID noise --note "why"');
  return 0;
}

function timed({ at, until, takenBack, ...rest }: Judgement): object {
  const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());
  return { ...rest, at: iso(at), until: iso(until), takenBack: iso(takenBack) };
}

function json({ incident, verdict, until, wide, note }: Saying, effect: Effect, saved: boolean): string {
  const { pages, removed, real } = effect;
  const document = {
    ...{ schemaVersion: 1, saved, incident: incident.id, verdict, wide },
    ...{ until: until === null ? null : new Date(until).toISOString(), note: note ?? null },
    effect: { days: 30, pages, removed, real: real.map(({ id }) => id) },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function timeToCome(text: string, now: number): number {
  const epoch = parseTimeExpression(text, { now });
  if (epoch === null)
    throw usage(`--until wants a time such as 2026-04-01, tomorrow or +7d; got ${JSON.stringify(text)}`);
  if (epoch <= now) throw usage(`--until ${text} has passed; wanted a time to come, such as +7d`);
  return epoch;
}

function noteOf(text: string): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  if (plain === '' || plain.length > MOST_NOTE) throw usage(`wanted a text of 1 to ${MOST_NOTE} characters`);
  return plain;
}

/** For the list of what was said. */
function who(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
