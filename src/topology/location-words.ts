import type { HostFacts } from '../core/topology.ts';

/** Words that people write before a place in sysLocation, in English and German. */
const PLACES: readonly (readonly [keyof HostFacts, RegExp])[] = [
  ['site', /\b(?:site|standort|campus)[\s:#=-]+([\p{L}\p{N}][\p{L}\p{N}_-]{0,30})/iu],
  ['building', /\b(?:building|bldg|bld|gebäude|geb|haus)\.?[\s:#=-]+([\p{L}\p{N}][\p{L}\p{N}_-]{0,30})/iu],
  ['floor', /\b(?:floor|etage|stock|level|og)\.?[\s:#=-]+(-?[\p{L}\p{N}]{1,10})/iu],
  ['rack', /\b(?:rack|cabinet|schrank)\.?[\s:#=-]+([\p{L}\p{N}][\p{L}\p{N}_-]{0,30})/iu],
];
/** `3rd floor`, `2. OG`. */
const FLOOR_BEFORE = /\b(\d{1,3})(?:st|nd|rd|th|\.)?\s+(?:floor|etage|stock|og)\b/iu;

/** The places that a sysLocation names with a word before them; what it says otherwise is for people. */
export function placesIn(location: string): HostFacts {
  const found: { -readonly [K in keyof HostFacts]: HostFacts[K] } = {};
  for (const [fact, pattern] of PLACES) {
    const place = pattern.exec(location)?.[1];
    if (place !== undefined) found[fact] = place;
  }
  const floor = FLOOR_BEFORE.exec(location)?.[1];
  if (floor !== undefined) found.floor = floor;
  return found;
}
