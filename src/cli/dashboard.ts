import type { Command } from 'commander';
import type { Config } from '../app/config.ts';
import { LogsiftError } from '../core/errors.ts';
import { escapeHtml } from '../kit/html.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { usage } from './input-options.ts';
import { askPlace, placeOf } from './place.ts';
import type { Session } from './session.ts';
import { version } from './version.ts';

interface DashboardFlags extends ConfigFlags {
  readonly open: boolean;
}

const PATIENCE_MS = 5_000;

/** `logsift dashboard`: a link that signs in; without a daemon, the page over what it left. */
export function dashboardCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('open the dashboard: prints a link that signs in once; without a daemon it only shows')
    .option('--no-open', 'start no browser; the link is printed either way')
    .action(async (flags: DashboardFlags) => session.finish(await run(flags, session)));
}

async function run(flags: DashboardFlags, session: Session): Promise<number> {
  const [{ loadWithTopology }, { isHeld }] = await Promise.all([
    import('../app/topology-of.ts'),
    import('../store/write-beside.ts'),
  ]);
  const loaded = loadWithTopology(configRequest(flags));
  const { config } = loaded;
  if (config.http.listen === null)
    throw usage('the dashboard is served over HTTP, and the configuration says http.listen: off');
  if (isHeld(config.state.folder)) {
    await shown(await linkOf(config, session), flags, session);
    return 0;
  }
  const [{ WebServer }, { writtenOf }] = await Promise.all([
    import('../app/web/server.ts'),
    import('../app/web/link.ts'),
  ]);
  const plan = { config, version: version(), written: writtenOf(loaded), clock: null };
  const server = new WebServer(plan, null, (text) => session.note(text));
  await server.start();
  try {
    const link = server.link();
    for (const remark of server.remarks()) session.note(remark);
    if (link === null) return 2;
    session.runsUntilStopped();
    session.note(`no daemon is at work on ${config.state.folder}: nothing can be changed; Ctrl-C ends this`);
    await shown(link, flags, session);
    await stopped(session.signal);
  } finally {
    await server.stop();
  }
  return 0;
}

/** A link to the daemon that is at work. Throws NOT_RUNNING where it serves no dashboard. */
async function linkOf(config: Config, session: Session): Promise<string> {
  const [{ dashboardUrl, signInLink }, { writeBeside }, { refusalOf }, { viewStore }] = await Promise.all([
    import('../app/web/link.ts'),
    import('../store/write-beside.ts'),
    import('../app/web/access.ts'),
    import('../store/store.ts'),
  ]);
  const { http, state } = config;
  const place = placeOf(http)!;
  try {
    const signal = AbortSignal.any([session.signal, AbortSignal.timeout(PATIENCE_MS)]);
    await askPlace(place, '/healthz', { signal });
  } catch (error) {
    const cause = (error as { code?: string }).code ?? (error as Error).message;
    const text = `The logsift that has the state folder does not answer on ${place.name} (${cause}). See http.listen in its configuration.`;
    throw new LogsiftError('NOT_RUNNING', text, { cause: error });
  }
  const store = viewStore(state.folder);
  try {
    const refusal = refusalOf(http, store.users.any());
    if (refusal !== null) throw new LogsiftError('NOT_RUNNING', `${capital(refusal)}.`);
  } finally {
    store.close();
  }
  const keep = (mark: string, until: number) =>
    writeBeside(state.folder, Date.now, ({ sessions }) => sessions.putLink(mark, until));
  return signInLink(dashboardUrl(http, http.listen!.port), config, { keep, now: Date.now() });
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** Prints a link that signs in, and opens it where a person sits at the terminal. */
export async function shown(
  link: string,
  { open }: { readonly open: boolean },
  session: Session,
): Promise<void> {
  await session.print(`${link}\n`);
  if (!open || process.stdout.isTTY !== true) return;
  const { openPage } = await import('./open-browser.ts');
  // Others of this machine see what a program is started with: the link goes through a file.
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${escapeHtml(link)}">`;
  try {
    await openPage(page, 'dashboard.html');
  } catch (error) {
    if (!(error instanceof LogsiftError)) throw error;
    session.note('no browser could be started: open the link yourself');
  }
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
