import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event.ts';
import { createFilter } from '../../src/filter/filter.ts';
import { parseRules } from '../../src/filter/parse-rules.ts';
import { MADE_START, madeEvent, madeTemplate } from '../../src/testing/made-events.ts';

/** Rules as flow maps, so that a test shows them on one line each. */
function rulesOf(...rules: string[]) {
  const text = `rules: ${rules.length === 0 ? '[]' : ''}\n${rules.map((rule, i) => `  - {id: r${i}, reason: because, ${rule}}\n`).join('')}`;
  return parseRules({ text, file: 'made.yaml' });
}

function filterOf(...rules: string[]) {
  return createFilter(rulesOf(...rules));
}

function sshd(message: string, parts: Parameters<typeof madeEvent>[0] = {}): Event {
  return madeEvent({ message, ...parts });
}

test('a rule may ask who sent a line, whatever host it names', () => {
  const from = (sender: string | null, host: string) => {
    const event = madeEvent({ host, message: 'fan 3 failed' });
    event.sender = sender;
    return event;
  };
  const filter = filterOf(
    'action: keep, match: {host: fw1, sender: [10.0.0.1, "10.9.*"]}',
    'action: escalate, category: intrusion, match: {host: fw1}',
    'action: drop, match: {sender: 10.0.0.66, regex: fan}',
  );
  // Each twice: what was decided of one is not taken for the other.
  for (let i = 0; i < 2; i++) {
    expect(filter.mark(from('10.0.0.1', 'fw1'))).toBe('keep');
    expect(filter.mark(from('10.9.8.7', 'fw1'))).toBe('keep');
    expect(filter.mark(from('10.0.0.66', 'fw1'))).toBe('escalate(intrusion)');
    expect(filter.mark(from(null, 'fw1'))).toBe('escalate(intrusion)');
    expect(filter.mark(from('10.0.0.66', 'web1'))).toBe('drop');
    expect(filter.mark(from('10.0.0.67', 'web1'))).toBe('keep');
  }
});

describe('what a rule matches', () => {
  test.each([
    ['severity: 3', { severity: 3 }, { severity: 4 }],
    ['severity: "<=warning"', { severity: 0 }, { severity: 5 }],
    ['severity: ">=5"', { severity: 7 }, { severity: 4 }],
    ['severity: [0-2, debug]', { severity: 7 }, { severity: 3 }],
    ['severity: none', { severity: -1 }, { severity: 6 }],
    ['app: sshd', { app: 'SSHD' }, { app: 'sshd-session' }],
    ['app: [cron, "ssh*"]', { app: 'sshd-session' }, { app: 'dsshd' }],
    ['app: "*"', { app: 'anything' }, { app: null }],
    ['host: "web*"', { host: 'web17' }, { host: 'db1' }],
    [
      'template: "disk <*> full"',
      { template: madeTemplate('disk <*> full') },
      { template: madeTemplate('disk') },
    ],
    ['regex: "fan \\\\d+ failed"', { message: 'fan 3 failed' }, { message: 'fan x failed' }],
    ['regex: "^sshd: fan"', { message: 'fan 3 failed' }, { message: 'no fan' }],
    ['regex: [alpha, "b.t."]', { message: 'a beta' }, { message: 'gamma' }],
    ['regex: ALPHA, ignore_case: true', { message: 'alpha' }, { message: 'beta' }],
    ['regex: ALPHA', { message: 'ALPHA' }, { message: 'alpha' }],
    ['regex: "\\\\d{4}"', { message: 'code 4242' }, { message: 'code 42' }],
    [
      'app: sshd, severity: 3, regex: fail',
      { severity: 3, message: 'fail' },
      { severity: 4, message: 'fail' },
    ],
  ])('{%s}', (match, yes, no) => {
    const filter = filterOf(`action: drop, match: {${match}}`);
    expect(filter.mark(madeEvent(yes))).toBe('drop');
    expect(filter.mark(madeEvent(no))).toBe('keep');
    // Once more, as it is remembered now.
    expect(filter.mark(madeEvent(yes))).toBe('drop');
    expect(filter.mark(madeEvent(no))).toBe('keep');
  });

  test('fields by dotted path, own ones only', () => {
    const filter = filterOf('action: drop, match: {fields: {cisco.mnemonic: [UP*, X], n: 7}}');
    const withFields = (fields: unknown) => {
      const event = sshd('x');
      event.readFields = () => fields as ReturnType<NonNullable<Event['readFields']>>;
      return filter.mark(event);
    };
    expect(withFields({ cisco: { mnemonic: 'UPDOWN' }, n: 7 })).toBe('drop');
    expect(withFields({ 'cisco.mnemonic': 'X', n: '7' })).toBe('drop');
    expect(withFields({ cisco: { mnemonic: 'UPDOWN' } })).toBe('keep');
    expect(withFields({ cisco: 'UPDOWN', n: 7 })).toBe('keep');
    expect(filterOf('action: drop, match: {fields: {constructor.name: "*"}}').mark(sshd('x'))).toBe('keep');
  });

  test('a word in the name of the program, in a process id of letters, or across their borders', () => {
    const inName = filterOf('action: drop, match: {regex: "backup-agent.*done"}');
    expect(inName.mark(sshd('all done', { app: 'backup-agent' }))).toBe('drop');
    const inPid = filterOf('action: drop, match: {regex: "worker-thread"}');
    const event = sshd('all done');
    event.pidText = 'worker-thread-7';
    expect(inPid.mark(event)).toBe('drop');
    const blank = filterOf('action: drop, match: {regex: "agent.* failed"}');
    expect(blank.mark(sshd('failed', { app: 'agent' }))).toBe('drop');
    const across = filterOf('action: drop, match: {regex: "agent: done"}');
    expect(across.mark(sshd('done', { app: 'agent' }))).toBe('drop');
  });

  test('a Cisco-like message names its program itself', () => {
    const filter = filterOf('action: drop, match: {regex: "^%LINK-3-UPDOWN"}');
    expect(filter.mark(sshd('%LINK-3-UPDOWN: Interface', { app: 'LINK' }))).toBe('drop');
  });

  test('only the first 8 KiB of a message', () => {
    const filter = filterOf('action: drop, match: {regex: needle}');
    expect(filter.mark(sshd(`${'x'.repeat(8000)} needle`))).toBe('drop');
    expect(filter.mark(sshd(`${'x'.repeat(9000)} needle`))).toBe('keep');
  });

  test('a rule on a template follows it when it is generalised', () => {
    const old = madeTemplate('disk sda full');
    const now = madeTemplate('disk <*> full');
    const rules = rulesOf(`action: drop, match: {template: "${old.text}"}`);
    const resolve = (id: string) => (id === old.id ? now.id : undefined);
    expect(createFilter(rules, { resolve }).mark(sshd('x', { template: now }))).toBe('drop');
    expect(createFilter(rules).mark(sshd('x', { template: now }))).toBe('keep');
  });
});

describe('who decides', () => {
  const escalate = 'action: escalate, category: disk, match: {regex: error}';

  test('the first rule that matches', () => {
    const filter = filterOf(
      'action: keep, match: {regex: no error}',
      escalate,
      'action: drop, match: {app: sshd}',
    );
    expect(filter.mark(sshd('there is no error'))).toBe('keep');
    expect(filter.mark(sshd('an error'))).toBe('escalate(disk)');
    expect(filter.mark(sshd('nothing'))).toBe('drop');
    expect(filter.mark(sshd('nothing', { app: 'cron' }))).toBe('keep');
  });

  test('the rule is written on the event, and taken off again', () => {
    const filter = filterOf(escalate);
    const event = sshd('an error');
    filter.mark(event);
    expect(event).toMatchObject({
      mark: 'escalate(disk)',
      rule: { id: 'r0', category: 'disk', gravity: 0.6 },
    });
    expect(filterOf().mark(event)).toBe('keep');
    expect(event.rule).toBeNull();
  });

  test('a line of a kind never seen before is kept whatever a drop rule says', () => {
    const filter = filterOf('action: drop, match: {app: sshd}');
    expect(filter.mark(sshd('new', { firsts: [{ kind: 'template' }] }))).toBe('keep');
    expect(filter.mark(sshd('old'))).toBe('drop');
    expect(filter.counters).toMatchObject({ lines: 2, dropped: 1, kept: 1, keptAsNew: 1 });
  });

  test('an expired rule only counts, by the clock of the log; the next one decides', () => {
    const filter = filterOf(
      'action: drop, until: 2025-01-06, match: {app: sshd}',
      'action: drop, until: "2025-01-06T12:00:00Z", match: {regex: noise}',
      'action: escalate, category: disk, match: {regex: noise}',
    );
    const at = (hours: number) => filter.mark(sshd('noise', { time: MADE_START + hours * 3_600_000 }));
    expect([at(0), at(23.9), at(24)]).toEqual(['drop', 'drop', 'escalate(disk)']);
    expect(filter.rules().map(({ hits, expired }) => [hits, expired])).toEqual([
      [2, 1],
      [0, 1],
      [1, 0],
    ]);
    expect(filter.wouldHaveShown().map(({ outcome, lines }) => [outcome, lines])).toEqual(
      expect.arrayContaining([
        ['held back', 2],
        ['let through', 1],
      ]),
    );
  });
});

describe('counters', () => {
  test('lines = dropped + kept + escalated, also by rule and category', () => {
    const filter = filterOf(
      'action: escalate, category: disk, match: {regex: disk}',
      'action: escalate, category: fan, match: {regex: "fan \\\\d"}',
      'action: drop, match: {severity: ">=6"}',
      'action: keep, match: {severity: 3}',
    );
    for (let i = 0; i < 1000; i++) {
      filter.mark(sshd(i % 7 === 0 ? 'disk' : i % 5 === 0 ? `fan ${i}` : 'x', { severity: i % 8 }));
    }
    const { lines, dropped, kept, escalated, byCategory } = filter.counters;
    expect(lines).toBe(1000);
    expect(dropped + kept + escalated).toBe(1000);
    expect(Object.fromEntries(byCategory)).toEqual({ disk: 143, fan: 171 });
    expect(escalated).toBe(143 + 171);
    filter.rewind();
    expect(filter.counters.lines + filter.rules().reduce((sum, { hits }) => sum + hits, 0)).toBe(0);
  });

  test('what was held back is told by kind of line, the gravest first, and capped', () => {
    const filter = filterOf('action: drop, match: {app: sshd}');
    for (let i = 0; i < 3; i++) filter.mark(sshd('all is well', { template: madeTemplate('all is well') }));
    filter.mark(sshd('kernel panic', { template: madeTemplate('kernel panic') }));
    const [first, second] = filter.wouldHaveShown();
    expect(first).toMatchObject({ kind: 'kernel panic', lines: 1, rule: 'r0' });
    expect(second).toMatchObject({ kind: 'all is well', lines: 3 });
    for (let i = 0; i < 2000; i++) filter.mark(sshd(`m${i}`, { template: madeTemplate(`m${i}`) }));
    expect(filter.wouldHaveShown()).toHaveLength(1000);
  });

  test('a million programs and hosts do not fill the memory', () => {
    const filter = filterOf('action: drop, match: {host: web1, app: x}');
    for (let i = 0; i < 200_000; i++)
      filter.mark(sshd('x', { host: `h${i}`, app: `a${i % 1000}`, template: null }));
    expect(filter.mark(sshd('x', { host: 'web1', app: 'x' }))).toBe('drop');
  });
});

test('a pattern made to hang does not', () => {
  const filter = filterOf(
    'action: drop, match: {regex: "(a+)+$"}',
    'action: drop, match: {regex: "(x+x+)+y"}',
  );
  expect(filter.mark(sshd(`${'a'.repeat(5000)}!`))).toBe('keep');
  expect(filter.mark(sshd('x'.repeat(5000)))).toBe('keep');
});

test('a leading .* changes nothing but the time it takes', () => {
  expect(filterOf('action: drop, match: {regex: ".*fan.*failed"}').mark(sshd('the fan has failed'))).toBe(
    'drop',
  );
  expect(filterOf('action: drop, match: {regex: "^.*fan"}').mark(sshd('the fan'))).toBe('drop');
});
