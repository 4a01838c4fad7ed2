import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import type { ColumnRange } from './forest-columns.ts';
import { type Trees, treeSizes } from './forest-trees.ts';

const size = (most: number) => z.int().min(1).max(most);
const range = z.strictObject({ low: z.number(), typical: z.number(), high: z.number() });

/** JSON-safe state of an isolation forest; arrays as base64 of their little-endian bytes. */
export const savedForest = z.strictObject({
  version: z.literal(1),
  columns: size(65_535),
  trees: size(10_000),
  depth: z.int().min(0).max(16),
  sample: size(65_536),
  threshold: z.number().min(0).max(1),
  names: z.array(z.string()).nullable(),
  ranges: z.array(range),
  order: z.base64(),
  usual: z.base64(),
  features: z.base64(),
  thresholds: z.base64(),
  paths: z.base64(),
});
export type SavedForest = z.infer<typeof savedForest>;

/** All that a fitted forest knows. */
export interface ForestState {
  readonly trees: Trees;
  /** Scores above are anomalies. */
  readonly threshold: number;
  readonly names: readonly string[] | null;
  readonly ranges: readonly ColumnRange[];
  /** Columns in the order in which they were drawn. */
  readonly order: Uint16Array;
  /** Some training rows, to compare an odd one with. */
  readonly usual: Float64Array;
}

/** State as JSON can hold it. */
export function saveForest({ trees, threshold, names, ranges, order, usual }: ForestState): SavedForest {
  const { columns, depth, sample } = trees;
  return {
    ...{ version: 1, columns, trees: trees.trees, depth, sample, threshold },
    names: names === null ? null : [...names],
    ranges: ranges.map((each) => ({ ...each })),
    order: text(order),
    usual: text(usual),
    features: text(trees.features),
    thresholds: text(trees.thresholds),
    paths: text(trees.paths),
  };
}

/** What `saveForest` described; STATE_INVALID for anything else. */
export function loadForest(saved: unknown): ForestState {
  const parsed = savedForest.safeParse(saved);
  if (!parsed.success) throw stateInvalid('isolation forest', parsed.error);
  const { columns, depth, sample, threshold, names, ranges } = parsed.data;
  const { places, nodes, leaves } = treeSizes(parsed.data);
  const bytes = (name: 'order' | 'usual' | 'features' | 'thresholds' | 'paths') => {
    const data = Buffer.from(parsed.data[name], 'base64');
    return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  };
  const lengths: [string, number, number][] = [
    ['order', parsed.data.order.length, base64Length(columns * 2)],
    ['features', parsed.data.features.length, base64Length(places * nodes * 2)],
    ['thresholds', parsed.data.thresholds.length, base64Length(places * nodes * 8)],
    ['paths', parsed.data.paths.length, base64Length(places * leaves * 4)],
    ['ranges', ranges.length, columns],
    ['names', names?.length ?? columns, columns],
  ];
  for (const [name, came, wanted] of lengths) {
    if (came !== wanted) fail(`"${name}" has the length ${came}, not ${wanted}`);
  }
  const usualBytes = bytes('usual');
  if (usualBytes.byteLength === 0 || usualBytes.byteLength % (8 * columns) !== 0) {
    fail('"usual" is not made of whole rows');
  }
  const state: ForestState = {
    ...{ threshold, names, ranges },
    trees: {
      ...{ columns, depth, sample, trees: parsed.data.trees },
      features: new Uint16Array(bytes('features')),
      thresholds: new Float64Array(bytes('thresholds')),
      paths: new Float32Array(bytes('paths')),
    },
    order: new Uint16Array(bytes('order')),
    usual: new Float64Array(usualBytes),
  };
  checkContent(state);
  return state;
}

function checkContent({ trees, order, usual }: ForestState): void {
  const { columns, features, thresholds, paths } = trees;
  if (new Set(order).size !== columns || order.some((column) => column >= columns)) {
    fail('"order" does not name every column once');
  }
  if (features.some((feature) => feature >= columns)) fail('a tree asks for a column that there is not');
  if (thresholds.some((value) => Number.isNaN(value))) fail('a threshold is not a number');
  if (usual.some((value) => !Number.isFinite(value))) fail('a usual row is not made of numbers');
  if (paths.some((path) => !(path >= 0 && path <= 64))) fail('a path is longer than the trees are deep');
}

function fail(what: string): never {
  throw stateInvalid('isolation forest', new Error(what));
}

function text(array: Uint16Array | Float64Array | Float32Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}
