import { readFileSync } from 'node:fs';

/** The version of the package; its manifest is two levels above, built or not. */
export function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
