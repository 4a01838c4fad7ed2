import { z } from 'zod';
import type { ModelOrder } from '../core/detector.ts';
import { LogsiftError } from '../core/errors.ts';
import type { ModelReport } from '../core/model-report.ts';
import type { Precision } from '../core/precision.ts';
import type { KeptOrder } from '../store/model-orders.ts';
import type { StoreView } from '../store/store.ts';
import { MODELS } from './live-state.ts';
import { precisionOf } from './precision.ts';

const MOST_ORDERS = 200;
/** Ms of pages over which it is counted how many were real. */
const LOOKED_BACK = 30 * 86_400_000;

/** What is known of the models of a state folder, as of the last snapshot. */
export interface KeptModels {
  readonly models: readonly ModelReport[];
  /** What people want of them and was not heeded yet. */
  readonly waiting: readonly KeptOrder[];
  /** Of the pages of the last 30 days. */
  readonly precision: Precision;
}

/** Looks into a state folder (`now`: epoch ms). */
export function keptModels(store: StoreView, now: number): KeptModels {
  const reports = parsed(store.snapshots.piece(MODELS), z.array(z.looseObject({ name: z.string() })));
  const heard = new Set(parsed(store.snapshots.piece('orders'), z.array(z.number())));
  return {
    // Written by the same program; what it says is only shown.
    models: (reports ?? []) as unknown as readonly ModelReport[],
    waiting: store.orders.list(MOST_ORDERS).filter(({ id }) => !heard.has(id)),
    precision: precisionOf(store, now - LOOKED_BACK, Number.MAX_SAFE_INTEGER),
  };
}

/** What an order means for these models; throws USAGE when it names something that there is not. */
export function checkedOrder(order: ModelOrder, { models }: Pick<KeptModels, 'models'>): ModelOrder {
  if (order.kind === 'contamination') return order;
  const names = models.map(({ name }) => name);
  const known = names.length === 0 ? 'none was learnt yet' : `there are ${names.join(', ')}`;
  if (order.kind === 'retrain') {
    if (order.models === 'all') return order;
    const unknown = order.models.find((asked) => !names.some((name) => isOf(name, asked)));
    if (unknown === undefined) return order;
    throw new LogsiftError('USAGE', `there is no model ${JSON.stringify(unknown)}: ${known}`);
  }
  const model = models.find(({ name }) => name === order.model);
  if (model === undefined)
    throw new LogsiftError('USAGE', `there is no model ${JSON.stringify(order.model)}: ${known}`);
  const earlier = model.earlier.map(({ version }) => version);
  if (earlier.includes(order.version)) return order;
  const left = earlier.length === 0 ? 'none before it is kept' : `kept are ${earlier.join(', ')}`;
  const current = model.current === null ? 'none is in use' : `version ${model.current.version} is in use`;
  throw new LogsiftError('USAGE', `${order.model} cannot go back to ${order.version}: ${current}, ${left}`);
}

/** What becomes of the models, as a sentence without its time. */
export function orderWords(order: ModelOrder): string {
  if (order.kind === 'rollback') return `${order.model} goes back to version ${order.version}`;
  if (order.kind === 'contamination') return 'the share of odd lines is heeded';
  return `${order.models === 'all' ? 'all models are' : `${order.models.join(', ')} will be`} learnt anew`;
}

function isOf(name: string, asked: string): boolean {
  return name === asked || name.startsWith(`${asked}.`);
}

function parsed<T>(text: string | null, schema: z.ZodType<T>): T | null {
  if (text === null) return null;
  const { success, data } = schema.safeParse(JSON.parse(text));
  return success ? data : null;
}
