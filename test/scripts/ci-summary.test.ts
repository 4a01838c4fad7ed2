import { describe, expect, it } from 'vitest';
import { ciSummary } from '../../scripts/ci-summary.ts';

const report = (...tests: (readonly [fullName: string, status: string])[]) => ({
  testResults: [
    {
      name: 'a.test.ts',
      status: tests.some(([, status]) => status === 'failed') ? 'failed' : 'passed',
      assertionResults: tests.map(([fullName, status]) => ({ fullName, status })),
    },
  ],
});

describe('ciSummary', () => {
  it('ends with the counts, alone on their line', () => {
    const { ok, lines } = ciSummary(report(['a', 'passed'], ['b', 'passed']), 0);
    expect(lines).toEqual(['2 passed, 0 failed, 0 skipped']);
    expect(ok).toBe(true);
  });

  it('names what failed', () => {
    const { ok, lines } = ciSummary(report(['a', 'passed'], ['b', 'failed']), 1);
    expect(lines).toEqual(['failed: b', '1 passed, 1 failed, 0 skipped']);
    expect(ok).toBe(false);
  });

  it('takes a skipped test for a failure of the run, as nothing may be missing there', () => {
    const { ok, lines } = ciSummary(report(['a', 'passed'], ['b', 'skipped'], ['c', 'todo']), 0);
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 2 skipped');
    expect(lines[0]).toContain('skipped, which may not happen here: b');
    expect(ok).toBe(false);
  });

  it('lets a test be skipped that root cannot see fail', () => {
    const { ok, lines } = ciSummary(report(['a', 'passed'], ['b (not as root)', 'skipped']), 0);
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
    expect(ok).toBe(true);
  });

  it('counts a file that does not load as a failure', () => {
    const broken = {
      testResults: [{ name: 'b.test.ts', status: 'failed', message: 'x', assertionResults: [] }],
    };
    expect(ciSummary(broken, 1).lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped');
  });

  it.each([
    ['there is no report', null, 1],
    ['no test ran', report(), 0],
    ['a check before the tests failed', null, 2],
    ['the command failed with every test green', report(['a', 'passed']), 1],
  ])('is not content when %s', (_, input, exitCode) => {
    const { ok, lines } = ciSummary(input, exitCode);
    expect(ok).toBe(false);
    expect(lines.at(-1)).toMatch(/ 1 failed, 0 skipped$/);
  });
});
