import { expect, test } from 'vitest';
import { Homes } from '../../src/detectors/threat-homes.ts';

const VIENNA = { latitude: 48.2, longitude: 16.4 };
const TOKYO = { latitude: 35.7, longitude: 139.7 };

test('a distance is that to the nearest place from which somebody got in, or to home', () => {
  const homes = new Homes();
  expect(homes.distance(TOKYO, null)).toBeNaN();
  expect(homes.distance(null, VIENNA)).toBeNaN();
  expect(homes.distance(TOKYO, VIENNA)).toBeGreaterThan(9000);
  homes.note({ latitude: 35, longitude: 139 });
  homes.note(null);
  const restored = new Homes();
  restored.load(JSON.parse(JSON.stringify(homes.save())));
  for (const one of [homes, restored]) expect(one.distance(TOKYO, VIENNA)).toBeLessThan(120);
});

test('places that were used longest ago make room', () => {
  const homes = new Homes();
  for (let i = 0; i < 65; i++) homes.note({ latitude: i - 32, longitude: 0 });
  expect(homes.save()).toHaveLength(64);
  expect(homes.save()[0]).toEqual([-31, 0]);
});
