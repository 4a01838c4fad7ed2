import { LogsiftError } from '../core/errors.ts';
import { liveInCluster } from './cluster/live.ts';
import { type Config, changesOf } from './config.ts';
import { Daemon } from './daemon.ts';
import { live } from './life.ts';
import type { RunOptions } from './run-options.ts';
import { writtenOf } from './web/link.ts';
import type { WrittenConfig } from './web/plan.ts';

export type { RunOptions } from './run-options.ts';

/**
 * logsift around the clock, from the configuration to the last message, until `signal` aborts. A changed configuration
 * is taken up as a whole: everything is kept and begun again with it within a second or two; one that is wrong, or that
 * cannot work, leaves the running one. Rejects with what keeps it from ever working: a locked or unusable state folder,
 * a port in use, a source that cannot be.
 */
export async function run(options: RunOptions): Promise<void> {
  const { log, signal } = options;
  const turn = new Turn(options);
  let { config, written } = options;
  let before: Config | null = null;
  while (!signal.aborted) {
    let running = false;
    try {
      const life = {
        turn: (reopen: () => void) => turn.begin(reopen),
        onRunning: () => {
          running = true;
          options.onRunning?.();
        },
      };
      const now = { ...options, config, ...(written === undefined ? {} : { written }) };
      const { roles } = options;
      if (roles == null) await live(now, { ...life, make: (parts) => new Daemon(parts) });
      else await liveInCluster(now, { ...life, roles });
    } catch (error) {
      if (before === null || running || !(error instanceof LogsiftError)) throw error;
      log.error(`the new configuration cannot work, so the one before is used: ${error.message}`);
      config = before;
      before = null;
      continue;
    }
    const next = turn.take();
    if (next === null) return;
    before = config;
    ({ config, written } = next);
    log.level = config.log.level;
  }
}

/** Decides what becomes of a request to reload. */
class Turn {
  #next: { readonly config: Config; readonly written: WrittenConfig } | null = null;
  #asked = Promise.withResolvers<void>();
  #config: Config;
  #reopen: () => void = () => {};

  constructor({ config, reload, onReload, log }: RunOptions) {
    this.#config = config;
    onReload(() => {
      this.#reopen();
      try {
        const loaded = reload();
        for (const note of loaded.notes) log.warn(note);
        const changed = changesOf(this.#config, loaded.config);
        if (changed.length === 0) {
          log.info('the configuration is as it was');
          return;
        }
        log.info(`the configuration changed (${changed.join(', ')}): taking it up`);
        this.#config = loaded.config;
        this.#next = { config: loaded.config, written: writtenOf(loaded) };
        this.#asked.resolve();
      } catch (error) {
        log.error(`the running configuration stays, as the new one is wrong: ${(error as Error).message}`);
      }
    });
  }

  /** A run begins: resolves when another configuration is to be taken up. */
  begin(reopen: () => void): Promise<void> {
    this.#reopen = reopen;
    return this.#asked.promise;
  }

  /** The configuration to go on with; null when no other was asked for. */
  take(): { readonly config: Config; readonly written: WrittenConfig } | null {
    const next = this.#next;
    this.#next = null;
    this.#asked = Promise.withResolvers<void>();
    return next;
  }
}
