import { join } from 'node:path';
import type { Command } from 'commander';
import type { Daemon } from '../app/daemon.ts';
import { PAGE_LINE, rank } from '../core/finding.ts';
import { count } from '../core/words.ts';
import { renderFinding } from '../report/finding.ts';
import { addConfigOptions, type ConfigFlags, configRequest } from './config-options.ts';
import { holdMemory } from './memory.ts';
import type { Session } from './session.ts';

interface RunFlags extends ConfigFlags {
  readonly color: boolean;
}

/** `logsift run`: the daemon, in the foreground. */
export function runCommand(command: Command, session: Session): Command {
  return addConfigOptions(command)
    .description('read logs as they are written, learn, and say when something does not fit')
    .option('--no-color', 'no colours (also: NO_COLOR=1)')
    .action(async (flags: RunFlags) => run(flags, session));
}

async function run(flags: RunFlags, session: Session): Promise<void> {
  const [{ loadConfig }, { Daemon: Runner }, { plannedSources }, { machineInputs }, { Store }, logs] =
    await Promise.all([
      import('../app/config.ts'),
      import('../app/daemon.ts'),
      import('../app/daemon-sources.ts'),
      import('../app/machine-inputs.ts'),
      import('../store/store.ts'),
      import('../app/own-log.ts'),
    ]);
  const loaded = loadConfig(configRequest(flags));
  const { config } = loaded;
  const log = logs.ownLog(config.log.level, process.stderr);
  const plan = plannedSources(config, () => machineInputs());
  for (const note of [...loaded.notes, ...plan.notes]) log.warn(note);
  const page = session.page(flags);
  holdMemory();
  let daemon: Daemon | null = null;
  const now = () => daemon?.now() ?? Date.now();
  const notice = (one: Parameters<typeof logs.logNotice>[1]) => logs.logNotice(log, one);
  const store = Store.open({ folder: config.state.folder, now, notice });
  const failed = Promise.withResolvers<never>();
  try {
    daemon = new Runner({
      ...{ config, plan, store, ringFolder: join(config.state.folder, 'ring'), notice },
      stdout: (text) => process.stdout.write(text),
      onStories(stories) {
        for (const story of stories) {
          if (rank(story) < PAGE_LINE) continue;
          void session.print(`${renderFinding(story, 1, page).join('\n')}\n\n`);
        }
      },
      onSecond: () => {},
      onFailure: (error) => failed.reject(error),
    });
    session.runsUntilStopped();
    const warm = await daemon.start(session.signal, () => {});
    if (warm !== null) {
      log.info(`learnt from ${count(warm.events, 'line')} of ${count(warm.inputs, 'input')} that were there`);
      for (const { reason } of warm.unread) log.warn(reason);
    }
    log.info(`running; state in ${config.state.folder}`);
    await Promise.race([aborted(session.signal), failed.promise]);
    log.info('stopping');
  } finally {
    await daemon?.stop();
    store.close();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
