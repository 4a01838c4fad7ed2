import { aborted, live } from '../life.ts';
import type { RunOptions } from '../run-options.ts';
import { DECIDERS, DecideDaemon } from './decide-daemon.ts';
import { ClusterProcess } from './process.ts';
import { ProcessView } from './process-view.ts';
import type { RoleName } from './roles.ts';
import { standBy } from './stand-by.ts';
import { unlessClosed } from './unless-closed.ts';

export interface ClusterLife {
  readonly roles: ReadonlySet<RoleName>;
  /** It is ready for a turn to another configuration, which resolves; `reopen` where files may have been rotated. */
  readonly turn: (reopen: () => void) => Promise<void>;
  readonly onRunning: () => void;
}

const SECOND = 1000;

/** One configuration's life of a process that is one of several. Rejects as `run`. */
export async function liveInCluster(
  options: RunOptions,
  { roles, turn, onRunning }: ClusterLife,
): Promise<void> {
  const { log, signal } = options;
  const over = new AbortController();
  const process = new ClusterProcess(options, roles);
  const deciding = new Deciding(options, process, AbortSignal.any([signal, over.signal]));
  let second: NodeJS.Timeout | null = null;
  let lived: Promise<void> = Promise.resolve();
  try {
    await process.start();
    second = setInterval(() => process.second(), SECOND);
    const reload = turn(() => deciding.reopen());
    lived = deciding.run();
    if (roles.has('decide')) deciding.stand();
    onRunning();
    log.info({ roles: [...roles] }, `running as ${[...roles].join(', ')}`);
    await Promise.race([aborted(signal), reload, process.failed, lived]);
    log.info('stopping');
  } finally {
    process.ending();
    await deciding.withdraw().catch(unlessClosed);
    over.abort();
    // What it failed with was told above.
    await lived.catch(() => {});
    if (second !== null) clearInterval(second);
    await process.stop();
  }
}

/** Standing by and deciding, in turns. */
class Deciding {
  readonly #options: RunOptions;
  readonly #process: ClusterProcess;
  readonly #signal: AbortSignal;
  #leads = false;
  #turn = new AbortController();
  #ended = Promise.withResolvers<void>();
  #candidate: { withdraw(): Promise<void> } | null = null;
  #reopen: () => void = () => {};

  constructor(options: RunOptions, process: ClusterProcess, signal: AbortSignal) {
    this.#options = options;
    this.#process = process;
    this.#signal = signal;
  }

  reopen(): void {
    this.#reopen();
  }

  /** From now on it decides when nobody else does. */
  stand(): void {
    const { bus, common } = this.#process;
    this.#candidate = bus.stand(DECIDERS, {
      elected: async (fence) => {
        // What whoever decided before told is here before anything is decided.
        await common!.current();
        common!.own(DECIDERS, fence);
        this.#process.deciding = { fence, since: performance.now() };
        this.#options.log.info('decides from now on');
        this.#begin(true);
        void common!.image().catch(this.#process.works.failed);
      },
      deposed: async (lost) => {
        this.#process.deciding = null;
        if (lost) common!.disown(DECIDERS);
        this.#options.log.info(`decides no more${lost ? ': another does' : ''}`);
        const ended = this.#ended.promise;
        this.#begin(false);
        await ended;
        common!.disown(DECIDERS);
      },
    });
  }

  async withdraw(): Promise<void> {
    await this.#candidate?.withdraw();
  }

  #begin(leads: boolean): void {
    this.#leads = leads;
    this.#turn.abort();
  }

  /** Until the signal aborts. */
  async run(): Promise<void> {
    while (!this.#signal.aborted) {
      const turn = new AbortController();
      this.#turn = turn;
      this.#ended = Promise.withResolvers<void>();
      const signal = AbortSignal.any([this.#signal, turn.signal]);
      try {
        if (this.#leads) await this.#lead(signal);
        else await standBy(this.#options, this.#process, signal);
      } finally {
        this.#ended.resolve();
      }
    }
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const process = this.#process;
    const view = new ProcessView(process);
    const { works, common, store } = process;
    try {
      await live(
        { ...this.#options, signal },
        {
          store,
          make: (parts) => {
            process.listener = parts.notice;
            process.onEvent = (event) => parts.feed?.line(event);
            const daemon = new DecideDaemon(parts, works, { store: common!, view });
            const { deciding } = process;
            if (deciding !== null) {
              deciding.daemon = daemon;
              deciding.troubles = parts.troubles ?? (() => []);
            }
            return daemon;
          },
          turn: (reopen) => {
            this.#reopen = reopen;
            return process.failed;
          },
          onRunning: () => {},
        },
      );
    } finally {
      process.listener = null;
      process.onEvent = () => {};
      this.#reopen = () => {};
    }
  }
}
