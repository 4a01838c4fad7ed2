import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redacted } from '../../src/core/llm.ts';
import type { LlmHarness } from '../../src/testing/llm-bench.ts';

let made: { key: string; cert: string } | null = null;

/** What the harnesses of all services have in common. */
export const COMMON: Pick<LlmHarness, 'redacted' | 'certificate'> = {
  redacted: (text) => text as Redacted,
  certificate() {
    made ??= selfSigned();
    return made;
  },
};

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'logsift-llms-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    const names = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const args = ['req', '-x509', ...kind, '-keyout', key, '-out', cert, '-days', '30', ...names];
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
