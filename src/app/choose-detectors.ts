import type { DetectorDefinition } from '../core/detector.ts';
import { LogsiftError } from '../core/errors.ts';
import { allDetectors, detectors } from '../detectors/index.ts';
import { nearest } from '../kit/nearest.ts';

/**
 * The detectors of these names, in the order of the family; those that are on by default without names, and beside
 * names that begin with `+`. Throws USAGE for an unknown one.
 */
export function chooseDetectors(names: readonly string[] | undefined): readonly DetectorDefinition[] {
  if (names === undefined || names.length === 0) return detectors;
  const known = allDetectors.map(({ name }) => name);
  const wanted = new Set<string>();
  for (const given of names) {
    const name = given.replace(/^\+/, '');
    if (name !== given) for (const usual of detectors) wanted.add(usual.name);
    wanted.add(name);
    if (known.includes(name)) continue;
    const guess = nearest(name, known);
    const meant = guess === null ? '' : `, did you mean ${guess}?`;
    throw new LogsiftError('USAGE', `"${name}" is no detector${meant} There are ${known.join(', ')}.`);
  }
  return allDetectors.filter(({ name }) => wanted.has(name));
}

/** The detectors that a configuration has on, in the order of the family. */
export function switchedOn(
  section: Readonly<Record<string, boolean | undefined>>,
): readonly DetectorDefinition[] {
  return allDetectors.filter(({ name }) => section[name] === true);
}
