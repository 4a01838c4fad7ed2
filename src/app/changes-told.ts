import { z } from 'zod';
import type { Change } from '../core/incident.ts';
import { duration } from '../core/option-values.ts';
import { changeOf } from '../incidents/changes.ts';

const MOST_AHEAD = 400 * 86_400_000;
const words = z.string().trim().min(1).max(500);
const name = z.string().trim().min(1).max(255);

const time = z.union([z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)), z.number()], {
  error: 'wants a time such as 2026-03-01T12:00:00Z, or epoch milliseconds',
});

/** A change as it is told over HTTP. */
const schema = z.strictObject({
  /** One line: "deploy api v2". */
  what: words,
  host: name.optional(),
  app: name.optional(),
  /** When it began; now when absent. */
  at: time.optional(),
  /** How long it takes. */
  for: duration().optional(),
  told: z.enum(['person', 'ci']).default('ci'),
});

/** A change as somebody told it, or what is wrong with it, in words. `now` is epoch ms of the wall clock. */
export function changeTold(body: unknown, now: number): { change: Change } | { wrong: string } {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    return { wrong: `${where}${issue?.message ?? 'not understood'}` };
  }
  const { what, host, app, at = now, for: lasts = 0, told } = parsed.data;
  if (!(Math.abs(at - now) <= MOST_AHEAD)) return { wrong: 'at: wants a time within a year or so of now' };
  return {
    change: changeOf({
      ...{ from: at, to: at + lasts, what: what.replace(/\s+/g, ' '), told },
      ...(host === undefined ? {} : { host }),
      ...(app === undefined ? {} : { app }),
    }),
  };
}
