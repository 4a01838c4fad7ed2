import type { BusDefinition } from '../core/bus.ts';

/** What may stand between roles on several machines. */
export const buses = [] as const satisfies readonly BusDefinition[];
