import type { Command } from 'commander';
import { rfc3339 } from '../core/event.ts';
import { count } from '../core/words.ts';
import { escapeForTerminal } from '../kit/terminal.ts';
import type { EventQuery, KeptEvent } from '../store/events.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { timesOf } from './findings.ts';
import { collected, parseTop, usage } from './input-options.ts';
import type { Session } from './session.ts';

interface EventsFlags extends ConfigFlags {
  readonly since?: string;
  readonly until?: string;
  readonly host?: string;
  readonly app?: string;
  readonly severity?: string;
  readonly template?: readonly string[];
  readonly escalated?: boolean;
  readonly top: string;
  readonly json?: boolean;
}

const USUAL_TOP = '100';
const MOST = 10_000_000;
/** Syslog's words for its severities, 0–7 (RFC 5424, section 6.2.1). */
const SEVERITIES = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/** `logsift events`: a search of the lines that were kept. */
export function eventsCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .argument('[text...]', 'pieces of the line that must all be there, in any order and case')
    .description('search the lines that logsift run has kept; the latest are shown, in order of time')
    .option('--since <time>', 'came at or after: 2026-03-01, yesterday, -2h, 3d')
    .option('--until <time>', 'came before')
    .option('--host <name>', 'only of this host')
    .option('--app <name>', 'only of this program')
    .option('--severity <word>', `at least as bad as this: ${SEVERITIES.join(', ')}, or 0 to 7`)
    .option('--template <id>', 'only of this kind of line; may be given again', collected)
    .option('--escalated', 'only what a rule called bad')
    .option('--top <n>', 'shown at most, or all', USUAL_TOP)
    .option('--json', 'each line as one line of JSON')
    .action(async (text: string[], flags: EventsFlags) =>
      session.finish(await run(text, { flags, session })),
    );
}

async function run(
  text: readonly string[],
  { flags, session }: { flags: EventsFlags; session: Session },
): Promise<number> {
  const query = queryOf(text, flags);
  const [{ loadConfig }, { viewStore }] = await Promise.all([
    import('../app/config.ts'),
    import('../store/store.ts'),
  ]);
  const { folder } = loadConfig(configRequest(flags)).config.state;
  const store = viewStore(folder);
  try {
    const found = store.events.search(query).reverse();
    for (const event of found) {
      if (session.signal.aborted) break;
      await session.print(flags.json === true ? json(event) : `${escapeForTerminal(event.raw)}\n`);
    }
    if (found.length === 0) session.note(`no line that fits was kept in ${folder}`);
    else if (found.length === query.limit)
      session.note(`the latest ${count(found.length, 'line')}; see --top`);
  } finally {
    store.close();
  }
  return 0;
}

function queryOf(text: readonly string[], flags: EventsFlags): EventQuery {
  const { host, app, template, escalated } = flags;
  return {
    ...timesOf(flags, Date.now()),
    ...(text.length === 0 ? {} : { text }),
    ...(host === undefined ? {} : { host }),
    ...(app === undefined ? {} : { app }),
    ...(template === undefined ? {} : { templates: template }),
    ...(escalated === true ? { escalated } : {}),
    ...(flags.severity === undefined ? {} : { severity: severityOf(flags.severity) }),
    limit: Math.min(MOST, parseTop(flags.top)),
  };
}

function severityOf(word: string): number {
  const place = SEVERITIES.indexOf(word.toLowerCase());
  if (place >= 0) return place;
  if (/^[0-7]$/.test(word)) return Number(word);
  throw usage(`--severity wants one of ${SEVERITIES.join(', ')}, or 0 to 7; got ${JSON.stringify(word)}`);
}

function json({ bytes, received, time, ...event }: KeptEvent): string {
  const base64 = bytes === null ? {} : { rawBase64: bytes.toString('base64') };
  const times = { time: time === null ? null : rfc3339(time), received: rfc3339(received) };
  return `${JSON.stringify({ schemaVersion: 1, ...event, ...times, ...base64 })}\n`;
}
