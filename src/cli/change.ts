import type { Command } from 'commander';
import type { Config } from '../app/config.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Change } from '../core/incident.ts';
import { moment } from '../core/when.ts';
import { duration as durationWords } from '../core/words.ts';
import { parseTimeExpression, TIME_EXAMPLES } from '../kit/time-expression.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { timesOf } from './findings.ts';
import { usage } from './input-options.ts';
import { askPlace, type PlaceAnswer, placeOf } from './place.ts';
import type { Session } from './session.ts';

interface ChangeFlags extends ConfigFlags {
  readonly host?: string;
  readonly app?: string;
  readonly for?: string;
  readonly at?: string;
  readonly since?: string;
  readonly json?: boolean;
}

const PATIENCE_MS = 5_000;
const USUAL_SINCE = '-24h';

/** `logsift change`: something was done that may explain what follows. */
export function changeCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('[what]', 'what is done, in one line: "deploy api v2"; without it, known changes are listed')
    .description('tell of a change: incidents of the next 24 hours that it may explain show it')
    .option('--host <name>', 'only what happens on this host, or behind it')
    .option('--app <name>', 'only what this program says')
    .option('--for <duration>', 'how long it takes: 1h, 30m')
    .option('--at <time>', 'when it began, if not now: 12:00, -2h')
    .option('--since <time>', 'when listed: those since then', USUAL_SINCE)
    .option('--json', 'as one JSON document')
    .action(async (what: string | undefined, flags: ChangeFlags) =>
      session.finish(what === undefined ? await list(flags, session) : await tell(what, flags, session)),
    );
}

async function tell(what: string, flags: ChangeFlags, session: Session): Promise<number> {
  const now = Date.now();
  const [{ loadConfig }, { changeTold }] = await Promise.all([
    import('../app/config.ts'),
    import('../app/changes-told.ts'),
  ]);
  const body = {
    ...{ what, told: 'person' },
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.app === undefined ? {} : { app: flags.app }),
    ...(flags.for === undefined ? {} : { for: flags.for }),
    ...(flags.at === undefined ? {} : { at: timeOf(flags.at, now) }),
  };
  const told = changeTold(body, now);
  if ('wrong' in told) throw usage(`the change is not understood: ${told.wrong}`);
  const { config } = loadConfig(configRequest(flags));
  await keep(told.change, { config, body, now });
  const { from, to, id } = told.change;
  const when = to > from ? `for ${durationWords(to - from)} from ${moment(from)} on` : `at ${moment(from)}`;
  if (flags.json === true) await session.print(`${JSON.stringify({ schemaVersion: 1, id })}\n`);
  else session.note(`noted: ${told.change.what}, ${when}`);
  return 0;
}

/** By the running logsift, which may be of another user; without one, into the state folder. */
async function keep(
  change: Change,
  { config, body, now }: { config: Config; body: object; now: number },
): Promise<void> {
  const { folder } = config.state;
  const { isHeld, writeBeside } = await import('../store/write-beside.ts');
  let held = true;
  try {
    held = isHeld(folder);
  } catch (error) {
    // Not ours to look into: the daemon that has it answers over HTTP, or nobody does.
    if (config.http.listen === null) throw error;
  }
  if (held && config.http.listen !== null) return post({ config, body });
  writeBeside(
    folder,
    () => now,
    ({ incidents }) => incidents.addChange(change),
  );
}

async function post({ config, body }: { config: Config; body: object }): Promise<void> {
  const place = placeOf(config.http)!;
  const { token } = config.http;
  const headers = {
    'Content-Type': 'application/json',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  let answer: PlaceAnswer;
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    answer = await askPlace(place, '/changes', {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    const cause = (error as { code?: string }).code ?? (error as Error).message;
    const text = `The logsift that has the state folder does not answer on ${place.name} (${cause}). See http.listen in its configuration.`;
    throw new LogsiftError('NOT_RUNNING', text, { cause: error });
  }
  if (answer.status === 201) return;
  const error = reasonOf(answer);
  throw usage(`the running logsift did not take the change: ${error}`);
}

function reasonOf({ status, text }: PlaceAnswer): string {
  try {
    return (JSON.parse(text) as { error?: string }).error ?? `status ${status}`;
  } catch {
    return `status ${status}`;
  }
}

async function list(flags: ChangeFlags, session: Session): Promise<number> {
  const wrong = (['host', 'app', 'for', 'at'] as const).find((key) => flags[key] !== undefined);
  if (wrong !== undefined)
    throw usage(`--${wrong} wants a change to go with: logsift change "deploy api v2" --${wrong} …`);
  const now = Date.now();
  const { since } = timesOf({ since: flags.since ?? USUAL_SINCE }, now);
  const [{ loadConfig }, { viewStore }, { renderChanges }, { changeJson }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
    import('../report/changes.ts'),
    import('../report/incident-json.ts'),
  ]);
  const { state, timezone } = loadConfig(configRequest(flags)).config;
  const store = viewStore(state.folder);
  try {
    const found = store.incidents.changes(since!, Number.MAX_SAFE_INTEGER);
    if (flags.json === true) {
      const changes = found.map(changeJson);
      await session.print(`${JSON.stringify({ schemaVersion: 1, changes }, null, 2)}\n`);
    } else {
      const zone = timezone === undefined ? {} : { timeZone: timezone };
      await session.print(renderChanges(found, session.page({ color: true, ...zone })));
      if (found.length === 0) session.note('no change is known; tell of one: logsift change "deploy api v2"');
    }
  } finally {
    store.close();
  }
  return 0;
}

function timeOf(text: string, now: number): number {
  const epoch = parseTimeExpression(text, { now });
  if (epoch === null) throw usage(`--at wants a time such as ${TIME_EXAMPLES}; got ${JSON.stringify(text)}`);
  return epoch;
}
