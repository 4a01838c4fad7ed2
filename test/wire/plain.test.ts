import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/core/finding.ts';
import type { Notice } from '../../src/core/notice.ts';
import { packClocks, unpackClocks } from '../../src/wire/clocks.ts';
import { open, seal } from '../../src/wire/envelope.ts';
import { packFindings, unpackFindings } from '../../src/wire/findings.ts';
import { MOST_JSON, packJson } from '../../src/wire/plain.ts';
import { packSamples, unpackSamples } from '../../src/wire/samples.ts';
import { packTemplates, unpackTemplates } from '../../src/wire/templates.ts';

const SEALING = { producer: 'node-1', fence: 1, sequence: 1 };

const WHOLE: Finding = {
  ...{ id: 'a1', detector: 'rate', category: 'disk', from: 1, to: Number.NaN, count: 3, page: true },
  ...{ surprise: 4.5, rawSurprise: Number.POSITIVE_INFINITY, gravity: 0.5, ongoing: true },
  about: { host: 'web1', app: 'sshd', template: 't', actor: 'eve', metric: 'm' },
  evidence: [
    { source: 'file', file: '/var/log/x', line: 3, text: 'a line\u0000 \ud800 \u001b[2J' },
    { source: 'journal', text: '' },
  ],
  ...{ expected: 'two an hour', seen: 'nine', because: 'why', maturity: 'three days', beside: ['a change'] },
  also: [{ id: 'b', detector: 'rule', because: 'too' }],
  incident: { over: null, aliases: ['c'], hosts: ['web1', 'web2'] },
  figure: { label: 'lines', usual: [1, 2], typical: 1.5, seen: 9 },
  figures: [{ label: '', usual: [Number.NaN, 2], typical: 1, seen: 2 }],
};
const PLAIN: Finding = {
  ...{ id: 'a2', detector: 'novelty', about: {}, from: 1, to: 2, count: 1, surprise: 1, rawSurprise: 1 },
  ...{ gravity: 0, evidence: [], expected: '', seen: '', because: '', maturity: '' },
};
const NOTICE: Notice = { kind: 'gap', about: 'x', text: 'lines were lost', time: 5, lost: 7 };
const FOUND = {
  ...{ unit: 'detect/3', clock: { from: 1, to: Number.NaN, tick: 2 }, past: true },
  ...{ findings: [WHOLE, PLAIN], at: [1, Number.NaN], notices: [NOTICE] },
};

describe('messages in JSON', () => {
  it('bring findings as they were, numbers that are none among them', () => {
    expect(unpackFindings(open(packFindings(SEALING, FOUND)))).toEqual(FOUND);
  });

  it('cut down a finding that is very large, and nothing else', () => {
    const evidence = Array.from({ length: 50 }, (_, i) => ({
      source: 'f',
      text: `${i} ${'x'.repeat(1 << 20)}`,
    }));
    const found = { ...FOUND, findings: [{ ...WHOLE, evidence }, PLAIN] };
    const entry = packFindings({ ...SEALING, compress: false }, found);
    expect(entry.length).toBeLessThan(200_000);
    const [large, plain] = unpackFindings(open(entry)).findings;
    expect(plain).toEqual(PLAIN);
    expect(large!.evidence.map(({ text }) => text.length)).toEqual(new Array(20).fill(4001));
    expect({ ...large, evidence: [] }).toEqual({ ...WHOLE, evidence: [] });
  });

  it('bring samples, without those that are no number', () => {
    const samples = [
      { metric: 'disk used of /', host: 'web1', time: 1.5, value: -0.25, unit: '%' },
      { metric: '__proto__', host: null, time: 2, value: 1e300 },
    ];
    const entry = packSamples(SEALING, [...samples, { ...samples[0]!, value: Number.NaN }]);
    expect(open(entry).count).toBe(2);
    expect(unpackSamples(open(entry))).toEqual(samples);
  });

  it('bring clocks, those that have not begun among them', () => {
    const clocks = [
      { shard: 0, fence: 3, clock: 1_700_000_000_000.5, wall: 1_700_000_000_001, entries: 7 },
      { shard: 15, fence: 0, clock: Number.NaN },
    ];
    expect(unpackClocks(open(packClocks(SEALING, clocks)))).toEqual(clocks);
  });

  it('bring what a miner tells as it is', () => {
    const news = [{ version: 1, kinds: [{ tokens: ['a', '\u0001'] }] }];
    expect(unpackTemplates(open(packTemplates(SEALING, news)))).toEqual(news);
  });

  it('are refused with the place of what is wrong', () => {
    const cases = [
      [unpackSamples, 'samples', [{ metric: 'm', host: 1, time: 1, value: 1 }], '0.host: '],
      [unpackSamples, 'samples', new Array(100_001).fill(0), 'Too big'],
      [unpackClocks, 'clock', [{ shard: -1, fence: 1, clock: 1 }], '0.shard: '],
      [unpackFindings, 'findings', { ...FOUND, at: [] }, 'a time for each finding'],
      [
        unpackFindings,
        'findings',
        { ...FOUND, findings: [{ ...PLAIN, category: 'love' }], at: [1] },
        'category',
      ],
      [unpackFindings, 'findings', { ...FOUND, notices: new Array(1001).fill(NOTICE) }, 'notices: '],
      [unpackTemplates, 'templates', {}, 'expected array'],
    ] as const;
    for (const [unpack, kind, value, words] of cases) {
      const entry = packJson({ ...SEALING, kind, count: 1 }, value);
      expect(() => unpack(open(entry))).toThrow(words);
      expect(() => unpack(open(entry))).toThrow(expect.objectContaining({ code: 'MESSAGE_INVALID' }));
    }
    const none = seal({ ...SEALING, kind: 'clock', count: 0 }, Buffer.from('['));
    expect(() => unpackClocks(open(none))).toThrow('it is no JSON');
  });

  it('have a length that memory allows', () => {
    const long = 'x'.repeat(MOST_JSON + 1);
    expect(() => packTemplates(SEALING, [long])).toThrow(RangeError);
    const entry = seal({ ...SEALING, kind: 'templates', count: 1 }, Buffer.from(JSON.stringify([long])));
    expect(() => unpackTemplates(open(entry))).toThrow('bytes of JSON are too much');
  });
});
