import { join } from 'node:path';
import type { Notice } from '../core/notice.ts';
import { count } from '../core/words.ts';
import type { Decision } from '../incidents/budget.ts';
import { Replicator } from '../store/replicator.ts';
import { Store } from '../store/store.ts';
import { analystOf } from './analyst-of.ts';
import { messageWords, withAdvice } from './analyst-words.ts';
import { dailyMessages, messagesOut } from './configured-messages.ts';
import type { DaemonOptions, Running } from './daemon-options.ts';
import { plannedSources } from './daemon-sources.ts';
import { ExpectedNow } from './expected-now.ts';
import { Health } from './health.ts';
import { pageOf } from './incidents-now.ts';
import { KnownUsers } from './known-users.ts';
import { Links } from './links.ts';
import { machineInputs } from './machine-inputs.ts';
import type { MessagesOut } from './messages-out.ts';
import { logNotice } from './own-log.ts';
import { Playbooks } from './playbooks.ts';
import { Remediation } from './remediation.ts';
import { subjectsOf } from './routing.ts';
import type { RunOptions } from './run-options.ts';
import { sayWhere } from './say-where.ts';
import { WebFeed } from './web/feed.ts';

const DRAIN = 8000;

/** What a life is of. */
export interface Life {
  /** What lines, events or findings go through. */
  readonly make: (parts: DaemonOptions) => Running;
  /** It is ready for a turn to another configuration, which resolves; `reopen` where files may have been rotated. */
  readonly turn: (reopen: () => void) => Promise<void>;
  readonly onRunning: () => void;
  /** Where things are kept, which stays open; the state folder of the configuration when absent. */
  readonly store?: Store;
}

/** One configuration's life: from what was kept to the last message. Rejects as `run`. */
export async function live(options: RunOptions, { make, turn, onRunning, ...given }: Life): Promise<void> {
  const { config, log, env, version } = options;
  const parts: { daemon?: Running; messages?: MessagesOut } = {};
  const { clock, time: wall = Date.now } = options;
  const now = () => parts.daemon?.now() ?? wall();
  const notice = (one: Notice) => {
    logNotice(log, one);
    parts.messages?.notice(one);
  };
  const plan = plannedSources(config, () => machineInputs());
  for (const note of plan.notes) log.warn(note);
  const { folder } = config.state;
  const store = given.store ?? alone(Store.open({ folder, now, notice }));
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  try {
    const expected = new ExpectedNow(folder, log);
    await expected.refresh(now());
    const remediation = new Remediation({
      ...{ playbooks: new Playbooks(config), store, now },
      log: (level, text) => log[level](text),
    });
    const { public_url: publicUrl } = config.http;
    const links =
      publicUrl === undefined
        ? null
        : new Links({ ...{ publicUrl, store, remediation, now }, timeZone: config.timezone });
    const messages = messagesOut(options, {
      ...{ store, now, links },
      tellsOf: (id) => parts.daemon?.pageOf(id) ?? null,
    });
    parts.messages = messages;
    const analyst = analystOf(config, {
      ...{ store, notice, now },
      users: new KnownUsers(() => parts.daemon?.templates() ?? []),
      isPaged: (id) => parts.daemon?.pageOf(id) != null,
      explained(analysis, { id, aliases, headline }) {
        messages.explained({ ids: [id, ...aliases], headline, sentences: messageWords(analysis) });
        parts.daemon?.explained?.(analysis);
      },
      log: (level, text) => log[level](text),
    });
    let health: Health | null = null;
    const feed = new WebFeed({
      isWatched: (topic) => health?.web?.isWatched(topic) === true,
      publish: (topic, data) => health?.web?.publish(topic, data),
    });
    const daemon = make({
      ...{ config, plan, store, ringFolder: join(folder, 'ring'), stdout: options.stdout, notice, feed },
      ...(options.time === undefined ? {} : { clock: wall }),
      expected: (incident, at) => expected.covers(pageOf(incident), at),
      onIncidents(decided) {
        const of = (...wanted: readonly Decision[]) =>
          decided.filter(({ decision }) => wanted.includes(decision)).map(({ incident }) => incident);
        const told = (...wanted: readonly Decision[]) =>
          of(...wanted).map((incident) =>
            remediation.withOffers(withAdvice(pageOf(incident), incident), incident),
          );
        remediation.offer(of('page', 'update'));
        const subjects = config.routes === undefined ? undefined : subjectsOf(decided);
        messages.findings(told('page', 'update'), subjects);
        messages.withheld(told('digest'), subjects);
        messages.below(told('below').length);
        // Who was to be told was: what is made of it comes after.
        analyst?.take(decided);
        feed.incidents(decided.map(({ incident }) => incident));
      },
      onSecond(at) {
        void expected.refresh(at);
        health?.second(at);
        daily?.second(at);
        analyst?.second(at);
        feed.second();
      },
      troubles: () => messages.troubles,
      onFailure: (error) => failed.reject(error),
    });
    parts.daemon = daemon;
    const daily = dailyMessages(options, {
      ...{ store, daemon, status: () => health?.status() ?? null },
      summary: analyst === null ? undefined : (report) => analyst.summary(report),
    });
    health = new Health({
      ...{ daemon, messages, store, node: config.node.name, version, config, env, notice },
      links: links?.pages,
      analyst: analyst ?? undefined,
      onWatch: () => feed.look(),
      web: { written: options.written ?? null, clock: clock ?? null },
    });
    await health.start();
    sayWhere(options, health, store);
    analyst?.recall();
    remediation.start();
    const reload = turn(() => daemon.reopen());
    try {
      await lived(options, { daemon, messages, ended: Promise.race([failed.promise, reload]), onRunning });
    } finally {
      await health.stopping();
      await daemon.stop();
      await analyst?.stop();
      await Promise.all([messages.stop(DRAIN), remediation.stop(DRAIN)]);
      await health.stop();
    }
  } finally {
    if (given.store === undefined) store.close();
  }
}

/** A store that is nobody else's: what was noted for others, when it was one of several, goes. */
function alone(store: Store): Store {
  Replicator.stop(store);
  return store;
}

interface Living {
  readonly daemon: Running;
  readonly messages: MessagesOut;
  /** Resolves when another configuration is to be taken up; rejects when nothing comes any more. */
  readonly ended: Promise<void>;
  readonly onRunning: () => void;
}

/** From the first line to the signal to end. */
async function lived(
  { log, signal, config, onWarm }: RunOptions,
  { daemon, messages, ended, onRunning }: Living,
): Promise<void> {
  messages.start();
  const warm = await daemon.start(signal, onWarm ?? (() => {}));
  onRunning();
  if (warm !== null) {
    const learnt = `${count(warm.events, 'line')} of ${count(warm.inputs, 'input')}`;
    log.info(`learnt from ${learnt} that were there before`);
    for (const { reason } of warm.unread) log.warn(reason);
  }
  if (signal.aborted) return;
  const inputs = daemon.status().inputs.map(({ name }) => name);
  const some = inputs.slice(0, 8).join(', ');
  const more = inputs.length > 8 ? ` and ${inputs.length - 8} more` : '';
  log.info({ inputs: inputs.length, state: config.state.folder }, `running; reads ${some}${more}`);
  await Promise.race([aborted(signal), ended]);
  log.info('stopping');
}

/** Resolves when a signal aborts. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
