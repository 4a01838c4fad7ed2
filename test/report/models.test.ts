import { expect, test } from 'vitest';
import type { ModelReport } from '../../src/core/model-report.ts';
import { renderModels, renderQuality } from '../../src/report/models.ts';
import { painter } from '../../src/report/page.ts';

const page = { width: 80, paint: painter(false), timeZone: 'UTC' };
const at = Date.UTC(2026, 2, 1, 12);
const model: ModelReport = {
  ...{ name: 'windows.all', learner: 'isolation forest', current: { version: 12, fittedAt: at, rows: 4000 } },
  earlier: [11, 10].map((version) => ({ version, fittedAt: at, rows: 4000 })),
  ...{ nextFit: at, judged: 9000, surprising: 400, drift: 0.31, drifted: true },
  duel: {
    ...{ at, taken: false, because: 'it forgot rows of a month ago' },
    recent: { before: 0.81, after: 0.84, rows: 240 },
    past: { before: 0.5, after: 0.02, rows: 128 },
  },
  trouble: `Version 13 of the model windows.all cannot be used: ${'it is broken, '.repeat(12)}\u001b[31mred.`,
};

test('a model is told of in 80 columns, and nothing that it says reaches the terminal', () => {
  const text = renderModels([model, model], page);
  for (const row of text.split('\n')) expect(row.length).toBeLessThanOrEqual(80);
  expect(text).not.toContain('\u001b');
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'not taken, it forgot rows of a month ago (last day 0.81 → 0.84, a month ago 0.50 → 0.02)',
  );
});

test('the quality of several detectors ends with that of all', () => {
  const share = { judged: 9, real: 6, interval: [0.35, 0.88] } as const;
  const detectors = ['rate', 'novelty'].map((detector) => ({ detector, ...share }));
  const all = { judged: 18, real: 12, interval: [0.437, 0.837] } as const;
  expect(renderQuality({ pages: 30, all, detectors, missed: 2 }, page)).toMatchInlineSnapshot(`
    "detector  judged  real  precision  with 95 %
    rate           9     6       67 %    35–88 %
    novelty        9     6       67 %    35–88 %
    all           18    12       67 %    44–84 %
    of 30 pages of the last 30 days; 2 times something was missed
    "
  `);
});
