import type { z } from 'zod';
import type { SessionAnswer } from '../../src/core/api-access.ts';
import { type Home, timelineQuery } from '../../src/core/api-home.ts';
import { type IncidentDetail, incidentsQuery } from '../../src/core/api-incidents.ts';
import { madeTimeline, NOW } from './made-home.ts';
import { madePlots } from './made-incident.ts';
import { type Answers, type Asked, Refused } from './made-server.ts';

/** Somebody of the night shift. */
export const SESSION: SessionAnswer = {
  caller: { name: 'mira', role: 'operator', by: 'link', mustChange: false },
  ...{ signIn: 'link', version: '0.1.0', readOnly: false, base: '/' },
  ...{ demo: false, clock: { at: NOW, wall: NOW, speed: 1 } },
};

/** What a page is told of a home, and of incidents, if any. */
export function answersOf(home: Home, details: readonly IncidentDetail[] = []): Answers {
  const answers: { [what: string]: unknown } = {
    'GET session': SESSION,
    'GET home': home,
    'GET timeline': ({ query }: Asked) =>
      strictly(timelineQuery, query) ??
      madeTimeline(Number(query.get('from') ?? NOW - 86_400_000), Number(query.get('to') ?? NOW), home),
    'GET incidents': ({ query }: Asked) =>
      strictly(incidentsQuery, query) ?? { items: [...home.open, ...home.lately], next: null },
  };
  for (const detail of details) {
    const { id } = detail.card;
    answers[`GET incidents/${id}`] = detail;
    answers[`GET incidents/${id}/plots`] = madePlots();
    answers[`POST incidents/${id}/ack`] = { done: true, words: 'Taken up by mira.' };
  }
  return answers;
}

/** Refuses what the API would refuse: keys that it does not know. */
function strictly(schema: z.ZodObject, query: URLSearchParams): Refused | null {
  const parsed = schema.strict().safeParse(Object.fromEntries(query));
  return parsed.success ? null : new Refused(400, parsed.error.message);
}
