import { z } from 'zod';
import { duration } from '../core/option-values.ts';
import type { TopologyView } from '../core/topology.ts';
import { type ActiveHours, activeHoursSchema, activeHoursWords, isActive } from './active-hours.ts';
import {
  GROUP_KEYS,
  type GroupKey,
  type Match,
  matchSchema,
  misfit,
  type Subject,
  valuesOf,
} from './match.ts';

/** Whom a message also goes to when nobody has acknowledged it for so long (ms) after it was first told. */
export interface EscalationStep {
  readonly after: number;
  readonly to: readonly string[];
}

/** One branch of the tree as it was written; what is absent is that of the branch above. */
export interface Route {
  readonly name?: string | undefined;
  readonly match?: Match | undefined;
  /** What fits this is not taken. */
  readonly not?: Match | undefined;
  /** It takes nothing outside these hours; the next branch is asked. */
  readonly active?: readonly ActiveHours[] | undefined;
  /** Branches after this one are asked too. */
  readonly continue?: boolean | undefined;
  /** Names of channels. */
  readonly receivers?: readonly string[] | undefined;
  readonly group_by?: readonly GroupKey[] | undefined;
  /** Ms. */
  readonly group_wait?: number | undefined;
  readonly repeat?: number | undefined;
  readonly cooldown?: number | undefined;
  readonly escalate?: readonly EscalationStep[] | undefined;
  readonly routes?: readonly Route[] | undefined;
}

const MOST_DEEP = 10;
const MOST_STEPS = 10;
const receiver = z.string().min(1).max(80);
const receivers = z.array(receiver).min(1).max(100);
const step = z.strictObject({
  after: duration({ min: '1s', max: '7d' }).describe('How long after the first message.'),
  to: receivers.describe('Channels that are told then.'),
});
const shape = {
  name: z.string().min(1).max(80).optional().describe('What it is called; `route 1` and so on if absent.'),
  match: matchSchema.optional().describe('What it takes; everything if absent.'),
  not: matchSchema.optional().describe('What it does not take although it fits `match`.'),
  active: z
    .array(activeHoursSchema)
    .min(1)
    .max(20)
    .optional()
    .describe('It takes nothing outside these hours.'),
  continue: z.boolean().optional().describe('Branches after this one are asked too.'),
  receivers: receivers.optional().describe('Channels, by their names; those of the branch above if absent.'),
  group_by: z
    .array(z.enum(GROUP_KEYS))
    .max(GROUP_KEYS.length)
    .optional()
    .describe('What is gathered into one message has these in common.'),
  group_wait: duration({ max: '1h' })
    .optional()
    .describe('How long the first message waits for others of its group; criticals do not wait.'),
  repeat: duration({ min: '1m', max: '30d' })
    .optional()
    .describe('What lasts is told again so often, until somebody acknowledges it.'),
  cooldown: duration({ max: '30d' })
    .optional()
    .describe('In place of `messages.cooldown`: the same pattern again within so long is no new message.'),
  escalate: z
    .union([step.transform((one) => [one]), z.array(step).min(1).max(MOST_STEPS)])
    .optional()
    .describe('Who is told when nobody acknowledges: `{ after: 15m, to: [boss] }`, or a list of such steps.'),
};

/** A branch and those below it, at most ten deep. */
const routeSchema: z.ZodType<Route> = z.strictObject({
  ...shape,
  get routes() {
    return z.array(routeSchema).max(200).optional().describe('Branches, asked in this order.');
  },
});

/** The tree. Its root takes what no branch takes, so it has no condition; without `receivers` all channels are told. */
export const routesSchema = routeSchema.superRefine((root, context) => {
  const complain = (key: string, message: string) =>
    context.addIssue({ code: 'custom', path: [key], message });
  for (const key of ['match', 'not', 'active', 'continue'] as const) {
    if (root[key] !== undefined)
      complain(key, 'wants to stand in a branch: the root takes what no branch takes');
  }
  if (depthOf(root) > MOST_DEEP) complain('routes', `wants at most ${MOST_DEEP} branches below each other`);
});

function depthOf({ routes = [] }: Route): number {
  return 1 + Math.max(0, ...routes.map(depthOf));
}

/** Where a message goes, and how it is gathered. */
export interface Destination {
  /** Names from the root: `root > storage`. */
  readonly path: string;
  /** Channels; null for all of them. */
  readonly receivers: readonly string[] | null;
  readonly groupBy: readonly GroupKey[];
  /** Ms to wait for others of the group, and until it is told again while it lasts; null for the usual. */
  readonly groupWait: number | null;
  readonly repeat: number | null;
  /** Ms within which the same pattern is no new message; null for the usual. */
  readonly cooldown: number | null;
  /** In order of time. */
  readonly escalate: readonly EscalationStep[];
}

/** A branch that was asked. */
export interface RouteStep {
  readonly path: string;
  readonly depth: number;
  readonly taken: boolean;
  /** Why, in a few words. */
  readonly because: string;
}

/** Where a subject goes, and how that came. */
export interface Routing {
  /** At least one. */
  readonly destinations: readonly Destination[];
  /** Every branch that was asked, in that order. */
  readonly steps: readonly RouteStep[];
}

/** What is asked of the tree. */
export interface RouteQuestion {
  readonly subject: Subject;
  readonly topology: TopologyView;
  /** Epoch ms. */
  readonly now: number;
}

/** What holds where nothing is said: every channel, at once. */
export const TOP: Destination = {
  ...{ path: '', receivers: null, groupBy: [], groupWait: null, repeat: null, cooldown: null, escalate: [] },
};

/** Walks the tree: the first branch that fits takes, and those after it only where it says `continue`. */
export function routeOf(root: Route, question: RouteQuestion): Routing {
  const steps: RouteStep[] = [];
  const destinations = walk(root, { above: TOP, depth: 0, index: 0 }, { question, steps });
  return { destinations, steps };
}

function walk(
  route: Route,
  place: { readonly above: Destination; readonly depth: number; readonly index: number },
  world: { readonly question: RouteQuestion; readonly steps: RouteStep[] },
): Destination[] {
  const { above, depth, index } = place;
  const path = pathOf(route, above, index);
  const refusal = depth === 0 ? null : refusalOf(route, world.question);
  const because = refusal ?? (depth === 0 ? 'takes what no branch takes' : 'all that it names fits');
  world.steps.push({ path, depth, taken: refusal === null, because });
  if (refusal !== null) return [];
  const here = hereOf(route, above, path);
  const below: Destination[] = [];
  for (const [i, branch] of (route.routes ?? []).entries()) {
    const found = walk(branch, { above: here, depth: depth + 1, index: i }, world);
    below.push(...found);
    if (found.length > 0 && branch.continue !== true) break;
  }
  return below.length > 0 ? below : [here];
}

function hereOf(route: Route, above: Destination, path: string): Destination {
  return {
    path,
    receivers: route.receivers ?? above.receivers,
    groupBy: route.group_by ?? above.groupBy,
    groupWait: route.group_wait ?? above.groupWait,
    repeat: route.repeat ?? above.repeat,
    cooldown: route.cooldown ?? above.cooldown,
    escalate: route.escalate?.toSorted((a, b) => a.after - b.after) ?? above.escalate,
  };
}

function pathOf({ name }: Route, above: Destination, index: number): string {
  if (above.path === '') return name ?? 'root';
  return `${above.path} > ${name ?? `route ${index + 1}`}`;
}

/** Every place of a tree that a message can come to. */
export function* destinationsIn(route: Route, above: Destination = TOP, index = 0): Generator<Destination> {
  const here = hereOf(route, above, pathOf(route, above, index));
  yield here;
  for (const [i, branch] of (route.routes ?? []).entries()) yield* destinationsIn(branch, here, i);
}

function refusalOf({ match, not, active }: Route, { subject, topology, now }: RouteQuestion): string | null {
  const view = { topology, quantity: 'some', withAncestors: false } as const;
  const lacks = match === undefined ? null : misfit(match, subject, view);
  if (lacks !== null) return lacks;
  if (not !== undefined && misfit(not, subject, view) === null) return 'fits what it excepts';
  if (active === undefined || active.some((hours) => isActive(hours, now))) return null;
  return `outside its hours: ${active.map(activeHoursWords).join(', ')}`;
}

/** What subjects of one group have in common, as a key; the same whatever the order of their hosts. */
export function groupKeyOf({ path, groupBy }: Destination, { subject, topology }: RouteQuestion): string {
  const values = groupBy.map((key) => [key, [...new Set(valuesOf(subject, key, topology))].sort()]);
  return JSON.stringify([path, ...values]);
}

/** Every channel that a tree names, with where: `['routes', 0, 'receivers', 1]`. */
export function* receiversIn(
  { receivers: named = [], escalate = [], routes = [] }: Route,
  path: readonly (string | number)[] = [],
): Generator<{ readonly name: string; readonly path: readonly (string | number)[] }> {
  for (const [i, name] of named.entries()) yield { name, path: [...path, 'receivers', i] };
  // A single step may be written without the list around it.
  for (const name of escalate.flatMap(({ to }) => to)) yield { name, path: [...path, 'escalate'] };
  for (const [i, branch] of routes.entries()) yield* receiversIn(branch, [...path, 'routes', i]);
}
