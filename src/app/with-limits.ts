import type { DetectorDefinition } from '../core/detector.ts';
import type { Config } from './config-schema.ts';

/** Detectors that know the limits of a configuration. */
export function withLimits(
  definitions: readonly DetectorDefinition[],
  { limits }: Pick<Config, 'limits'>,
): readonly DetectorDefinition[] {
  if (limits.length === 0) return definitions;
  return definitions.map((one) => ({ ...one, create: (context) => one.create({ ...context, limits }) }));
}
