import type { BusDefinition } from '../core/bus.ts';
import kafka from './kafka.ts';
import redis from './redis.ts';

/** What may stand between roles on several machines. */
export const buses = [redis, kafka] as const satisfies readonly BusDefinition[];
