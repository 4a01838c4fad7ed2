import { describe, expect, test } from 'vitest';
import { LogsiftError } from '../../src/core/errors.ts';
import { parseRules } from '../../src/filter/parse-rules.ts';

const GOOD = `owner: ops
rules:
  - id: one
    action: escalate
    category: disk
    match: { regex: 'disk \\d+ failed' }
    reason: a disk failed
`;

function complaintAbout(text: string): string {
  try {
    parseRules({ text, file: 'my.yaml' });
  } catch (error) {
    if (error instanceof LogsiftError && error.code === 'RULES_INVALID') return error.message;
    throw error;
  }
  return 'no complaint';
}

test('a good file becomes rules that know where they stand', () => {
  const [rule] = parseRules({ text: GOOD, file: 'my.yaml' });
  expect(rule).toMatchObject({ id: 'one', owner: 'ops', gravity: 0.6, page: false, where: 'my.yaml:3' });
});

test('an empty file has no rules', () => {
  expect(complaintAbout('')).toContain('rules is missing');
  expect(parseRules({ text: 'rules: []', file: 'my.yaml' })).toEqual([]);
});

describe('a complaint says file, line, column, what was wanted and what is near', () => {
  const changed = (from: string, to: string) => complaintAbout(GOOD.replace(from, to));

  test.each([
    [
      'an unknown key',
      () => changed('reason:', 'raeson:'),
      /^my\.yaml:7:5: unknown key "raeson": did you mean reason\?/,
    ],
    [
      'an unknown key of match',
      () => changed('regex:', 'regexp:'),
      /^my\.yaml:6:14: unknown key "regexp": did you mean regex\?/,
    ],
    [
      'an unknown key of the file',
      () => changed('owner:', 'ownr:'),
      /^my\.yaml:1:1: unknown key "ownr": did you mean owner\?/,
    ],
    [
      'an unknown category',
      () => changed('disk\n', 'dsik\n'),
      /^my\.yaml:5:15: category wants one of link, .*got "dsik", did you mean disk\?/,
    ],
    [
      'an unknown action',
      () => changed('escalate', 'escalat'),
      /^my\.yaml:4:13: action wants one of drop, keep, escalate; got "escalat", did you mean escalate\?/,
    ],
    ['a wrong type', () => changed('a disk failed', '[1, 2]'), /^my\.yaml:7:13: reason wants text/],
    [
      'a missing reason',
      () => changed('    reason: a disk failed\n', ''),
      /^my\.yaml:3:5: reason is missing/,
    ],
    [
      'a missing category',
      () => changed('    category: disk\n', ''),
      /^my\.yaml:3:5: category is missing: an escalation needs one/,
    ],
    [
      'a category of a drop',
      () => changed('escalate', 'drop'),
      /^my\.yaml:5:15: category is for escalate alone, not for drop/,
    ],
    [
      'a bad pattern',
      () => changed('disk \\d+', 'disk ('),
      /^my\.yaml:6:21: regex is not a pattern of RE2: missing closing \)/,
    ],
    ['look-around', () => changed('disk \\d+', '(?=disk)'), /linear time, without look-around/],
    ['a back-reference', () => changed('disk \\d+', '(d)\\1'), /linear time, without back-references/],
    [
      'a bad severity',
      () => changed('regex:', 'severity: bad, regex:'),
      /^my\.yaml:6:24: severity wants 0 to 7, a name/,
    ],
    [
      'a bad date',
      () => changed('category: disk', 'category: disk\n    until: soon'),
      /^my\.yaml:6:12: until wants a date such as/,
    ],
    [
      'an impossible date',
      () => changed('category: disk', 'category: disk\n    until: 2026-13-45'),
      /until wants a date/,
    ],
    [
      'a gravity out of range',
      () => changed('category: disk', 'category: disk\n    gravity: 7'),
      /^my\.yaml:6:14: gravity wants at most 1/,
    ],
    [
      'nothing to match',
      () => changed(`{ regex: 'disk \\d+ failed' }`, '{}'),
      /match is empty: a rule for every line is not allowed/,
    ],
    [
      'an id given twice',
      () => complaintAbout(`${GOOD}${GOOD.split('rules:\n')[1]}`),
      /^my\.yaml:8:9: id "one" was given before, at my\.yaml:3:9; wanted another/,
    ],
    ['no YAML', () => changed('rules:', 'rules: ]'), /^my\.yaml:2:8: .*wanted YAML/],
    [
      'a key given twice',
      () => changed('category: disk', 'category: disk\n    category: fan'),
      /^my\.yaml:6:5: .*unique/,
    ],
    ['a list where a map is wanted', () => complaintAbout('- 1'), /^my\.yaml:1:1: .*wants a map/],
    [
      'a hostile key',
      () => changed('reason:', '__proto__: {polluted: 1}\n    reason:'),
      /unknown key "__proto__"/,
    ],
  ])('%s', (_, complain, wanted) => {
    expect(complain()).toMatch(wanted);
  });

  test('only the first is told, with the number of the others', () => {
    expect(changed('    reason: a disk failed', '    page: 7\n    gravity: x')).toMatch(/\(and \d more\)$/);
  });

  test('a bomb of aliases does not unfold', () => {
    const bomb = `a: &a [1]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${i ? `*b${i - 1}, *b${i - 1}` : '*a'}]`).join('\n')}`;
    expect(complaintAbout(bomb)).toMatch(/aliases|unknown key/);
  });
});
