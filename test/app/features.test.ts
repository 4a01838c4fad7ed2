import { expect, test } from 'vitest';
import { LiveEngine } from '../../src/app/live-engine.ts';
import type { Finding } from '../../src/core/finding.ts';
import value from '../../src/detectors/value.ts';
import { featuresSchema } from '../../src/filter/feature.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { MADE_START, madeEvent } from '../../src/testing/made-events.ts';

const [MINUTE, DAY] = [60_000, 86_400_000];

test('a number of one’s own that goes where it never was is told by its name', () => {
  const found = new Map<string, Finding>();
  const engine = new LiveEngine({
    ...{ rules: [], detectors: [value] },
    features: featuresSchema.parse([{ name: 'declined payments', match: { regex: 'declined' }, per: 'all' }]),
    onEvent() {},
    onFinding: (finding) => found.set(finding.id, finding),
  });
  const random = seededRandom(1);
  const odd = MADE_START + 4 * DAY;
  for (let time = MADE_START; time < odd + 40 * MINUTE; time += MINUTE) {
    const count = time >= odd ? 90 : 2 + Math.floor(3 * random());
    for (let i = 0; i < count; i++) {
      const event = madeEvent({ app: 'shop', message: `payment ${i} declined` });
      event.time = event.received = time + i * 10;
      engine.observe(event);
    }
  }
  const told = [...found.values()].filter(({ because }) => because.includes('declined payments'));
  expect(told).toHaveLength(1);
  expect(told[0]!.from).toBeGreaterThanOrEqual(odd - MINUTE);
  expect(told[0]!.because).toMatch(/is about \d+/);
});
