import { describe, expect, test } from 'vitest';
import type { First } from '../../src/core/template.ts';
import novelty from '../../src/detectors/novelty.ts';
import { detectorChecks } from '../../src/testing/detector-checks.ts';
import { DetectorRun } from '../../src/testing/detector-run.ts';
import { freshEvent, MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

const HOUR = 3_600_000;
const usual = madeTemplate('session opened for user <*>');
const odd = madeTemplate('OUTBOUND connection from <*> to <*>');
const ODD = 300;
const template: First = { kind: 'template' };

/** Four days of one kind of line, and one odd line near the end; in one pass the first line is new as well. */
function stream(pass: 'once' | 'learn' | 'judge') {
  return Array.from({ length: 384 }, (_, i) => {
    const first = i === ODD || (pass === 'once' && i === 0);
    return madeEvent({
      message: i === ODD ? 'OUTBOUND connection from a to b' : 'session opened for user alice',
      template: i === ODD ? odd : usual,
      time: MADE_START + (i * HOUR) / 4,
      line: i + 1,
      firsts: first && pass !== 'learn' ? [template] : null,
    });
  });
}

describe('contract', () => {
  for (const check of detectorChecks(novelty, { fileName: 'novelty', stream, odd: ODD, fresh: freshEvent })) {
    test(check.name, check.run);
  }
});

function judged(news: readonly number[]) {
  const events = (judging: boolean) =>
    Array.from({ length: 1000 }, (_, i) =>
      madeEvent({
        message: news.includes(i) ? `new thing ${i}` : 'usual',
        time: MADE_START + i * HOUR,
        line: i + 1,
        firsts: judging && news.includes(i) ? [template] : null,
      }),
    );
  const run = new DetectorRun(novelty);
  run.learn(events(false));
  return run.judge(events(true));
}

test('one new kind of line in six weeks of one kind is a finding', () => {
  const [finding, ...more] = judged([120]);
  expect(more).toEqual([]);
  expect(finding!.evidence[0]!.line).toBe(121);
  expect(finding!.surprise).toBeGreaterThan(1.5);
});

test('a log that is always new does not cry', () => {
  const every = Array.from({ length: 1000 }, (_, i) => i);
  expect(judged(every)).toEqual([]);
});

test('the more often new things come, the less surprising one more is', () => {
  const rare = judged([120])[0]!.surprise;
  const oftener = judged([120, 320, 520])[0]!.surprise;
  expect(oftener).toBeLessThan(rare - 0.5);
});

test('a burst of new lines counts as one occasion: it does not hide itself', () => {
  const burst = Array.from({ length: 30 }, (_, i) => 120 + i);
  expect(judged(burst).length).toBe(30);
});

test('in one pass later lines of the new kind are counted with it', () => {
  const run = new DetectorRun(novelty);
  const events = stream('once');
  run.observe(events);
  run.observe([
    madeEvent({ template: odd, time: events.at(-1)!.received + 1000, message: 'OUTBOUND again' }),
  ]);
  const findings = run.finish().filter(({ about }) => about.template === odd.id);
  expect(findings.at(-1)!.id).toBe(findings[0]!.id);
});

test('one more number is news only where the same few come a thousand times', () => {
  const numbers = (looks: number) => {
    const run = new DetectorRun(novelty);
    run.observe(stream('once').slice(0, ODD));
    const rate = { looks, singles: 0, known: ['200', '404'], distinct: 2 };
    const first: First = { kind: 'value', slot: 0, value: '500', numeric: true, rate };
    run.observe([madeEvent({ template: usual, time: MADE_START + 90 * HOUR, firsts: [first] })]);
    return run.finish().filter(({ seen }) => seen.includes('500'));
  };
  expect(numbers(50)).toEqual([]);
  expect(numbers(20_000)).toHaveLength(2);
});

test('a new value is told with the values that were known', () => {
  const run = new DetectorRun(novelty);
  run.observe(stream('once').slice(0, ODD));
  const rate = { looks: 300, singles: 0, known: ['root', 'alice'], distinct: 2 };
  run.observe([
    madeEvent({
      template: usual,
      time: MADE_START + 90 * HOUR,
      firsts: [{ kind: 'value', slot: 0, value: 'mallory', numeric: false, rate }],
    }),
  ]);
  const finding = run.finish().at(-1)!;
  expect(finding.because).toContain('"mallory"');
  expect(finding.expected).toContain('"root", "alice"');
});

/** Ten days of lines, in which three harmless new kinds of line come on each of five days, and a bad one on the eighth. */
function amongNews(bad: string, tail: number) {
  const events = (judging: boolean) =>
    Array.from({ length: 960 }, (_, i) => {
      const day = Math.floor(i / 96);
      const news = i % 96 < 3 && day < 5;
      const first = news || i === 800;
      const message = i >= 800 && i < 800 + tail ? bad : news ? `new thing ${i}` : 'usual';
      return madeEvent({
        ...{ message, template: madeTemplate(message), time: MADE_START + (i * HOUR) / 4, line: i + 1 },
        firsts: judging && first ? [template] : null,
      });
    });
  const run = new DetectorRun(novelty);
  run.learn(events(false));
  return run.judge(events(true)).filter(({ evidence }) => evidence[0]!.text === bad);
}

test('bad news are as surprising as bad news are rare, however much else is new', () => {
  const [bad] = amongNews('disk sdb failed', 1);
  const [harmless] = amongNews('hello sdb', 1);
  expect(bad!.surprise).toBeGreaterThan((harmless?.surprise ?? 0) + 0.5);
});

test('one newcomer in two kinds of line within an hour is one story', () => {
  const first = (value: string): First => ({
    ...{ kind: 'facet', slot: 0, facet: 'network', value, example: value },
    rate: { looks: 10_000, singles: 0, known: ['10.0.1.0/24'], distinct: 3 },
  });
  const story = (second: string) => {
    const events = (judging: boolean) =>
      Array.from({ length: 960 }, (_, i) => {
        const [built, down] = [i === 800, i === 802];
        const message = built ? 'Built connection' : down ? 'Teardown connection' : 'usual';
        const firsts = built ? [first('10.0.9.0/24')] : down ? [first(second)] : null;
        const time = MADE_START + (i * HOUR) / 4;
        return madeEvent({ message, time, line: i + 1, firsts: judging ? firsts : null });
      });
    const run = new DetectorRun(novelty);
    run.learn(events(false));
    return run.judge(events(true));
  };
  expect(story('10.0.9.0/24').map(({ evidence }) => evidence.map(({ line }) => line))).toEqual([[801, 803]]);
  expect(story('10.0.7.0/24')).toHaveLength(2);
});
