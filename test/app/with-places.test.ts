import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withPlaces } from '../../src/app/with-places.ts';
import { type DetectorContext, defineDetector } from '../../src/core/detector.ts';
import type { Places } from '../../src/core/place.ts';
import threat from '../../src/detectors/threat.ts';
import { madeMmdb } from '../kit/made-mmdb.ts';

const folder = mkdtempSync(join(tmpdir(), 'logsift-places-'));

test('detectors ask the configured file where an address is', () => {
  const file = join(folder, 'city.mmdb');
  writeFileSync(
    file,
    madeMmdb(
      {
        '203.0.113.0/24': { location: { latitude: 35.5, longitude: 139.5 } },
        '198.51.100.0/24': { city: 'x' },
      },
      28,
    ),
  );
  let seen: Places | undefined;
  const asking = defineDetector({
    name: 'asking',
    question: 'Where?',
    create(context) {
      seen = context.places;
      return threat.create(context);
    },
  });
  const home = { latitude: 48.25, longitude: 16.5 };
  const [one] = withPlaces([asking], { geoip: { file, home } });
  one!.create({} as DetectorContext);
  expect(seen!.find('203.0.113.5')).toEqual({ latitude: 35.5, longitude: 139.5 });
  expect(seen!.find('198.51.100.5')).toBeNull();
  expect(seen!.find('10.0.0.1')).toBeNull();
  expect(seen!.home).toEqual(home);
});

test('without a file nothing is known, and one that is none is refused by name', () => {
  expect(withPlaces([threat], { geoip: {} })).toEqual([threat]);
  const file = join(folder, 'text.mmdb');
  writeFileSync(file, 'hello');
  expect(() => withPlaces([threat], { geoip: { file } })).toThrow(
    /text\.mmdb" should be a MaxMind file.*but it is no/,
  );
  expect(() => withPlaces([threat], { geoip: { file: join(folder, 'none') } })).toThrow(/ENOENT/);
});
