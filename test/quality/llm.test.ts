import { readFileSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { judged } from '../../quality/llm.ts';
import { recordedIncidents } from '../../quality/llm-incidents.ts';
import { type Check, marks } from '../../quality/llm-rubric.ts';
import type { Analysis } from '../../src/core/analysis.ts';
import ollama from '../../src/llms/ollama.ts';
import { LlmServer } from '../../src/testing/llm-server.ts';

type Answer = Omit<Analysis, 'incident' | 'by' | 'at'>;
const ANSWERS: { readonly [name: string]: Answer } = JSON.parse(
  readFileSync(new URL('./llm-answers.json', import.meta.url), 'utf8'),
);

async function asked(answerOf: (name: string) => object | string) {
  const server = await LlmServer.start('ollama');
  onTestFinished(() => server.stop());
  const recorded = recordedIncidents();
  server.asked = ({ heard }) => {
    const { name, incident } = recorded.find(({ incident: one }) => heard!.user.includes(one.root.id))!;
    const answer = answerOf(name);
    if (typeof answer === 'string') return { answer };
    return { answer: JSON.stringify({ findings: [incident.root.id], ...answer }) };
  };
  const said: string[] = [];
  const results = await judged({
    llm: ollama.create(ollama.schema.parse({ model: 'made', base_url: server.url })),
    ...{ privacy: 'plain', deadline: 20_000, cost: () => 0.001, say: (line) => void said.push(line) },
  });
  return {
    results: new Map(results.map(({ name, value }) => [name.replace('llm made: ', ''), value])),
    said,
  };
}

describe('the rubric', () => {
  test('holds for answers as they were recorded', async () => {
    const { results, said } = await asked((name) => ANSWERS[name]!);
    for (const [name, value] of results)
      if (!['slowest answer', 'all of it'].includes(name))
        expect({ name, value, said }).toEqual({ name, value: 1, said });
    expect(results.get('all of it')).toBeCloseTo(0.01);
  });

  test('marks answers that are none, and says which', async () => {
    const { results, said } = await asked((name) => (name === 'failing disk' ? 'Sorry!' : ANSWERS[name]!));
    expect(results.get('answers that are taken')).toBe(0.9);
    expect(said.find((line) => line.startsWith('failing disk'))).toMatch(/^failing disk: .*JSON/);
  });

  const [power] = recordedIncidents();
  const good: Analysis = {
    ...ANSWERS['shared power']!,
    ...{ incident: power!.incident.id, by: { kind: 'logsift' }, at: 0, findings: [power!.incident.root.id] },
  };
  test.each<[Check, Partial<Analysis>]>([
    ['cites the root', { findings: [power!.incident.findings[1]!.id] }],
    ['names the root', { headline: 'Something failed', happening: 'Something failed.', cause: null }],
    ['no invented names', { unsure: [], happening: 'sw-a-4 lost power; sw-b-99 is next.' }],
    ['no invented names', { cause: { text: 'A UPS at 10.9.8.7 failed.', confidence: 'low' } }],
    ['advice fits', { actions: [{ what: 'Have a cup of tea', reason: 'it calms' }] }],
    ['advice fits', { actions: [] }],
    ['short', { happening: 'A power supply of sw-a-4 failed. It did. Indeed. So. Many. Words.' }],
    ['not lulled', { happening: 'The power of sw-a-4 failed, which is a false positive.' }],
  ])('an answer is caught that fails one thing: %s', (check, changes) => {
    const failed = marks({ ...good, ...changes }, power!).flatMap((one) => (one.ok ? [] : [one.check]));
    expect(marks(good, power!).every(({ ok }) => ok)).toBe(true);
    expect(failed).toEqual([check]);
  });
});
