import type { Watched } from '../daemon-options.ts';
import { Health } from '../health.ts';
import { aborted } from '../life.ts';
import type { RunOptions } from '../run-options.ts';
import { sayWhere } from '../say-where.ts';
import { WebFeed } from '../web/feed.ts';
import type { ClusterProcess } from './process.ts';
import { ProcessView } from './process-view.ts';

const NOBODY = { active: 0, hidden: 0 };
const NO_CHANGES = { told: 0, noted: 0, routine: 0, overCap: 0 };
const NO_PAGES = { pages: 0, joined: 0, overflow: 0 };

/**
 * A process that decides nothing, or not now: answers monitoring, shows what the common store holds, and says what is
 * wrong with itself, until `signal` aborts. Rejects with LISTEN_FAILED, TLS_INVALID.
 */
export async function standBy(
  options: RunOptions,
  process: ClusterProcess,
  signal: AbortSignal,
): Promise<void> {
  const { config, env, version } = options;
  const { store, works, book } = process;
  const feed = new WebFeed({
    isWatched: (topic) => health.web?.isWatched(topic) === true,
    publish: (topic, data) => health.web?.publish(topic, data),
  });
  const health: Health = new Health({
    ...{ daemon: watched(process), messages: book, store, node: config.node.name, version, config, env },
    notice: works.notice,
    onWatch: () => feed.look(),
    web: { written: options.written ?? null, clock: null },
  });
  await health.start();
  process.onEvent = (event) => feed.line(event);
  sayWhere(options, health, store);
  const second = setInterval(() => {
    health.second(works.now());
    feed.second();
  }, 1000);
  try {
    await Promise.race([aborted(signal), process.failed]);
  } finally {
    clearInterval(second);
    process.onEvent = () => {};
    await health.stopping();
    await health.stop();
  }
}

function watched(process: ClusterProcess): Watched {
  const view = new ProcessView(process);
  const startedAt = process.works.now();
  return {
    now: () => process.works.now(),
    status: () => ({
      ...{ startedAt, ready: true, notStored: 0, changes: NO_CHANGES, silences: NOBODY },
      snapshots: { taken: 0, last: Number.NaN, lastMs: 0 },
      ...view.status(),
    }),
    passed: () => ({ own: 0, capped: view.capped(), budget: NO_PAGES, hushed: 0 }),
    reading: () => view.reading(),
    readings: () => view.readings(),
  };
}
