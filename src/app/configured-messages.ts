import { nextHour } from '../alerts/digest-time.ts';
import { Outbox } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { channelsOf } from './channels.ts';
import type { Watched } from './daemon-options.ts';
import { DailyMessages, type DailyMessagesOptions } from './daily-messages.ts';
import type { Links } from './links.ts';
import { MessagesOut } from './messages-out.ts';
import type { RunOptions } from './run-options.ts';
import { topologyOf } from './topology-of.ts';

/** The digest of what was withheld leaves at this hour. */
const DIGEST_HOUR = 8;
/** Ms for which what is told of an incident goes on in its message. */
const REMEMBERED = 30 * 86_400_000;

/** The channels of a configuration with their outbox, and what links they carry. */
export function messagesOut(
  { config, log, stdout, columns }: RunOptions,
  {
    store,
    now,
    links,
    tellsOf,
  }: {
    readonly store: Store;
    readonly now: () => number;
    readonly links: Links | null;
    readonly tellsOf: (id: string) => string | null;
  },
): MessagesOut {
  const zone = config.timezone === undefined ? {} : { timeZone: config.timezone };
  const width = columns === undefined ? {} : { columns };
  const write = (text: string) => {
    if (!stdout(text)) throw new Error('nobody reads it');
  };
  const channels = channelsOf(config.notifiers, { now, write, ...zone, ...width });
  return new MessagesOut({
    channels: links === null ? channels : channels.map((channel) => links.linked(channel)),
    outbox: new Outbox(store),
    grouping: {
      groupBy: ['id'],
      cooldown: REMEMBERED,
      digestAfter: (at) => nextHour(at, DIGEST_HOUR),
      tellsOf,
    },
    ...{ routes: config.routes, topology: topologyOf(config), reported: config.report?.to },
    acknowledged: (after) => store.acknowledgements.after(after),
    now,
    random: Math.random,
    log: (level, text) => log[level](text),
  });
}

/** The report that leaves by itself; null where none is wanted. */
export function dailyMessages(
  { config, log }: RunOptions,
  parts: Pick<DailyMessagesOptions, 'status' | 'summary'> & {
    readonly store: Store;
    readonly daemon: Watched;
  },
): DailyMessages | null {
  const { report, timezone, budget, state } = config;
  if (report === undefined) return null;
  return new DailyMessages({
    ...{ at: report.at, to: report.to, timeZone: report.timezone ?? timezone, budget: budget.rate },
    ...{ outbox: new Outbox(parts.store), folder: state.folder },
    ...{ status: parts.status, summary: parts.summary },
    stored() {
      const { caughtUp, snapshots } = parts.daemon.status();
      return caughtUp ? snapshots.last : Number.NaN;
    },
    log: (level, text) => log[level](text),
  });
}
