import { readFileSync } from 'node:fs';
import type { DetectorDefinition } from '../core/detector.ts';
import { LogsiftError } from '../core/errors.ts';
import type { Place, Places } from '../core/place.ts';
import { Mmdb, type MmdbValue } from '../kit/mmdb.ts';
import type { Config } from './config-schema.ts';

/**
 * Detectors that can ask where an address is, from the MaxMind file of a configuration; the same ones where it names
 * none. Throws CONFIG_INVALID for a file that cannot be read.
 */
export function withPlaces(
  definitions: readonly DetectorDefinition[],
  { geoip }: Pick<Config, 'geoip'>,
): readonly DetectorDefinition[] {
  if (geoip.file === undefined) return definitions;
  const places = placesOf(geoip.file, geoip.home ?? null);
  return definitions.map((one) => ({ ...one, create: (context) => one.create({ ...context, places }) }));
}

function placesOf(path: string, home: Place | null): Places {
  const file = opened(path);
  return { home, find: (address) => placeIn(file.find(address)) };
}

function opened(path: string): Mmdb {
  try {
    return new Mmdb(readFileSync(path));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LogsiftError(
      'CONFIG_INVALID',
      `geoip.file: ${JSON.stringify(path)} should be a MaxMind file of cities, such as GeoLite2-City.mmdb, but ${why}.`,
    );
  }
}

function placeIn(found: MmdbValue): Place | null {
  const location = found instanceof Map ? found.get('location') : undefined;
  if (!(location instanceof Map)) return null;
  const [latitude, longitude] = [location.get('latitude'), location.get('longitude')];
  return typeof latitude === 'number' && typeof longitude === 'number' ? { latitude, longitude } : null;
}
