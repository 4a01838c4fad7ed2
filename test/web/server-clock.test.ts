import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { goBy, now, present } from '../../web/src/server-clock.ts';

const HERE = Date.UTC(2026, 2, 12, 3, 7);
const HOUR = 3_600_000;

beforeEach(() => void vi.useFakeTimers({ now: HERE, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

it('goes by the server, though this machine is off by a day', () => {
  goBy({ at: HERE + 24 * HOUR, wall: HERE + 24 * HOUR, speed: 1 });
  vi.setSystemTime(HERE + 5000);
  expect(present()).toBe(HERE + 24 * HOUR + 5000);
});

it('hurries as the clock of a demo does, until that has caught up', () => {
  goBy({ at: HERE - 4 * HOUR, wall: HERE, speed: 60 });
  expect(now.value).toBe(HERE - 4 * HOUR);
  vi.setSystemTime(HERE + 60_000);
  expect(present()).toBe(HERE - 3 * HOUR);
  vi.setSystemTime(HERE + HOUR);
  expect(present()).toBe(HERE + HOUR);
});
