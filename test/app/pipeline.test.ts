import { expect, test } from 'vitest';
import { Pipeline } from '../../src/app/pipeline.ts';
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

test('what people are told at once is known as soon as its line was taken in', () => {
  const rules = parseRules({ text: RULES, file: 'mine.yaml', ids: new Map() });
  const pipeline = new Pipeline({ rules, detectors, onEvent: () => {} } as ConstructorParameters<
    typeof Pipeline
  >[0]);
  for (let i = 0; i < 20; i++) {
    pipeline.take(batch(`<134>Nov 21 12:00:00 plc1 ctl[7]: pressure ${i} bar\n`, NOON + i), NOON + i);
  }
  expect(pipeline.urgent).toBe(false);
  pipeline.take(batch('<130>Nov 21 12:00:01 plc1 ctl[7]: coolant lost\n', NOON + 1000), NOON + 1000);
  expect(pipeline.urgent).toBe(true);
  expect(pipeline.outcome().remarked.map(({ detector }) => detector)).toContain('rule');
  expect(pipeline.urgent).toBe(false);
});
