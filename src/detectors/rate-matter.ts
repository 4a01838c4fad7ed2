import { z } from 'zod';
import type { Event } from '../core/event.ts';
import { evidenceOf } from '../core/evidence.ts';
import type { Evidence, Figure, Finding } from '../core/finding.ts';
import { gravityOf, gravityOfCourse } from '../core/gravity.ts';
import { count, duration, grouped, quoted } from '../core/words.ts';
import { hashText } from '../kit/hash.ts';
import { savedEvidence } from './saved-evidence.ts';

const FIRST_LINES = 4;
const TOGETHER = 15 * 60_000;

/** A kind of line that came much more or less often than usual, while it is gathered for a person. Times in epoch ms. */
export interface Matter {
  readonly template: { readonly id: string; readonly text: string };
  readonly host: string | null;
  app: string | null;
  readonly from: number;
  to: number;
  readonly more: boolean;
  usual: number;
  seen: number;
  /** The hour of the day or week was taken into account. */
  readonly seasonal: boolean;
  readonly evidence: Evidence[];
  gravity: number;
  raw: number;
  /** Expected number of matters as odd per day, or per log if shorter than a day. */
  expected: number;
  /** Time that it was judged against, ms. */
  readonly history: number;
}

/** Lines of a matter that are shown, the program that wrote them, and how they read. */
export type Shown = Pick<Matter, 'more' | 'app' | 'evidence' | 'gravity'>;

/** One more of its lines. */
export function addLine(matter: Shown, event: Event): void {
  const { evidence } = matter;
  matter.app ??= event.app;
  if (evidence.length > FIRST_LINES) return;
  evidence.push(evidenceOf(event));
  const reads = gravityOf(event.severity, event.message);
  // Fewer failures are no failure; fewer good lines may be one.
  const gravity = matter.more ? reads : reads >= 0.5 ? 0.2 : 0.4;
  matter.gravity = Math.max(matter.gravity, gravity);
}

/** Shows the lines of another one, too. */
export function addShown(matter: Shown, { app, evidence, gravity }: Shown): void {
  matter.app ??= app;
  matter.gravity = Math.max(matter.gravity, gravity);
  for (const line of evidence) if (matter.evidence.length <= FIRST_LINES) matter.evidence.push(line);
}

/** Two matters are one when they begin together, on one host or of one program, or are of one kind of line. */
export function sameMatter(a: Matter, b: Matter): boolean {
  if (a.from > b.to || b.from > a.to) return false;
  if (a.template.id === b.template.id) return true;
  if (Math.abs(a.from - b.from) > TOGETHER) return false;
  return (
    (a.host !== null && a.host === b.host) || (a.app !== null && suiteOf(a.app) === suiteOf(b.app ?? ''))
  );
}

/** `postfix` of `postfix/smtp`. */
function suiteOf(app: string): string {
  return app.split('/', 1)[0]!;
}

/** The finding that a person reads: the strongest, and how many other kinds of line changed with it. */
export function findingOf(matter: Matter, others: number): Finding {
  const { template, host, app, from, to, more } = matter;
  return {
    id: hashText(`rate\0${more ? 'more' : 'less'}\0${template.id}\0${host ?? ''}\0${from}`),
    detector: 'rate',
    about: {
      ...(host === null ? {} : { host }),
      ...(app === null ? {} : { app }),
      template: template.id,
    },
    from,
    to,
    count: Math.max(1, matter.seen),
    surprise: Math.max(0, -Math.log10(matter.expected)),
    rawSurprise: matter.raw,
    gravity: gravityFor(matter),
    evidence: matter.evidence,
    ...wordsFor(matter, others),
    figure: figureOf(matter),
  };
}

/** How bad it reads: more bad lines for hours are worse than the line says. */
export function gravityFor({ more, gravity, seen, from, to }: Matter): number {
  return more ? gravityOfCourse(gravity, { lines: seen, lasted: to - from, since: Number.NaN }) : gravity;
}

/** Two standard deviations of chance around what is usual. */
function figureOf({ usual, seen, from, to }: Matter): Figure {
  const spread = 2 * Math.sqrt(Math.max(1, usual));
  const label = `lines in ${duration(to - from)}`;
  return { label, usual: [Math.max(0, usual - spread), usual + spread], typical: usual, seen };
}

function wordsFor(
  matter: Matter,
  others: number,
): Pick<Finding, 'expected' | 'seen' | 'because' | 'maturity'> {
  const { more, usual, seen, host, app, template } = matter;
  const long = duration(matter.to - matter.from);
  const of = app === null || app === '' ? '' : ` of ${quoted(app)}`;
  const on = host === null || host === '' ? '' : ` on ${quoted(host)}`;
  const hour = matter.seasonal ? ' at this hour' : '';
  const than =
    usual === 0
      ? 'and not once before that'
      : `much ${more ? 'more' : 'less'} often than the usual ${about(usual)}${hour}`;
  const and = others === 0 ? '' : `, and ${count(others, 'other kind')} of line changed with it`;
  return {
    because: `Lines like ${quoted(template.text)}${of}${on} came ${came(seen)} in ${long}, ${than}${and}.`,
    expected: `${about(usual)} in ${long}${hour}${matter.seasonal ? ' of the week' : ''}`,
    seen: grouped(seen),
    maturity: `judged against ${duration(matter.history)} of other times`,
  };
}

function came(times: number): string {
  return times === 0 ? 'not once' : times === 1 ? 'once' : `${grouped(times)} times`;
}

function about(usual: number): string {
  if (usual >= 9.5) return `about ${grouped(Number(usual.toPrecision(2)))}`;
  return usual >= 0.95 ? `about ${usual.toFixed(0)}` : 'less than one';
}

/** Shown lines as they are saved. */
export const savedShown = z.strictObject({
  more: z.boolean(),
  app: z.string().nullable(),
  evidence: z.array(savedEvidence),
  gravity: z.number(),
});

/** A matter as it is saved. */
export const savedMatter = z.strictObject({
  template: z.strictObject({ id: z.string(), text: z.string() }),
  host: z.string().nullable(),
  app: z.string().nullable(),
  from: z.number(),
  to: z.number(),
  more: z.boolean(),
  usual: z.number(),
  seen: z.number(),
  seasonal: z.boolean(),
  evidence: z.array(savedEvidence),
  gravity: z.number(),
  raw: z.number(),
  expected: z.number(),
  history: z.number(),
});
