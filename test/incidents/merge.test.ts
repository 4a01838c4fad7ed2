import { expect, test } from 'vitest';
import { type About, type Finding, rank } from '../../src/core/finding.ts';
import { mergeFindings } from '../../src/incidents/merge.ts';
import { seededRandom } from '../../src/kit/random.ts';
import { sampleFinding } from '../report/sample-result.ts';

const MINUTE = 60_000;
const START = Date.UTC(2025, 0, 6);

function finding(
  detector: string,
  about: About,
  { minute = 0, lasts = 0, line = 1, ...rest }: Partial<Finding> & MadeAt = {},
): Finding {
  return {
    id: `${detector} ${JSON.stringify(about)} ${minute}`,
    ...{ detector, about, count: 1, surprise: 2, rawSurprise: 4, gravity: 0.5 },
    from: START + minute * MINUTE,
    to: START + (minute + lasts) * MINUTE,
    evidence: [{ source: 'file', file: 'a.log', line, text: `line ${line}` }],
    ...{ expected: 'usual', seen: 'odd', because: `${detector} says so.`, maturity: 'a week' },
    ...rest,
  };
}

interface MadeAt {
  readonly minute?: number;
  readonly lasts?: number;
  readonly line?: number;
}

const host = (name: string): About => ({ host: name });

test('nothing merged is nothing changed', () => {
  const alone = finding('rate', host('a'));
  expect(mergeFindings([alone])).toEqual([alone]);
  expect(mergeFindings([])).toEqual([]);
});

test('what kind of trouble it is says whoever knows it', () => {
  const number = finding('burst', { host: 'a', actor: 'x' }, { surprise: 4 });
  const rule = finding('rule', host('a'), { minute: 1, line: 9, category: 'authentication' });
  const [one] = mergeFindings([rule, number]);
  expect(one).toMatchObject({ detector: 'burst', category: 'authentication' });
});

test('two detectors about the same host in the same minutes are one finding, in the words of the stronger', () => {
  const strong = finding('burst', { host: 'a', actor: 'x' }, { surprise: 4 });
  const weak = finding('windows', host('a'), { minute: 4, line: 9, gravity: 0.8, count: 40 });
  const [one, ...more] = mergeFindings([weak, strong]);
  expect(more).toEqual([]);
  expect(one).toMatchObject({
    ...{ id: strong.id, expected: strong.expected, seen: strong.seen, about: strong.about },
    ...{ from: strong.from, to: weak.to, gravity: 0.8, count: 40 },
    because: 'burst says so, and 1 more remark.',
    also: [{ detector: 'windows', because: 'windows says so.' }],
  });
  expect(one!.evidence.map(({ line }) => line)).toEqual([1, 9]);
});

test.each([
  ['template', { template: 't', host: 'a' }, { template: 't', host: 'b' }],
  ['actor', { actor: 'mallory', host: 'a' }, { actor: 'mallory', host: 'b' }],
])('the same %s on another host is the same matter', (_, a, b) => {
  expect(mergeFindings([finding('rate', a), finding('value', b)])).toHaveLength(1);
});

test.each<[string, Finding, Finding]>([
  ['of one detector', finding('rate', host('a')), finding('rate', { host: 'a', template: 't' })],
  ['on different hosts', finding('rate', host('a')), finding('burst', host('b'))],
  ['of one program', finding('rate', { app: 'sshd' }), finding('burst', { app: 'sshd' })],
  ['more than five minutes apart', finding('rate', host('a')), finding('burst', host('a'), { minute: 6 })],
  [
    'on one host, when one of them lasts for days',
    finding('chronic', host('a'), { lasts: 4000 }),
    finding('burst', host('a'), { minute: 2000 }),
  ],
])('findings %s stay apart', (_, a, b) => {
  expect(mergeFindings([a, b])).toHaveLength(2);
});

test('a matter that lasts for days is one for all that remark on its template', () => {
  const chronic = finding('chronic', { template: 't' }, { lasts: 4000 });
  expect(mergeFindings([chronic, finding('value', { template: 't' }, { minute: 2000 })])).toHaveLength(1);
});

test('neighbours do not chain: all are about the same as the strongest', () => {
  const strongest = finding('burst', { host: 'a', actor: 'x' }, { surprise: 5 });
  const between = finding('rate', { host: 'a', template: 't' }, { minute: 5 });
  const far = finding('value', { host: 'b', template: 't' }, { minute: 10 });
  expect(mergeFindings([far, between, strongest]).map(({ detector }) => detector)).toEqual([
    'burst',
    'value',
  ]);
});

test('without times the template decides, and a host says nothing', () => {
  const timeless = { from: Number.NaN, to: Number.NaN };
  const a = finding('novelty', { host: 'a', template: 't' }, timeless);
  expect(mergeFindings([a, finding('value', { template: 't' }, timeless)])).toHaveLength(1);
  expect(mergeFindings([a, finding('value', host('a'), timeless)])).toHaveLength(2);
});

test('agreement adds a little, for detectors that are surprised themselves and show other lines', () => {
  const of = (...others: Finding[]) =>
    mergeFindings([finding('burst', host('a'), { surprise: 3 }), ...others])[0]!.surprise;
  expect(of(finding('rate', host('a'), { line: 2 }))).toBeCloseTo(3.3);
  expect(of(finding('rate', host('a'), { line: 2, surprise: 0.9 }))).toBe(3);
  expect(of(finding('rate', host('a'), { line: 1 }))).toBe(3);
  const many = Array.from({ length: 9 }, (_, i) => finding(`d${i}`, host('a'), { line: 2 + i }));
  expect(of(...many)).toBeCloseTo(3.6);
});

test('a rule that pages still pages when something stronger speaks', () => {
  const rule = finding('rule', host('a'), { surprise: 0, gravity: 0.2, page: true });
  const strong = finding('burst', host('a'), { surprise: 9 });
  expect(mergeFindings([rule, strong])).toMatchObject([{ detector: 'burst', page: true }]);
});

test('evidence is at most five lines, none of them twice, with a line of each', () => {
  const lines = (from: number) =>
    Array.from({ length: 4 }, (_, i) => ({ source: 'file', file: 'a.log', line: from + i, text: 'x' }));
  const strong = finding('burst', host('a'), { surprise: 3, evidence: lines(1).slice(0, 3) });
  const others = [
    finding('rate', host('a'), { evidence: lines(2) }),
    finding('value', host('a'), { line: 50 }),
  ];
  const [one] = mergeFindings([strong, ...others]);
  expect(one!.evidence.map(({ line }) => line).sort((a, b) => a! - b!)).toEqual([1, 2, 3, 4, 50]);
});

test('order of arrival does not matter, and the oddest comes first', () => {
  const random = seededRandom(1);
  const all = Array.from({ length: 60 }, (_, i) =>
    finding(['rate', 'burst', 'value'][i % 3]!, host(`h${i % 4}`), {
      ...{ minute: Math.floor(random() * 300), surprise: random() * 5, gravity: random(), line: i },
    }),
  );
  const merged = mergeFindings(all);
  expect(mergeFindings([...all].reverse())).toEqual(merged);
  expect(merged.map(rank)).toEqual(merged.map(rank).sort((a, b) => b - a));
  expect(merged.length + merged.reduce((sum, { also }) => sum + (also?.length ?? 0), 0)).toBe(60);
});

test('one detector on the same kind of line of several hosts at once is one finding, and graver', () => {
  const on = (name: string, minute: number) =>
    finding('rule', { host: name, template: 't' }, { minute, gravity: 0.85 });
  const [all, ...more] = mergeFindings([on('f5', 0), on('f6', 1), on('f7', 1)]);
  expect(more).toEqual([]);
  expect(all!.gravity).toBeCloseTo(0.95);
  expect(mergeFindings([on('f5', 0), on('f6', 30)])).toHaveLength(2);
  expect(mergeFindings([on('f5', 0), finding('rule', { host: 'f6', template: 'u' })])).toHaveLength(2);
});

test('what begins and ends together on one host or in one suite of programs is one matter, however long', () => {
  const stopped = finding('silence', { host: 'a', app: 'postfix/smtp' }, { lasts: 240 });
  const more = finding('rate', { app: 'postfix/smtp' }, { minute: -5, lasts: 250, line: 2 });
  const fresh = finding('novelty', { host: 'b', app: 'postfix/qmgr' }, { minute: 1, lasts: 235, line: 3 });
  expect(mergeFindings([stopped, more, fresh])).toHaveLength(1);
  const before = finding('rate', { app: 'postfix/smtp' }, { minute: -90, lasts: 330, line: 2 });
  expect(mergeFindings([stopped, before])).toHaveLength(2);
  const other = finding('rate', { app: 'named' }, { lasts: 240, line: 2 });
  expect(mergeFindings([stopped, other])).toHaveLength(2);
});

test('a rule that one kind of line of a host hits again is told once, on another host or of another kind apart', () => {
  const hit = (name: string, template: string, minute: number) =>
    finding('rule', { host: name, template }, { minute, line: minute });
  expect(mergeFindings([hit('a', 't', 0), hit('a', 't', 900), hit('a', 't', 4000)])).toHaveLength(1);
  expect(mergeFindings([hit('a', 't', 0), hit('b', 't', 900), hit('a', 'u', 4000)])).toHaveLength(3);
});

test('what a rule says of the lines is the headline of what is only new, with the hosts it spread to', () => {
  const about = (host: string) => ({ host, template: 't1' });
  const said = 'A power supply failed or was lost (rule switches/power-supply-failure)';
  const all = [
    sampleFinding({
      id: 'n',
      detector: 'novelty',
      about: about('sw1'),
      surprise: 3,
      gravity: 0.9,
      because: 'It is new.',
    }),
    ...['sw1', 'sw2'].map((host) =>
      sampleFinding({
        id: host,
        detector: 'rule',
        about: about(host),
        surprise: 0.5,
        gravity: 0.9,
        because: said,
      }),
    ),
  ];
  const [story] = mergeFindings(all);
  expect(story!.because).toBe(
    'A power supply failed or was lost on 2 hosts (rule switches/power-supply-failure), and 2 more remarks.',
  );
  expect(story!.also!.map(({ because }) => because)).toEqual([said]);
  const mild = all.map((one) => (one.detector === 'rule' ? { ...one, gravity: 0.4 } : one));
  expect(mergeFindings(mild)[0]!.because).toMatch(/^It is new, and/);
});
