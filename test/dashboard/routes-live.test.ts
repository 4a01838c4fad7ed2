import { describe, expect, it } from 'vitest';
import { type LiveLine, type LiveLines, liveQuery } from '../../src/core/api-live.ts';
import { linesFor, liveStreams } from '../../src/dashboard/routes-live.ts';

const line = (i: number, more: Partial<LiveLine> = {}): LiveLine => ({
  ...{ id: `e${i}`, at: 1000 + i, host: 'gate', app: 'sshd', severity: 6, text: `line ${i}` },
  ...{ template: 'aa11', first: null, remark: null, odd: [], ...more },
});
const remark = (value: number): LiveLine['remark'] => ({
  ...{ finding: 'f1', detector: 'novelty', because: 'Odd.', surprise: { value, words: '' }, urgency: 'odd' },
});
const batch = (lines: readonly LiveLine[], sampled = 0): LiveLines => ({
  ...{ lines, came: lines.length + sampled, filtered: 0, sampled, oneIn: sampled === 0 ? 1 : 2 },
});
const asked = (query: object) => linesFor(liveQuery.parse(query));

describe('who looks at lines as they come', () => {
  const all = batch([
    line(0),
    line(1, { host: 'web1', severity: 3 }),
    line(2, { host: null, app: null, severity: null, template: null }),
    line(3, { app: 'cron', text: 'FAILED to do it', template: 'bb22' }),
    line(4, { first: 'kind of line', remark: remark(2.5) }),
    line(5, { remark: remark(1) }),
  ]);
  const of = (query: object) => asked(query)(all).lines.map(({ id }) => id);

  it('gets those that fit, and of lists one', () => {
    expect(of({ host: 'web*' })).toEqual(['e1']);
    expect(of({ host: ['gate', 'web1'] })).toEqual(['e0', 'e1', 'e3', 'e4', 'e5']);
    expect(of({ app: 'cron' })).toEqual(['e3']);
    expect(of({ severity: '3' })).toEqual(['e1']);
    expect(of({ text: 'failed' })).toEqual(['e3']);
    expect(of({ template: ['bb22', 'cc33'] })).toEqual(['e3']);
    expect(of({ surprise: '2' })).toEqual(['e4']);
    expect(of({ only_new: 'true' })).toEqual(['e4']);
    expect(of({ host: 'gate', text: 'line 4' })).toEqual(['e4']);
    expect(of({ host: 'nobody' })).toEqual([]);
  });

  it('gets the very batch where nothing is left out, so that it is written down once for all', () => {
    expect(asked({ rate: '1000' })(all)).toBe(all);
  });

  it('is told how many came, how many do not fit, and how many were left out', () => {
    const many = batch(
      Array.from({ length: 200 }, (_, i) => line(i, i % 2 === 0 ? {} : { host: 'web1' })),
      50,
    );
    const { lines, came, filtered, sampled, oneIn } = asked({ host: 'gate', rate: '40' })(many);
    expect({ shown: lines.length, came, filtered, sampled, oneIn }).toEqual({
      ...{ shown: 10, came: 250, filtered: 100, sampled: 140, oneIn: 20 },
    });
    expect(lines.length + filtered + sampled).toBe(came);
    const times = lines.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)! - times[0]!).toBeGreaterThan(150);
  });

  it('gets what is new or was remarked upon before anything else', () => {
    const many = batch(
      Array.from({ length: 200 }, (_, i) => line(i, i % 50 === 7 ? { remark: remark(3) } : {})),
    );
    const { lines } = asked({ rate: '40' })(many);
    expect(lines).toHaveLength(10);
    expect(lines.filter((one) => one.remark !== null)).toHaveLength(4);
  });

  it('need not be sent lines at all', () => {
    const [stream] = liveStreams();
    expect(stream!.topics(liveQuery.parse({ lines: 'false' }))).toEqual(['finding', 'incident', 'status']);
    expect(stream!.topics(liveQuery.parse({}))).toContain('lines');
  });

  it('may not ask for more than there is, or for what is none', () => {
    for (const query of [
      { rate: '5000' },
      { severity: '8' },
      { only_new: 'yes' },
      { hosts: 'a' },
      { text: '' },
    ])
      expect([query, liveQuery.safeParse(query).success]).toEqual([query, false]);
  });
});
