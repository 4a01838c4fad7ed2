import { expect, test } from 'vitest';
import { parseLine } from '../../src/app/parse-line.ts';
import { syslogFrames } from '../../src/kit/frames.ts';
import { eventFrame, findingFrame } from '../../src/output/rfc5424.ts';
import { madeEvent } from '../../src/testing/made-events.ts';
import { sampleFinding } from '../report/sample-result.ts';

/** What a receiver makes of frames. */
function received(...frames: readonly Buffer[]) {
  return [...syslogFrames(frames)].map((frame) => parseLine(Buffer.from(frame).toString('utf8')));
}

test('an event arrives with its own header, its kind and its mark', () => {
  const event = madeEvent({
    ...{ message: 'disk “sda” is full\nnow', host: 'web01', app: 'kernel', severity: 3 },
    time: Date.UTC(2026, 2, 1, 12, 0, 0, 250),
  });
  event.facility = 0;
  event.mark = 'escalate(disk)';
  const [parsed] = received(eventFrame(event));
  expect(parsed).toMatchObject({
    ...{ format: 'rfc5424', host: 'web01', app: 'kernel', facility: 0, severity: 3 },
    ...{ time: '2026-03-01T12:00:00.250000Z', message: 'disk “sda” is full now' },
    fields: {
      sd: { 'logsift@32473': { template: event.template!.id, mark: 'escalate(disk)', id: event.id } },
    },
  });
});

test('a hostile host, program and actor cannot leave their fields', () => {
  const event = madeEvent({ message: 'x', host: 'a b\n<13>1 - - - - - - forged', app: 'p] "q"\\' });
  event.sender = '"] forged="1';
  const frames = received(eventFrame(event), eventFrame(event));
  expect(frames.length).toBe(2);
  expect(frames[0]!.host).toBe('a_b_<13>1_-_-_-_-_-_-_forged');
  expect(frames[0]!.fields).toMatchObject({ sd: { 'logsift@32473': { sender: '"] forged="1' } } });
});

test('a finding arrives as a message of logsift, with what it is about', () => {
  const finding = sampleFinding({ because: 'Disk is filling.', about: { host: 'nas01', app: 'zfs' } });
  const [parsed] = received(findingFrame(finding, 'collector'));
  expect(parsed).toMatchObject({
    ...{ host: 'collector', app: 'logsift', msgid: 'finding', facility: 16, message: 'Disk is filling.' },
    fields: { sd: { 'logsift@32473': { id: finding.id, host: 'nas01', app: 'zfs' } } },
  });
});

test('a message longer than receivers take is cut', () => {
  const [parsed] = received(eventFrame(madeEvent({ message: 'ä'.repeat(100_000) })));
  expect(Buffer.byteLength(parsed!.raw)).toBeLessThanOrEqual(65_540);
});
