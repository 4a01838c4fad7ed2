import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { rank } from '../../src/core/finding.ts';
import type { RuleHit } from '../../src/core/rule-hit.ts';
import rule from '../../src/detectors/rule.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import {
  type EventParts,
  freshEvent,
  MADE_START,
  madeEvent,
  madeTemplate,
} from '../../src/testing/made-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const usual = madeTemplate('session opened for user <*>');
const ODD = 300;
const OOM: RuleHit = {
  ...{ id: 'linux/oom-kill', category: 'memory', gravity: 0.85, page: false },
  reason: 'a process was killed for want of memory',
};
const FAILED: RuleHit = {
  ...{ id: 'linux/ssh-failed', category: 'authentication', gravity: 0.45, page: false },
  reason: 'somebody failed to log in',
};

function escalated(hit: RuleHit, parts: EventParts): Event {
  const event = madeEvent({ message: hit.reason, template: madeTemplate(hit.reason), ...parts });
  event.rule = hit;
  event.mark = `escalate(${hit.category})`;
  return event;
}

/** Four days of quiet lines, with one escalated near the end. */
function stream() {
  return Array.from({ length: 384 }, (_, i) => {
    const parts = { time: MADE_START + (i * HOUR) / 4, line: i + 1 };
    return i === ODD ? escalated(OOM, parts) : madeEvent({ ...parts, template: usual });
  });
}

function fresh(i: number): Event {
  const event = freshEvent(i);
  event.rule = { ...FAILED, id: `rule-${i % 5000}` };
  event.mark = 'escalate(authentication)';
  return event;
}

describe('contract', () => {
  for (const check of detectorChecks(rule, { fileName: 'rule', stream, odd: ODD, fresh })) {
    test(check.name, check.run);
  }
});

function judged(events: () => readonly Event[]) {
  const run = new DetectorRun(rule);
  run.learn(events());
  return run.judge(events());
}

/** Ten days of one quiet line an hour, and the given lines among them. */
function among(lines: () => readonly Event[]): Event[] {
  const quiet = Array.from({ length: 240 }, (_, i) =>
    madeEvent({ time: MADE_START + i * HOUR, template: usual }),
  );
  return [...quiet, ...lines()].sort((a, b) => a.received - b.received);
}

test('hits of one category on one host within five minutes are one finding, others are not', () => {
  const at = (minutes: number, parts: EventParts = {}) =>
    escalated(OOM, { time: MADE_START + 50 * HOUR + minutes * MINUTE, line: 1000 + minutes, ...parts });
  const findings = judged(() => among(() => [at(0), at(4), at(5, { host: 'db1' }), at(60)]));
  expect(findings.map(({ about, count }) => [about.host, count]).sort()).toEqual([
    ['db1', 1],
    ['web1', 1],
    ['web1', 2],
  ]);
});

test('a finding says the rule, its reason, and has its gravity and its lines', () => {
  const [finding] = judged(() => among(() => [escalated(OOM, { time: MADE_START + 50 * HOUR, line: 77 })]));
  expect(finding).toMatchObject({
    because: 'A process was killed for want of memory (rule linux/oom-kill)',
    gravity: 0.85,
    evidence: [{ line: 77 }],
    expected: 'no such line in 10 days',
  });
  expect(finding!.surprise).toBeGreaterThan(1);
});

test('a rule that fires all day is no finding', () => {
  const all = () =>
    among(() =>
      Array.from({ length: 480 }, (_, i) =>
        escalated(FAILED, { time: MADE_START + i * 30 * MINUTE, line: i }),
      ),
    );
  expect(judged(all)).toEqual([]);
});

test('many more hits at once than ever before are a finding, although the rule fires all day', () => {
  const all = () =>
    among(() => [
      ...Array.from({ length: 480 }, (_, i) =>
        escalated(FAILED, { time: MADE_START + i * 30 * MINUTE, line: i }),
      ),
      ...Array.from({ length: 400 }, (_, i) =>
        escalated(FAILED, { time: MADE_START + 101 * HOUR + i * 500, line: 5000 + i }),
      ),
    ]);
  const findings = judged(all);
  expect(findings).toHaveLength(1);
  expect(findings[0]!.count).toBeGreaterThanOrEqual(400);
});

test('a rule that fires all day elsewhere is news on a host that it never hit', () => {
  const all = () =>
    among(() => [
      ...Array.from({ length: 480 }, (_, i) =>
        escalated(FAILED, { time: MADE_START + i * 30 * MINUTE, line: i }),
      ),
      escalated(FAILED, { time: MADE_START + 101.2 * HOUR, line: 9999, host: 'core-switch' }),
    ]);
  expect(judged(all).map(({ about }) => about.host)).toEqual(['core-switch']);
});

test('page: true puts a finding above the page line, however often the rule fires', () => {
  const page = { ...FAILED, page: true };
  const all = () =>
    among(() =>
      Array.from({ length: 100 }, (_, i) => escalated(page, { time: MADE_START + i * 2 * HOUR, line: i })),
    );
  const findings = judged(all);
  expect(findings).toHaveLength(100);
  expect(findings.every((finding) => rank(finding) >= 3)).toBe(true);
});

test('without a host the address that the line names is the subject', () => {
  const at = (address: string, line: number) =>
    escalated(OOM, { message: `refused ${address}:22`, host: null, time: MADE_START + 9 * HOUR, line });
  const findings = judged(() =>
    among(() => [at('203.0.113.9', 1), at('203.0.113.9', 2), at('198.51.100.7', 3)]),
  );
  expect(findings.map(({ about }) => about.actor).sort()).toEqual(['198.51.100.7', '203.0.113.9']);
});

test('a reason of several sentences is told by its first', () => {
  const wordy = { ...OOM, reason: 'The disk is full!\nCall Bob. He knows.' };
  const [finding] = judged(() => among(() => [escalated(wordy, { time: MADE_START + 50 * HOUR })]));
  expect(finding!.because).toBe('The disk is full (rule linux/oom-kill)');
});

test('lines that are kept or dropped are not its business', () => {
  const kept = escalated(OOM, { time: MADE_START + 50 * HOUR });
  kept.mark = 'keep';
  expect(judged(() => among(() => [kept]))).toEqual([]);
});

test('what was over within minutes reads less bad than what goes on, and the worst as bad as ever', () => {
  const down: RuleHit = { ...OOM, id: 'web/upstream', category: 'web', gravity: 0.7 };
  const lines = (hit: RuleHit, every: number) =>
    judged(() =>
      among(() =>
        Array.from({ length: 6 }, (_, i) =>
          escalated(hit, { time: MADE_START + 50 * HOUR + i * every, line: 1000 + i }),
        ),
      ),
    )[0]!;
  expect(lines(down, 10_000).gravity).toBeCloseTo(0.55);
  expect(lines(down, 4 * MINUTE).gravity).toBe(0.7);
  expect(lines(OOM, 10_000).gravity).toBe(0.85);
});

describe('in one pass, what a grave rule says', () => {
  const DAY = 24 * HOUR;
  const POWER: RuleHit = { ...OOM, id: 'switches/power', category: 'power', gravity: 0.75 };
  const PLAIN: RuleHit = { ...OOM, id: 'web/upstream', category: 'web', gravity: 0.75 };

  /** Ranks of stories at these times (days), after two weeks of quiet, three hosts each within 90 seconds. */
  function ranks(hit: RuleHit, days: readonly number[]): number[][] {
    const run = new DetectorRun(rule);
    return days.map((day, i) => {
      const time = MADE_START + day * DAY;
      run.observe([madeEvent({ time: i === 0 ? MADE_START : time - HOUR, template: usual })]);
      run.take();
      for (const floor of [0, 1, 2]) {
        run.observe([
          escalated(hit, { time: time + floor * 40_000, host: `sw${(i + floor) % 5}`, line: i * 10 + floor }),
        ]);
      }
      return run.take().map(rank);
    });
  }

  test('is told on three more occasions as what is rare, of each host that fell', () => {
    const told = ranks(POWER, [14, 20, 27, 40, 44]);
    for (const occasion of told.slice(0, 4)) {
      expect(occasion).toHaveLength(3);
      expect(Math.min(...occasion)).toBeGreaterThan(1.8);
    }
    expect(Math.max(...told[4]!)).toBeLessThan(1.6);
  });

  test('grows no louder when it comes every day', () => {
    const told = ranks(
      POWER,
      Array.from({ length: 20 }, (_, day) => day),
    );
    expect(Math.max(...told.slice(4).flat())).toBeLessThan(1.5);
  });

  test('is not told of an ordinary fault that comes and goes', () => {
    const told = ranks(PLAIN, [14, 20, 27]);
    expect(Math.max(...told[2]!)).toBeLessThan(1.8);
  });

  test('is usual when people called it noise, on that host', () => {
    const second = (host: string, noise: boolean) => {
      const run = new DetectorRun(rule);
      const at = (day: number, hosts: readonly string[]) =>
        run.observe(
          hosts.map((name) => escalated(POWER, { time: MADE_START + day * DAY, host: name, line: day })),
        );
      run.observe([madeEvent({ time: MADE_START, template: usual })]);
      at(14, ['sw0', 'sw2', 'sw3', 'sw4']);
      const finding = run.take()[0]!.id;
      if (noise) run.detector.feedback({ kind: 'verdict', finding, verdict: 'noise' });
      at(20, [host]);
      return rank(run.take().at(-1)!);
    };
    expect(second('sw0', true)).toBeLessThan(second('sw0', false) - 0.3);
    expect(second('sw1', true)).toBe(second('sw1', false));
  });
});
