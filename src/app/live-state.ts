import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import type { MailCounts } from '../mailstats/counts.ts';
import type { Decider } from './decider.ts';
import type { EngineState } from './engine.ts';
import { type FilterBook, savedFilterBook } from './filter-book.ts';
import type { JudgedNow } from './judged-now.ts';
import type { LiveEngine } from './live-engine.ts';
import type { OrdersNow } from './orders-now.ts';

/** Profiles in one chunk: a change of one kind of line rewrites no more than these. */
const PROFILES = 256;

const headSchema = z.object({
  version: z.literal(1),
  tick: z.number().nullable(),
  span: z.tuple([z.number(), z.number()]).nullable(),
  hosts: z.array(z.string()),
  // Checked where it is restored.
  untrained: z.custom<EngineState['untrained']>(),
  rewordings: z.custom<EngineState['rewordings']>().optional(),
  /** Of the clock at which it was taken, epoch ms. */
  now: z.number(),
  /** Time of the last event of each input, epoch ms. */
  clocks: z.array(z.tuple([z.string(), z.number()])),
});
const profilesSchema = z.array(z.tuple([z.string(), z.unknown()]));

/** Chunk of mail that is on its way, which names the days; of each of these there is one by itself. */
export const MAIL = 'mail';
export const mailChunk = (day: string) => `mail/${day}`;

/** Chunk of what is said of all models, for those who look into a state folder. */
export const MODELS = 'models';

/** Chunk of what the rules of the filter did. */
export const RULES = 'rules';

/** What a snapshot of everything that learns is taken of. */
export interface EngineParts {
  readonly live: LiveEngine;
  readonly judged?: JudgedNow | undefined;
  readonly orders?: OrdersNow | undefined;
  readonly mail?: MailCounts | undefined;
  readonly rules?: FilterBook | undefined;
}

/** What a snapshot of what was decided is taken of. */
export type DeciderParts = Pick<Decider, 'incidents' | 'budget'>;

/** What a snapshot is taken of where both are in one process. */
export interface LiveParts extends EngineParts {
  readonly decider: DeciderParts;
}

/** Everything that was learnt and decided, as named pieces of JSON, so that what did not change need not be written again. */
export function chunksOf({ decider, ...engine }: LiveParts, now: number): Map<string, string> {
  return new Map([...engineChunks(engine, now), ...deciderChunks(decider)]);
}

/** Takes back what `chunksOf` gave; returns the clock at which it was taken (epoch ms). Throws STATE_INVALID. */
export function restoreChunks(
  { decider, ...engine }: LiveParts,
  chunks: ReadonlyMap<string, string>,
): number {
  const now = restoreEngine(engine, chunks);
  restoreDecider(decider, chunks);
  return now;
}

/** Everything that was decided. */
export function deciderChunks({ incidents, budget }: DeciderParts): Map<string, string> {
  return new Map([
    ['incidents', JSON.stringify(incidents.saved())],
    ['budget', JSON.stringify(budget.saved())],
  ]);
}

/** Takes back what `deciderChunks` gave. Throws STATE_INVALID. */
export function restoreDecider(
  { incidents, budget }: DeciderParts,
  chunks: ReadonlyMap<string, string>,
): void {
  incidents.restore(read(chunks, 'incidents', z.unknown()));
  // Snapshots of before there was a budget have none.
  if (chunks.has('budget')) budget.restore(read(chunks, 'budget', z.unknown()));
}

/** Everything that was learnt. */
export function engineChunks(
  { live, judged, mail, orders, rules }: EngineParts,
  now: number,
): Map<string, string> {
  const { profiles, miner, detectors, ...head } = live.engine.snapshot();
  const chunks = new Map<string, string>();
  chunks.set('engine', JSON.stringify({ ...head, now, clocks: [...live.clocks()] }));
  chunks.set('miner', JSON.stringify(miner));
  for (let at = 0; at < profiles.length; at += PROFILES) {
    chunks.set(`profiles/${at / PROFILES}`, JSON.stringify(profiles.slice(at, at + PROFILES)));
  }
  for (const [name, state] of Object.entries(detectors)) {
    const { models, rest } = apart(state);
    if (models !== undefined) chunks.set(`models/${name}`, JSON.stringify(models));
    chunks.set(`detector/${name}`, JSON.stringify(rest));
  }
  chunks.set(MODELS, JSON.stringify(live.engine.models()));
  chunks.set('features', JSON.stringify(live.features.save()));
  if (judged !== undefined) chunks.set('judged', JSON.stringify(judged.saved()));
  if (orders !== undefined) chunks.set('orders', JSON.stringify(orders.saved()));
  if (rules !== undefined) chunks.set(RULES, JSON.stringify(rules.save()));
  if (mail !== undefined && mail.days.size > 0) {
    const { open, days } = mail.save();
    chunks.set(MAIL, open);
    for (const [name, day] of days) chunks.set(mailChunk(name), day);
  }
  return chunks;
}

/** Takes back what `engineChunks` gave; returns the clock at which it was taken (epoch ms). Throws STATE_INVALID. */
export function restoreEngine(
  { live, judged, mail, orders, rules }: EngineParts,
  chunks: ReadonlyMap<string, string>,
): number {
  const head = read(chunks, 'engine', headSchema);
  const profiles: z.infer<typeof profilesSchema> = [];
  const detectors: { [name: string]: unknown } = Object.create(null);
  for (const name of chunks.keys()) {
    if (name.startsWith('profiles/')) profiles.push(...read(chunks, name, profilesSchema));
    if (name.startsWith('detector/')) {
      const detector = name.slice('detector/'.length);
      detectors[detector] = together(read(chunks, name, z.unknown()), chunks, `models/${detector}`);
    }
  }
  const { now, clocks, ...rest } = head;
  live.restoreClocks(clocks);
  live.engine.restore({
    ...rest,
    miner: read(chunks, 'miner', z.unknown()),
    profiles: profiles as EngineState['profiles'],
    detectors,
  });
  if (chunks.has('features')) live.features.load(read(chunks, 'features', z.unknown()));
  // Snapshots of before that was noted of what people said have none.
  if (chunks.has('judged')) judged?.restore(read(chunks, 'judged', z.unknown()));
  else judged?.heardBefore(live.engine.to);
  if (chunks.has('orders')) orders?.restore(read(chunks, 'orders', z.unknown()));
  if (chunks.has(RULES)) rules?.restore(read(chunks, RULES, savedFilterBook));
  if (mail !== undefined) restoreMail(mail, chunks);
  return now;
}

function restoreMail(mail: MailCounts, chunks: ReadonlyMap<string, string>): void {
  const open = chunks.get(MAIL);
  if (open === undefined) return;
  try {
    mail.load(open, (day) => chunks.get(mailChunk(day)) ?? null);
  } catch (error) {
    throw stateInvalid(`snapshot, chunk ${MAIL}`, error as Error);
  }
}

/** The large part of a detector's state that is seldom other, by itself. */
function apart(state: unknown): { readonly models?: unknown; readonly rest: unknown } {
  if (typeof state !== 'object' || state === null || !('models' in state)) return { rest: state };
  const { models, ...rest } = state;
  return { models, rest };
}

function together(rest: unknown, chunks: ReadonlyMap<string, string>, name: string): unknown {
  return chunks.has(name) ? { ...(rest as object), models: read(chunks, name, z.unknown()) } : rest;
}

function read<T>(chunks: ReadonlyMap<string, string>, name: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(chunks.get(name) ?? 'null'));
  } catch (error) {
    throw stateInvalid(`snapshot, chunk ${name}`, error as Error);
  }
}
