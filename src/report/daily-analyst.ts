import type { DailyReport } from '../core/daily-report.ts';
import { count, grouped } from '../core/words.ts';
import type { Section } from './section.ts';

/** The day in a few sentences, where a model wrote them. */
export function summarySection({ summary }: Pick<DailyReport, 'summary'>): Section {
  const lines = summary === null ? [] : [summary.text, `Summed up by ${summary.model}, which may be wrong`];
  return { title: 'In short', lines, more: 0 };
}

/** What a language model was asked, and what that cost. */
export function analystSection({ analyst }: Pick<DailyReport, 'analyst'>): Section {
  const title = 'Language model';
  if (analyst === null) return { title, lines: [], more: 0 };
  const { calls, answered, cached, failed, refused, inputTokens, outputTokens, money } = analyst;
  const parts = [
    [answered, 'explained'],
    [cached, 'explained as earlier ones were'],
    [failed, 'without an answer'],
    [refused, 'not asked about, for the limits'],
  ] as const;
  const said = parts.filter(([n]) => n > 0).map(([n, what]) => `${grouped(n)} ${what}`);
  const dollars = money > 0 ? `, $${money.toFixed(2)}` : '';
  return {
    title,
    lines: [
      ...(said.length === 0 ? [] : [`Incidents: ${said.join(', ')}`]),
      `${count(calls, 'call')}, ${grouped(inputTokens)} tokens asked, ${grouped(outputTokens)} answered${dollars}`,
    ],
    more: 0,
  };
}
