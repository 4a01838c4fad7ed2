import { describe, expect, it } from 'vitest';
import { messageStart } from '../../web/src/components/message-start.ts';
import { changeWords } from '../../web/src/pages/explore/change-words.ts';
import { levelSeries } from '../../web/src/pages/explore/level-series.ts';
import { searchWords } from '../../web/src/pages/explore/search-words.ts';
import { pairRanges, rangesOf } from '../../web/src/pages/explore/two-ranges.ts';

const HOUR = 3_600_000;
const NOW = Date.UTC(2026, 2, 1, 12, 30, 20);

describe('two times to compare', () => {
  it('are as long as each other, in whole minutes', () => {
    const { a, b } = pairRanges('hourWeek', NOW);
    expect(b.to).toBe(Date.UTC(2026, 2, 1, 12, 30));
    expect([b.to - b.from, a.to - a.from]).toEqual([HOUR, HOUR]);
    expect(b.from - a.from).toBe(7 * 24 * HOUR);
  });

  it('come from the address, as they are or by the name of a pair', () => {
    const given = new URLSearchParams({ af: '1000', at: '2000', bf: '3000', bt: '5000' });
    expect(rangesOf(given, NOW)).toEqual({
      a: { from: 1000, to: 2000 },
      b: { from: 3000, to: 5000 },
      pair: null,
    });
    expect(rangesOf(new URLSearchParams('pair=week'), NOW).pair).toBe('week');
  });

  it('are the usual ones where the address makes no sense', () => {
    for (const text of ['', 'pair=constructor', 'af=1&at=2', 'af=5&at=2&bf=1&bt=2', 'af=x&at=2&bf=1&bt=2'])
      expect(rangesOf(new URLSearchParams(text), NOW)).toEqual({ ...pairRanges('day', NOW), pair: 'day' });
  });
});

describe('counts beside those before', () => {
  it('are said in words', () => {
    expect(changeWords(0, 0)).toBe('as before');
    expect(changeWords(5, 0)).toBe('none before');
    expect(changeWords(0, 5)).toBe('none now');
    expect(changeWords(1200, 100)).toBe('12 × as many');
    expect(changeWords(100, 1200)).toBe('1 in 12');
    expect(changeWords(113, 100)).toBe('+13 %');
    expect(changeWords(87, 100)).toBe('−13 %');
    expect(changeWords(1001, 1000)).toBe('as before');
  });
});

describe('words that are pointed out', () => {
  it('are those that were searched for', () => {
    expect(searchWords('failed  "from 10.0"  root')).toEqual(['failed', 'from 10.0', 'root']);
    expect(searchWords('"not closed')).toEqual(['not closed']);
    expect(searchWords('  ""')).toEqual([]);
  });
});

describe('where the message begins', () => {
  const rest = (text: string, app: string | null) => text.slice(messageStart(text, app));

  it('is behind time, host and program', () => {
    expect(rest('Nov 21 21:14:20 web1 sshd[123]: Failed password', 'sshd')).toBe('Failed password');
    expect(rest('2026-11-21T21:14:20.1+01:00 web1 su: pam: result', 'su')).toBe('pam: result');
  });

  it('is behind the time where the program is not found', () => {
    expect(rest('2026-11-21 21:14:20,123 INFO started', null)).toBe('INFO started');
    expect(rest('<13>Nov  1 01:02:03 web1 x', 'y')).toBe('web1 x');
  });

  it('is behind the headers of RFC 5424, of network gear and of JSON', () => {
    expect(rest('<86>1 2026-11-21T18:55:01Z app01 CRON 29227 - - pam_unix: opened', 'CRON')).toBe(
      'pam_unix: opened',
    );
    expect(rest('<86>1 - h a - - [x@1 y="a] b"][z@2] text: 1', 'a')).toBe('text: 1');
    expect(rest('<166>Nov 21 2026 18:55:20 fw01 : %ASA-6-302013: Built', 'ASA')).toBe('%ASA-6-302013: Built');
    expect(rest('{"__CURSOR":"s=1","MESSAGE":"opened","_PID":"1"}', 'CRON')).toBe('opened","_PID":"1"}');
  });

  it('is the beginning where there is no header, and never the end', () => {
    expect(rest('{"app":"su","text":"result"}', 'su')).toBe('{"app":"su","text":"result"}');
    expect(rest('{"msg":"', 'su')).toBe('{"msg":"');
    expect(rest('su: ', 'su')).toBe('su: ');
    expect(rest('result: su', 'su')).toBe('result: su');
  });
});

describe('severities as levels', () => {
  it('are put together, what matters on top, and what never comes is left out', () => {
    const given = [
      { name: '6', counts: [5, 5] },
      { name: '7', counts: [1, 0] },
      { name: '3', counts: [0, 2] },
      { name: '0', counts: [1, 0] },
      { name: 'none', counts: [0, 4] },
    ];
    expect(levelSeries(given, 2).map(({ name, values }) => [name, values])).toEqual([
      ['info', [6, 5]],
      ['unknown', [0, 4]],
      ['error', [1, 2]],
    ]);
    expect(levelSeries([], 3)).toEqual([]);
  });
});
