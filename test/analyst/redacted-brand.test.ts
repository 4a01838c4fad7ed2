import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('only the redaction makes what may leave for a model', () => {
  const makers = globSync('src/**/*.ts').filter((path) =>
    /\bas\s+(?:unknown\s+as\s+)?(?:readonly\s+)?Redacted\b|<Redacted(?:\[\])?>\s*[\w('"`]/.test(
      readFileSync(path, 'utf8'),
    ),
  );
  expect(makers).toEqual(['src/analyst/redact.ts']);
});
