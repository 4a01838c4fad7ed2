import { expect, test } from 'vitest';
import { loadConfig } from '../../src/app/config.ts';
import { withLimits } from '../../src/app/with-limits.ts';
import { type DetectorContext, defineDetector } from '../../src/core/detector.ts';
import type { Limit } from '../../src/core/limit.ts';
import forecast from '../../src/detectors/forecast.ts';
import { folderWith } from '../cli/run-cli.ts';

test('detectors are told the limits of the configuration', () => {
  let seen: readonly Limit[] | undefined;
  const asking = defineDetector({
    name: 'asking',
    question: 'What is too much?',
    create(context) {
      seen = context.limits;
      return forecast.create(context);
    },
  });
  const home = folderWith({ 'logsift.yaml': 'limits:\n  - metric: queue*\n    at: 85\n' });
  const { config } = loadConfig({
    ...{ env: {}, home, hostname: 'here', root: false },
    files: [`${home}/logsift.yaml`],
    set: [],
  });
  const [one] = withLimits([asking], config);
  one!.create({} as DetectorContext);
  expect(seen).toEqual([{ metric: 'queue*', at: 85, falling: false }]);
  expect(withLimits([asking], { limits: [] })[0]).toBe(asking);
});
