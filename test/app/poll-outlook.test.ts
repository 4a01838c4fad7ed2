import { expect, test } from 'vitest';
import { LiveEngine } from '../../src/app/live-engine.ts';
import type { Finding } from '../../src/core/finding.ts';
import forecast from '../../src/detectors/forecast.ts';
import { type HurriedClock, hurriedTime } from '../../src/kit/hurried-clock.ts';
import { SnmpPoller } from '../../src/sources/snmp-poller.ts';
import { RecordingSink, until } from '../../src/testing/live-sink.ts';
import { SnmpAgent } from '../../src/testing/snmp-agent.ts';

const DAY = 86_400_000;
const STORAGE = '1.3.6.1.2.1.25.2.3.1';
const WALK = `
.1.3.6.1.2.1.1.3.0 = Timeticks: (1000000) 2:46:40.00
.1.3.6.1.2.1.1.5.0 = STRING: "nas-01"
.${STORAGE}.2.41 = OID: .1.3.6.1.2.1.25.2.1.4
.${STORAGE}.3.41 = STRING: "/srv"
.${STORAGE}.5.41 = INTEGER: 1000000
.${STORAGE}.6.41 = INTEGER: 600000
`;

/** Two weeks at 60 %, then 2 % more a day. */
function used(days: number): number {
  return days < 14 ? 60 : 60 + 2 * (days - 14);
}

test('a storage that is polled while it fills: the day on which it is full is told', async () => {
  const agent = new SnmpAgent(WALK);
  const port = await agent.open();
  // A day in half a second.
  const clock: HurriedClock = { began: Date.now(), from: Date.UTC(2026, 1, 16), speed: DAY / 500 };
  const now = () => hurriedTime(clock, Date.now());
  const filling = setInterval(() => {
    const percent = used((now() - clock.from) / DAY);
    agent.set(`${STORAGE}.6.41`, `INTEGER: ${Math.round(percent * 10_000)}`);
  }, 2);
  const found = new Map<string, Finding>();
  const engine = new LiveEngine({
    ...{ rules: [], detectors: [forecast], onEvent() {} },
    onFinding: (finding) => found.set(finding.id, finding),
  });
  class Measured extends RecordingSink {
    override now = now;
    override sample(sample: Parameters<RecordingSink['sample']>[0]): void {
      engine.measure(sample);
    }
  }
  const poller = new SnmpPoller({
    ...{
      key: 'snmp-poll:nas',
      name: 'SNMP polls',
      credentials: { version: '2c', community: 'public' },
      profiles: ['storage'],
    },
    ...{ targets: [{ address: '127.0.0.1', port, name: null }], concurrency: 1 },
    ...{ every: 10, timeout: 2000, retries: 5, maxRows: 64, lookAgain: 3_600_000, longest: 10_000 },
  });
  const ticking = setInterval(() => engine.idle(now()), 10);
  poller.start(new Measured());
  try {
    await until(
      () => [...found.values()].some(({ because }) => because.includes('95 %')),
      () => `what is to come; so far: ${[...found.values()].map(({ because }) => because).join('\n')}`,
      60,
    );
  } finally {
    clearInterval(ticking);
    clearInterval(filling);
    await poller.stop();
    await agent.close();
    engine.engine.finish();
  }
  const told = [...found.values()].find(({ because }) => because.includes('95 %'))!;
  expect(told.about).toMatchObject({ host: 'nas-01', metric: 'disk used of /srv' });
  // It is there in the middle of 19 March.
  expect(told.because).toMatch(
    /^"disk used of \/srv" on "nas-01" reaches 95 % (?:on 19 March|on 20 March|between 1\d and (?:19|2\d) March), /,
  );
  expect(told.to - clock.from).toBeLessThan(32 * DAY);
  expect(told.evidence[0]!.text).toMatch(/^disk used of \/srv = \d+(?:\.\d+)? % on nas-01$/);
});
