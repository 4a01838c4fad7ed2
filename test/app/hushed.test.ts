import { expect, test } from 'vitest';
import { budgetOf, USUAL_BUDGET } from '../../src/app/budget-of.ts';
import { Pipeline } from '../../src/app/pipeline.ts';
import type { Incident } from '../../src/core/incident.ts';
import { Silenced, scopesOf } from '../../src/core/judgement.ts';
import type { LiveBatch } from '../../src/core/live-source.ts';
import { detectors } from '../../src/detectors/index.ts';
import { parseRules } from '../../src/filter/parse-rules.ts';
import { LineSplitter } from '../../src/kit/lines.ts';

const NOON = Date.UTC(2026, 10, 21, 12);
const RULES = `
owner: ops@example.org
rules:
  - id: reactor
    action: escalate
    category: other
    page: true
    match: { regex: 'coolant lost' }
    reason: the plant is in danger
    until: 2030-01-01
    test: { match: ['Mar  1 02:00:00 plc1 ctl[7]: coolant lost'] }
`;

function batch(text: string, at: number): LiveBatch {
  const lines = new LineSplitter().push(Buffer.from(text))!;
  return {
    ...lines,
    ...{ offset: 0, firstLine: 1, key: 'udp', received: at, resume: null, senders: null, senderOf: null },
    origin: { source: 'syslog', file: null, identity: 'udp', referenceTime: at },
  } as LiveBatch;
}

/** What becomes of the same line of a host, with what people said of such incidents. */
function decided(host: string, hushed: (incident: Incident) => boolean) {
  const rules = parseRules({ text: RULES, file: 'mine.yaml', ids: new Map() });
  const budget = budgetOf(USUAL_BUDGET);
  const pipeline = new Pipeline({ rules, detectors, budget, hushed, onEvent: () => {} });
  pipeline.take(batch(`<130>Nov 21 12:00:01 ${host} ctl[7]: coolant lost\n`, NOON), NOON);
  const [first] = pipeline.second(NOON + 3000).decided;
  // It is over, and is the same one.
  expect(pipeline.second(NOON + 20 * 60_000).decided).toHaveLength(1);
  return { ...first!, pages: budget.counters.pages, kept: pipeline.kept };
}

test('what was called noise is not told and takes no room, on its own host alone', () => {
  const before = decided('plc1', () => false);
  expect(before).toMatchObject({ decision: 'page', pages: 1 });
  const noise = new Silenced(scopesOf(before.incident, false));
  expect(decided('plc1', (one) => noise.covers(one))).toMatchObject({
    decision: 'below',
    page: null,
    pages: 0,
    kept: 1,
  });
  expect(decided('plc2', (one) => noise.covers(one))).toMatchObject({ decision: 'page', pages: 1, kept: 0 });
});
