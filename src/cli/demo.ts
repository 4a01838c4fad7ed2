import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { holdMemory } from '../app/memory.ts';
import { grouped } from '../core/words.ts';
import { shown } from './dashboard.ts';
import { ProgressLine } from './progress-line.ts';
import type { Session } from './session.ts';
import { version } from './version.ts';

interface DemoFlags {
  readonly listen: string;
  readonly keep?: string;
  readonly open: boolean;
}

/** `logsift demo`: a small network that does not exist, its last four hours in four minutes, and the dashboard on it. */
export function demoCommand(command: Command, session: Session): Command {
  return command
    .description('watch a made network for four minutes: no configuration, no network, nothing is kept')
    .option('--listen <address>', 'where its page is served', '127.0.0.1:8514')
    .option('--keep <folder>', 'keep its log, configuration and state there')
    .option('--no-open', 'start no browser')
    .action(async (flags: DemoFlags) => session.finish(await run(flags, session)));
}

const NEXT = `Your own logs, nothing to set up:
  logsift                      what the last 30 days would have been like
  logsift scan /var/log/syslog one log, read once
  logsift init                 a configuration, to run it for good
`;

async function run(flags: DemoFlags, session: Session): Promise<number> {
  const [{ prepareDemo }, { loadConfig }, { run: runDaemon }, { ownLog }, { PatientOutput }, { writtenOf }] =
    await Promise.all([
      import('../app/demo.ts'),
      import('../app/config.ts'),
      import('../app/run.ts'),
      import('../app/own-log.ts'),
      import('./patient-output.ts'),
      import('../app/web/link.ts'),
    ]);
  const folder = flags.keep ?? (await mkdtemp(join(tmpdir(), 'logsift-demo-')));
  const progress = new ProgressLine(true);
  holdMemory();
  session.runsUntilStopped({ unread: true });
  session.note('a made network of 14 machines; its last four hours pass in four minutes');
  try {
    const demo = await prepareDemo({
      ...{ folder, listen: flags.listen, now: Date.now },
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      onLines: (lines) => progress.say(() => `making two weeks of its log: ${grouped(lines)} lines`),
    });
    const request = { files: [demo.config], env: {}, home: folder, hostname: 'demo', root: false };
    const loaded = loadConfig(request);
    const { config } = loaded;
    const output = new PatientOutput(process.stdout);
    const played = new AbortController();
    const playing = demo.play(AbortSignal.any([session.signal, played.signal])).then(() => {
      if (!session.signal.aborted && !played.signal.aborted)
        session.note('the four hours are over; Ctrl-C ends the demo');
    });
    try {
      await runDaemon({
        ...{ config, log: ownLog('warn', new PatientOutput(process.stderr)), version: version() },
        ...{
          env: {},
          signal: session.signal,
          clock: demo.clock,
          time: demo.time,
          written: writtenOf(loaded),
        },
        stdout: (text) => output.write(text),
        columns: process.stdout.isTTY ? process.stdout.columns || 80 : undefined,
        reload: () => loadConfig(request),
        onReload: () => {},
        onDashboard: (link) => {
          progress.clear();
          session.note('the dashboard is open at this address, and signs in once:');
          void shown(link, flags, session);
        },
        onRunning: () => {
          progress.clear();
          demo.followed();
        },
        onWarm: (lines) =>
          progress.say(() => `learning from it: ${grouped(lines)} of ${grouped(demo.lines)} lines`),
      });
    } finally {
      played.abort();
      await playing;
    }
  } finally {
    progress.clear();
    if (flags.keep === undefined) await rm(folder, { recursive: true, force: true });
  }
  await session.print(`\n${NEXT}`);
  return 0;
}
