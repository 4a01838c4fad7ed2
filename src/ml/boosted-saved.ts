import { z } from 'zod';
import { stateInvalid } from '../core/state-invalid.ts';
import type { BoostedNodes } from './boosted-tree.ts';

const MOST_NODES = 2 ** 24;

/** JSON-safe state of boosted trees; arrays as base64 of their little-endian bytes. */
export const savedBoosted = z.strictObject({
  version: z.literal(1),
  columns: z.int().min(1).max(65_535),
  trees: z.int().min(0).max(5000),
  nodes: z.int().min(0).max(MOST_NODES),
  start: z.number(),
  names: z.array(z.string()).nullable(),
  roots: z.base64(),
  features: z.base64(),
  thresholds: z.base64(),
  lefts: z.base64(),
  missingLeft: z.base64(),
  values: z.base64(),
  covers: z.base64(),
});
export type SavedBoosted = z.infer<typeof savedBoosted>;

/** All that boosted trees know. */
export interface BoostedState {
  readonly columns: number;
  /** Log odds before any tree. */
  readonly start: number;
  readonly names: readonly string[] | null;
  readonly nodes: BoostedNodes;
}

/** State as JSON can hold it. */
export function saveBoosted({ columns, start, names, nodes }: BoostedState): SavedBoosted {
  return {
    ...{ version: 1, columns, trees: nodes.roots.length, nodes: nodes.features.length, start },
    names: names === null ? null : [...names],
    roots: text(nodes.roots),
    features: text(nodes.features),
    thresholds: text(nodes.thresholds),
    lefts: text(nodes.lefts),
    missingLeft: text(nodes.missingLeft),
    values: text(nodes.values),
    covers: text(nodes.covers),
  };
}

/** What `saveBoosted` described; STATE_INVALID for anything else. */
export function loadBoosted(saved: unknown): BoostedState {
  const parsed = savedBoosted.safeParse(saved);
  if (!parsed.success) throw stateInvalid('boosted trees', parsed.error);
  const { columns, start, names, trees, nodes: count } = parsed.data;
  if (names !== null && names.length !== columns) fail(`"names" names ${names.length} columns of ${columns}`);
  const filled = <A extends Int32Array | Float64Array | Uint8Array>(
    name: 'roots' | 'features' | 'thresholds' | 'lefts' | 'missingLeft' | 'values' | 'covers',
    into: A,
  ): A => {
    const bytes = Buffer.from(parsed.data[name], 'base64');
    if (bytes.byteLength !== into.byteLength)
      fail(`"${name}" has ${bytes.byteLength} bytes, not ${into.byteLength}`);
    new Uint8Array(into.buffer).set(bytes);
    return into;
  };
  const nodes: BoostedNodes = {
    roots: filled('roots', new Int32Array(trees)),
    features: filled('features', new Int32Array(count)),
    thresholds: filled('thresholds', new Float64Array(count)),
    lefts: filled('lefts', new Int32Array(count)),
    missingLeft: filled('missingLeft', new Uint8Array(count)),
    values: filled('values', new Float64Array(count)),
    covers: filled('covers', new Float64Array(count)),
  };
  checkContent(nodes, columns);
  return { columns, start, names, nodes };
}

/** Children come after their parents, so that every way ends. */
function checkContent(nodes: BoostedNodes, columns: number): void {
  const { roots, features, lefts, thresholds, values, covers } = nodes;
  const end = (tree: number) => roots[tree + 1] ?? features.length;
  if (roots.length > 0 ? roots[0] !== 0 : features.length > 0) fail('the nodes begin with no tree');
  for (let tree = 0; tree < roots.length; tree++) {
    if (!(end(tree) > roots[tree]!)) fail('a tree has no nodes');
    for (let node = roots[tree]!; node < end(tree); node++) {
      if (features[node]! < -1 || features[node]! >= columns)
        fail('a tree asks for a column that there is not');
      if (Number.isNaN(thresholds[node]!)) fail('a threshold is not a number');
      if (!Number.isFinite(values[node]!)) fail('a leaf is not a number');
      if (!(covers[node]! > 0 && covers[node]! < 2 ** 53)) fail('a node has no rows');
      const left = lefts[node]!;
      if (features[node]! >= 0 && !(left > node && left + 1 < end(tree)))
        fail('a child lies outside its tree');
    }
  }
}

function fail(what: string): never {
  throw stateInvalid('boosted trees', new Error(what));
}

function text(array: Int32Array | Float64Array | Uint8Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}
