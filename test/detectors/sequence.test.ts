import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import sequence from '../../src/detectors/sequence.ts';
import { hashText } from '../../src/kit/hash.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { MADE_START } from '../../src/testing/made-events.ts';
import { slottedEvent } from '../../src/testing/slotted-events.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const EVERY = 10 * 60 * SECOND;

type Step = 'in' | 'clean' | 'queued' | 'sent' | 'deferred' | 'gone';
const TEXTS: Readonly<Record<Step, readonly [app: string, text: string]>> = {
  in: ['postfix/smtpd', 'queue id <*> client=<*>'],
  clean: ['postfix/cleanup', '<*> message-id=<*>'],
  queued: ['postfix/qmgr', '<*> from=<*> size=<*> queue active'],
  sent: ['postfix/smtp', '<*> to=<*> status=sent'],
  deferred: ['postfix/smtp', '<*> to=<*> status=deferred'],
  gone: ['postfix/qmgr', '<*> removed'],
};
const USUAL: readonly Step[] = ['in', 'clean', 'queued', 'sent', 'gone'];

/** The lines of one mail. */
function mail(n: number, at: number, steps: readonly Step[] = USUAL): Event[] {
  const id = hashText(`mail ${n}`).slice(0, 11).toUpperCase();
  return steps.map((step, i) => {
    const [app, text] = TEXTS[step];
    const rest = {
      in: ['client.example'],
      clean: [`<${n}@example>`],
      queued: [`user${n % 40}@example`, `${4000 + ((n * 377) % 5000)}`],
    };
    const values = [id, ...(rest[step as 'in'] ?? ['user@example'])].slice(0, text.split('<*>').length - 1);
    return slottedEvent(text, values, { app, host: 'mail1', time: at + i * 300 });
  });
}

function mails(count: number, odd: Readonly<Record<number, readonly Step[]>> = {}): Event[] {
  const events = Array.from({ length: count }, (_, n) => {
    // Some are deferred first, some go to two.
    const steps: readonly Step[] =
      odd[n] ??
      (n % 7 === 3
        ? ['in', 'clean', 'queued', 'deferred', 'sent', 'gone']
        : n % 5 === 1
          ? ['in', 'clean', 'queued', 'sent', 'sent', 'gone']
          : USUAL);
    return mail(n, MADE_START + n * EVERY, steps);
  }).flat();
  events.sort((a, b) => a.received - b.received);
  events.forEach((event, i) => {
    event.line = i + 1;
  });
  return events;
}

const LOST: readonly Step[] = ['in', 'clean', 'queued', 'gone'];
const stream = () => mails(420, { 380: LOST });
const odd = stream().findIndex(({ received }) => received === MADE_START + 380 * EVERY + 900);

describe('contract', () => {
  for (const check of detectorChecks(sequence, { fileName: 'sequence', stream, odd }))
    test(check.name, check.run);
});

test('a mail that left the queue and was never sent is told, by its queue id, with its lines', () => {
  const run = new DetectorRun(sequence);
  run.observe(stream());
  const [finding, ...more] = run.finish();
  expect(more).toEqual([]);
  expect(finding!.because).toMatch(
    /^queue id "[0-9A-F]{11}" of "postfix" never came to "… to=… status=sent": of \d+ sessions before none went so\.$/,
  );
  expect(finding!.evidence.map(({ text }) => text.replace(/[0-9A-F]{11}/, ''))).toEqual([
    'queue id  client=client.example',
    ' removed',
  ]);
});

test('in two passes the same is told, and beside what others did nothing is', () => {
  const both = (events: () => Event[]) => {
    const run = new DetectorRun(sequence);
    run.learn(events());
    return run.judge(events());
  };
  expect(both(stream).map(({ because }) => because)).toEqual([expect.stringContaining('never came to')]);
  expect(both(() => mails(420))).toEqual([]);
});

test('sessions that are odd in the same way are one finding', () => {
  const run = new DetectorRun(sequence);
  run.observe(mails(450, { 380: LOST, 384: LOST, 388: LOST, 392: LOST }));
  const findings = run.finish();
  expect(new Set(findings.map(({ id }) => id)).size).toBe(1);
  expect(findings.at(-1)!.count).toBe(4);
  expect(findings.at(-1)!.because).toContain('and so did 3 others');
});

test('what people call noise is not told again', () => {
  const run = new DetectorRun(sequence);
  run.observe(mails(420, { 380: LOST }));
  const [finding] = run.take();
  run.detector.feedback({ kind: 'verdict', finding: finding!.id, verdict: 'noise' });
  const later = mails(480, { 460: LOST }).filter(({ received }) => received >= MADE_START + 420 * EVERY);
  run.observe(later);
  expect(run.finish()).toEqual([]);
});

test('where nothing was seen for a while, what is missing in a session is no news', () => {
  const run = new DetectorRun(sequence);
  const events = mails(420, { 380: ['in', 'clean', 'queued'] });
  const at = events.findIndex(({ received }) => received >= MADE_START + 380 * EVERY + 700);
  run.observe(events.slice(0, at));
  run.detector.blind!(events[at - 1]!.received, events[at]!.received);
  run.observe(events.slice(at));
  expect(run.finish()).toEqual([]);
});

test('the process id is the id of a session where lines have no other', () => {
  const login = (n: number, steps: readonly string[]) =>
    steps.map((text, i) => {
      const event = slottedEvent(text, ['alice', '10.0.0.7'].slice(0, text.split('<*>').length - 1), {
        time: MADE_START + n * EVERY + i * 500,
      });
      event.pidText = String(10_000 + n * 7);
      return event;
    });
  const usual = [
    'Accepted password for <*> from <*>',
    'session opened for user <*>',
    'session closed for user <*>',
  ];
  const events = Array.from({ length: 420 }, (_, n) =>
    login(n, n === 390 ? [usual[0]!, usual[2]!] : usual),
  ).flat();
  const run = new DetectorRun(sequence);
  run.observe(events);
  expect(run.finish().map(({ because }) => because)).toEqual([
    expect.stringMatching(/^process "12730" of "sshd" never came to "session opened for user …"/),
  ]);
});

test('a log without ids is no matter for it, and open sessions are capped', () => {
  const run = new DetectorRun(sequence);
  const run2 = new DetectorRun(sequence);
  run.observe(
    Array.from({ length: 3000 }, (_, i) =>
      slottedEvent('load is <*>', [`${i % 17}`], { time: MADE_START + i * EVERY }),
    ),
  );
  expect(run.finish()).toEqual([]);
  run2.observe(mails(60));
  // All come at once and none ends.
  for (let n = 1000; n < 9000; n++) run2.observe(mail(n, MADE_START + 61 * EVERY + HOUR, ['in', 'clean']));
  expect((run2.detector as unknown as { overCap: number }).overCap).toBeGreaterThan(3000);
});
