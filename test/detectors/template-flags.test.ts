import { expect, test } from 'vitest';
import { TemplateFlags } from '../../src/detectors/template-flags.ts';
import { madeTemplate } from '../../src/testing/made-events.ts';

test('the words of a template are looked at once, also when they say nothing', () => {
  const seen: string[] = [];
  const flags = new TemplateFlags((text) => {
    seen.push(text);
    return text === 'link down' ? 5 : 0;
  });
  const [down, up] = [madeTemplate('link down'), madeTemplate('link up')];
  expect([down, up, down, up].map((template) => flags.of(template) & 127)).toEqual([5, 0, 5, 0]);
  expect(seen).toEqual(['link down', 'link up']);
});

test('numbers of templates may leave gaps', () => {
  const flags = new TemplateFlags((text) => text.length);
  const far = { ...madeTemplate('far'), index: 100_000 };
  const near = { ...madeTemplate('at'), index: 3 };
  expect([far, near, far, near].map((template) => flags.of(template) & 127)).toEqual([3, 2, 3, 2]);
});
