import { expect, test } from 'vitest';
import { complaintIn, isBusy } from '../../src/llms/complaint.ts';

test.each([
  // Anthropic.
  ['{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}', ['overloaded_error'], true],
  [
    'event: error\ndata: {"type":"error","error":{"type":"rate_limit_error","message":"x"}}\n\n',
    ['rate_limit_error'],
    true,
  ],
  // OpenAI, and those that have its form.
  [
    '{"error":{"message":"You exceeded","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}',
    ['insufficient_quota'],
    true,
  ],
  [
    '[{"error":{"code":429,"message":"Resource has been exhausted","status":"RESOURCE_EXHAUSTED"}}]',
    [],
    true,
  ],
  ['{"object":"error","message":"no such model","type":"NotFoundError","code":404}', [], false],
  ['{"detail":"Not Found"}', [], false],
  // Ollama.
  ['{"error":"model \'x\' not found"}', [], false],
  ['{"model":"x","message":{"content":"a"},"done":false}\n{"error":"an error was encountered"}\n', [], false],
])('%s is a complaint', (text, names, busy) => {
  const complaint = complaintIn(text);
  expect(complaint?.names).toEqual(names);
  expect(isBusy(complaint!)).toBe(busy);
});

test.each([
  '{"choices":[{"message":{"content":"{\\"error\\": {\\"type\\": \\"overloaded_error\\"}}"}}]}',
  'data: {"choices":[{"delta":{"content":"\\"error\\": 1"}}]}\n\n',
  '{"error":null,"choices":[]}',
  '<html>"error"</html>',
  '',
  '[]',
])('%s is none', (text) => {
  expect(complaintIn(text)).toBeNull();
});

test('what a service says in sentences decides what is to be changed, and is not kept', () => {
  const said = (message: string) => complaintIn(JSON.stringify({ error: { message, type: 'a b c' } }));
  expect(said("Unknown parameter: 'response_format'")).toEqual({
    status: null,
    names: [],
    about: 'structured',
  });
  expect(said("'temperature' does not support 0 with this model")?.about).toBe('temperature');
  expect(said("Unsupported parameter: 'max_tokens'")?.about).toBe('max_tokens');
  expect(said('Your credit balance is too low')?.about).toBe('credit');
  expect(said('something else')?.about).toBeNull();
});
