import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { LlmServer } from '../../src/testing/llm-server.ts';
import type { WireName } from '../../src/testing/llm-wires.ts';

const run = promisify(execFile);
const SCRIPT = join(import.meta.dirname, 'asked-alone.ts');

test.each<[name: string, wire: WireName, way: string]>([
  ['anthropic', 'anthropic', 'at once'],
  ['anthropic', 'anthropic', 'stream'],
  ['openai-compatible', 'openai', 'at once'],
  ['openai-compatible', 'openai', 'stream'],
  ['ollama', 'ollama', 'at once'],
])(
  '%s (%s, %s) is asked without a word on the console, by no proxy and no other setting of the environment',
  async (name, wire, way) => {
    const [service, other] = [await LlmServer.start(wire), await LlmServer.start(wire)];
    try {
      const proxy = { HTTP_PROXY: other.url, http_proxy: other.url, ALL_PROXY: other.url, NO_PROXY: '' };
      const anthropic = {
        ANTHROPIC_BASE_URL: other.url,
        ANTHROPIC_API_KEY: 'of-env',
        ANTHROPIC_AUTH_TOKEN: 'of-env',
      };
      const env = {
        ...process.env,
        ...proxy,
        ...anthropic,
        OPENAI_API_KEY: 'of-env',
        NODE_USE_ENV_PROXY: '1',
      };
      const { stdout, stderr } = await run(process.execPath, [SCRIPT, service.url, name, way], { env });
      expect(`${stdout}${stderr}`).toBe('');
      expect(service.requests).toHaveLength(1);
      expect(service.received).not.toContain('of-env');
      expect(other.received).toBe('');
    } finally {
      await Promise.all([service.stop(), other.stop()]);
    }
  },
  60_000,
);
