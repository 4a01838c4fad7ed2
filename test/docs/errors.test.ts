import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/read-files.ts';
import { ERRORS } from '../../src/core/errors.ts';

describe('docs/errors.md', () => {
  const sections = new Map(
    readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf('\n')).replaceAll('`', '').trim(), section]),
  );

  it('describes every error of the catalogue and no other', () => {
    expect([...sections.keys()].sort()).toEqual(Object.keys(ERRORS).sort());
  });

  it.each(Object.entries(ERRORS))(
    'gives the exit code of %s and says whether trying again helps',
    (code, error) => {
      expect(sections.get(code)).toContain(`Exit code ${error.exit}`);
      expect(sections.get(code)).toContain(
        error.retryable ? 'Trying again may help' : 'Trying again does not help',
      );
    },
  );
});
