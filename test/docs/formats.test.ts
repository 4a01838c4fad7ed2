import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/read-files.ts';
import { parseLine } from '../../src/app/parse-line.ts';

const sections = readFileSync(join(ROOT, 'docs/formats.md'), 'utf8')
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ name: section.split('\n')[0]!, example: /^ {4}(\S.*)$/m.exec(section)?.[1] ?? '' }))
  // A header nobody knows is learnt from a whole log, never found in one line.
  .filter(({ name }) => name !== 'learnt');

describe('docs/formats.md', () => {
  it.each(sections)('shows a line that is found to be $name', ({ name, example }) => {
    const event = parseLine(example, { timeZone: 'UTC' });
    expect(event.format).toBe(name);
    expect(event.flags).not.toContain('malformed');
  });
});
