import { buses } from '../../buses/index.ts';
import type { Bus, BusContext, BusDefinition } from '../../core/bus.ts';
import type { Config } from '../config.ts';

/** The bus as it is configured, of which there must be one; it does nothing yet. */
export function busOf(config: Pick<Config, 'bus'>, context: BusContext): Bus {
  const { type, ...options } = config.bus!;
  const definition: BusDefinition = buses.find(({ name }) => name === type)!;
  return definition.create(options, context);
}
