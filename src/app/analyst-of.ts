import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SpendLimits } from '../analyst/spend.ts';
import type { Notice } from '../core/notice.ts';
import { allDetectors } from '../detectors/index.ts';
import { linkKey } from '../links/key.ts';
import type { Store } from '../store/store.ts';
import { Analyst, type AnalystOptions } from './analyst.ts';
import type { AnalystSources } from './analyst-view.ts';
import type { Config } from './config-schema.ts';
import { type AnalystConfig, llmOf, priceOf } from './llm-of.ts';
import { topologyOf } from './topology-of.ts';

/** Random letters and digits that mark where data begins and ends. */
export function nonceOf(): string {
  return randomBytes(12).toString('hex');
}

/**
 * What pseudonyms are made with: the same for all that ever runs on a state folder, and nothing that other keys could be
 * guessed from. Throws STATE_FILE.
 */
export function pseudonymKey(folder: string): string {
  return createHmac('sha256', linkKey(folder)).update('pseudonyms').digest('hex');
}

/** Names of the hosts that people wrote down. */
export function analystHosts({ topology }: Pick<Config, 'topology'>): string[] {
  const written = Object.entries(topology.network?.hosts ?? {});
  return written.flatMap(([host, { aliases }]) => [host, ...aliases]);
}

/** Where what a model is told comes from, by the configuration. */
export function analystSources(
  config: Pick<Config, 'topology' | 'detectors' | 'timezone' | 'state'>,
  store: AnalystSources['store'],
): AnalystSources {
  const { detectors, timezone } = config;
  return {
    store,
    topology: topologyOf(config),
    hosts: analystHosts(config),
    detectors: allDetectors.map(({ name }) => name).filter((name) => detectors[name] === true),
    timeZone: timezone,
    ring: join(config.state.folder, 'ring'),
  };
}

/** What may be spent, by the configuration. */
export function analystLimits({ limits }: AnalystConfig): SpendLimits {
  return {
    ...{ callsPerMinute: limits.calls_per_minute, callsPerDay: limits.calls_per_day },
    ...{ tokensPerDay: limits.tokens_per_day, costPerDay: limits.cost_per_day },
  };
}

/** The analyst of a configuration; null where none is configured: nothing is ever sent anywhere then. */
export function analystOf(
  config: Config,
  world: { readonly store: Store; notice(notice: Notice): void } & Pick<
    AnalystOptions,
    'isPaged' | 'now' | 'explained' | 'log' | 'users'
  >,
): Analyst | null {
  const { analyst } = config;
  if (analyst === undefined) return null;
  const llm = llmOf(analyst);
  const { privacy, deadline, provider } = analyst;
  return new Analyst({
    ...world,
    ...{ llm, provider: provider.type, price: priceOf(analyst, llm.model), privacy, deadline },
    limits: analystLimits(analyst),
    sources: analystSources(config, world.store),
    key: pseudonymKey(config.state.folder),
    nonce: nonceOf,
  });
}
