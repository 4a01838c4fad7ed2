import type { DetectorDefinition } from '../core/detector.ts';
import { LogsiftError } from '../core/errors.ts';
import { detectors } from '../detectors/index.ts';
import { nearest } from '../kit/nearest.ts';

/** The detectors of these names, in the order of the family; all of them without names. Throws USAGE for an unknown one. */
export function chooseDetectors(names: readonly string[] | undefined): readonly DetectorDefinition[] {
  if (names === undefined || names.length === 0) return detectors;
  const known = detectors.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    const meant = guess === null ? '' : `, did you mean ${guess}?`;
    throw new LogsiftError('USAGE', `"${name}" is no detector${meant} There are ${known.join(', ')}.`);
  }
  return detectors.filter(({ name }) => names.includes(name));
}
