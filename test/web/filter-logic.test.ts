import { describe, expect, it } from 'vitest';
import type { RuleRow } from '../../src/core/api-filter.ts';
import { draftBody, draftOf, draftQuery } from '../../web/src/pages/filter/draft.ts';
import { orderedRules } from '../../web/src/pages/filter/rule-order.ts';
import { weeksOf } from '../../web/src/pages/settings/calendar.ts';
import { deedWords } from '../../web/src/pages/settings/deed-words.ts';

const rule = (more: Partial<RuleRow>): RuleRow => ({
  ...{
    id: 'a',
    action: 'drop',
    category: null,
    gravity: 0,
    page: false,
    owner: null,
    reason: '',
    until: null,
  },
  ...{ ends: null, builtIn: true, where: '', match: [], hits: 0, expired: 0, keptAsNew: 0, hidden: 0 },
  ...more,
});

describe('which rules are shown', () => {
  const rules = [
    rule({ id: 'b', hits: 5, hidden: 2, match: [{ what: 'pattern', values: ['Out of Memory'] }] }),
    rule({ id: 'a', action: 'escalate', builtIn: false, owner: 'anna', until: 9, ends: 'soon' }),
    rule({ id: 'c', action: 'keep', hits: 90, until: 5, ends: 'expired' }),
  ];
  const ids = (text: string, shown: Parameters<typeof orderedRules>[1]['shown'], sort = 'rank') =>
    orderedRules(rules, { text, shown, sort })
      .map(({ id }) => id)
      .join('');

  it('is told by what they do and did', () => {
    expect(ids('', '')).toBe('bac');
    expect(ids('', 'mine')).toBe('a');
    expect(ids('', 'keep')).toBe('c');
    expect(ids('', 'hiding')).toBe('b');
    expect(ids('', 'ending')).toBe('ac');
    expect(ids('', 'idle')).toBe('a');
  });

  it('is told by words in anything they say', () => {
    expect(ids(' memory ', '')).toBe('b');
    expect(ids('ANNA', '')).toBe('a');
    expect(ids('constructor', '')).toBe('');
  });

  it('goes by what is asked for, else by precedence', () => {
    expect(ids('', '', '-hits')).toBe('cba');
    expect(ids('', '', 'id')).toBe('abc');
    expect(ids('', '', 'until')).toBe('cab');
    expect(ids('', '', 'constructor')).toBe('bac');
  });
});

describe('a rule that is being written', () => {
  it('is nothing while it says of no line what it is about', () => {
    expect(draftBody(draftOf(new URLSearchParams('reason=because&case=any&app=%20,%20')))).toBeNull();
  });

  it('goes to the server with what was filled in', () => {
    const draft = draftOf(
      new URLSearchParams({
        regex: 'a b\n\nc,d',
        app: 'cron, at',
        action: 'escalate',
        case: 'any',
        id: ' x ',
      }),
    );
    expect(draftBody(draft)).toEqual({
      id: 'x',
      action: 'escalate',
      match: { regex: ['a b', 'c,d'], ignore_case: true, app: ['cron', 'at'] },
    });
  });

  it('stands in the address as it is', () => {
    const given = { regex: 'a\nb', case: 'any', action: 'keep', until: '2027-03-31' };
    const back = Object.entries(draftQuery(draftOf(new URLSearchParams(given)))).filter(
      ([, value]) => value !== null,
    );
    expect(Object.fromEntries(back)).toEqual(given);
    expect(draftOf(new URLSearchParams('action=delete')).action).toBe('drop');
  });
});

describe('the calendar of a backtest', () => {
  const places = (days: readonly string[]) =>
    weeksOf(days.map((day) => ({ day }))).map((week) =>
      week.map((one) => (one === null ? '.' : one.day === null ? '-' : one.date.slice(8))).join(' '),
    );

  it('has weeks from Monday on, with holes where nothing is known', () => {
    expect(places(['2026-02-26', '2026-02-28', '2026-03-02'])).toEqual(['. . . 26 - 28 -', '02 . . . . . .']);
  });

  it('is none where there are no dates', () => {
    expect(places([])).toEqual([]);
    expect(places(['<script>'])).toEqual([]);
  });
});

describe('what somebody did', () => {
  it('is said in words, or as it stands', () => {
    expect(deedWords('POST /silences')).toBe('silenced something');
    expect(deedWords('PUT /unknown')).toBe('PUT /unknown');
  });
});
