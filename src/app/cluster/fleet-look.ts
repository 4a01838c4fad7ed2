import { randomBytes } from 'node:crypto';
import type { Announced, Bus, Lag } from '../../core/bus.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { FleetStatus } from '../../core/fleet.ts';
import { duration } from '../../core/words.ts';
import type { Config } from '../config.ts';
import { busOf } from './bus-of.ts';
import { fleetOf, lagOf } from './fleet.ts';
import { wrongWith } from './fleet-wrong.ts';

/** Ms that a bus has to answer. */
const PATIENCE = 15_000;

/**
 * Looks at all who share the bus of a configuration that has one, and takes no part. Rejects with BUS_INVALID, with
 * BUS_AWAY where it does not answer, and with an AbortError when `signal` aborts.
 */
export async function lookAtFleet(config: Config, signal: AbortSignal): Promise<FleetStatus> {
  const member = `status-${randomBytes(8).toString('hex')}`;
  const context = { member, notice() {}, now: Date.now, random: Math.random };
  const bus = busOf(config, context);
  try {
    await bus.start();
    const [announced, lags] = await answered(bus, signal);
    const fleet = fleetOf(announced);
    const { living, gone, strange } = fleet;
    const lag = lagOf(lags);
    const troubles = living.flatMap(({ name, node, troubles: all }) =>
      all.map((text) => ({ about: `node:${name}`, text: `${node}: ${text}` })),
    );
    const missed = gone.map(({ name, node, roles, ago }) => ({
      about: `gone:${name}`,
      text: `${node} (${roles.join(', ')}) is gone: it was last heard of ${duration(ago * 1000)} ago`,
    }));
    return {
      ...{ schemaVersion: 1, time: new Date().toISOString(), bus: config.bus!.type },
      ...{ processes: living, gone, strange, lag },
      wrong: [
        ...wrongWith({ living, lag }, { config }).map(({ about, text }) => ({ about, text })),
        ...missed,
        ...troubles,
      ],
    };
  } finally {
    await bus.stop();
  }
}

/** What a bus answers, while there is hope. */
async function answered(
  bus: Bus,
  stop: AbortSignal,
): Promise<readonly [readonly Announced[], readonly Lag[]]> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(PATIENCE)]);
  const away = Promise.withResolvers<never>();
  const give = () => away.reject(new Error(bus.status().trouble ?? 'it does not answer'));
  signal.addEventListener('abort', give, { once: true });
  try {
    return await Promise.race([Promise.all([bus.announced(), bus.lag()]), away.promise]);
  } catch (error) {
    stop.throwIfAborted();
    if (error instanceof LogsiftError) throw error;
    const text = `The bus cannot be asked: ${(error as Error).message}. The section \`bus\` of the configuration says where it is; try again when it answers.`;
    throw new LogsiftError('BUS_AWAY', text, { cause: error });
  }
}
