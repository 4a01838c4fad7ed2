import { probability } from './boosted-loss.ts';
import type { BoostedState } from './boosted-saved.ts';
import { type BoostedNodes, childOf, sumOfTrees } from './boosted-tree.ts';
import type { Row } from './forest-rows.ts';

/** What one feature did to the answer. */
export interface BoostedReason {
  readonly feature: number;
  readonly name: string;
  /** As it was given; NaN when it is missing. */
  readonly value: number;
  /** Added to the log odds of class 1: above 0 it speaks for it, below against it. */
  readonly contribution: number;
}

/** Why a row got its probability. */
export interface BoostedExplanation {
  readonly probability: number;
  /** Log odds of a row of which nothing is known. With the contributions it adds up to the row's. */
  readonly base: number;
  /** Features that did something, the most telling first. */
  readonly reasons: readonly BoostedReason[];
}

/** A feature on the way from the root: how often it lets rows through, with and without its value being known. */
interface Step {
  feature: number;
  zero: number;
  one: number;
  weight: number;
}

/** Shapley values of the trees by the covers of their nodes (TreeSHAP: Lundberg, Erion & Lee 2018, algorithm 2). */
export function explainTrees(state: BoostedState, row: Row): BoostedExplanation {
  const { nodes, names, columns } = state;
  const contributions = new Float64Array(columns);
  let base = state.start;
  for (const root of nodes.roots) {
    base += meanOf(nodes, root);
    walk({ nodes, row, into: contributions }, root, []);
  }
  const reasons = Array.from(contributions, (contribution, feature) => {
    return { feature, name: names?.[feature] ?? `feature ${feature}`, value: row[feature]!, contribution };
  })
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution) || a.feature - b.feature);
  return { probability: probability(state.start + sumOfTrees(nodes, row)), base, reasons };
}

/** What a tree says on the average of the rows it was grown from. */
function meanOf(nodes: BoostedNodes, node: number): number {
  if (nodes.features[node]! < 0) return nodes.values[node]!;
  const left = nodes.lefts[node]!;
  return (
    (meanOf(nodes, left) * nodes.covers[left]! + meanOf(nodes, left + 1) * nodes.covers[left + 1]!) /
    nodes.covers[node]!
  );
}

interface Walk {
  readonly nodes: BoostedNodes;
  readonly row: Row;
  readonly into: Float64Array;
}

function walk(
  on: Walk,
  node: number,
  before: readonly Step[],
  through = { zero: 1, one: 1, feature: -1 },
): void {
  const { nodes, row, into } = on;
  const path = extended(before, through);
  const feature = nodes.features[node]!;
  if (feature < 0) {
    for (let i = 1; i < path.length; i++) {
      const { one, zero, feature: of } = path[i]!;
      into[of]! += weightWithout(path, i) * (one - zero) * nodes.values[node]!;
    }
    return;
  }
  const known = path.findIndex((step, i) => i > 0 && step.feature === feature);
  const { zero, one } = known < 0 ? { zero: 1, one: 1 } : path[known]!;
  const rest = known < 0 ? path : shortened(path, known);
  const hot = childOf(nodes, node, row[feature]!);
  for (const child of [nodes.lefts[node]!, nodes.lefts[node]! + 1]) {
    const share = nodes.covers[child]! / nodes.covers[node]!;
    walk(on, child, rest, { zero: zero * share, one: child === hot ? one : 0, feature });
  }
}

function extended(path: readonly Step[], { zero, one, feature }: Omit<Step, 'weight'>): Step[] {
  const next = path.map((step) => ({ ...step }));
  const length = path.length;
  next.push({ feature, zero, one, weight: length === 0 ? 1 : 0 });
  for (let i = length - 1; i >= 0; i--) {
    next[i + 1]!.weight += (one * next[i]!.weight * (i + 1)) / (length + 1);
    next[i]!.weight = (zero * next[i]!.weight * (length - i)) / (length + 1);
  }
  return next;
}

/** The path as if step `index` had never been taken. */
function shortened(path: readonly Step[], index: number): Step[] {
  const weights = withoutStep(path, index);
  return path.filter((_, i) => i !== index).map((step, i) => ({ ...step, weight: weights[i]! }));
}

function weightWithout(path: readonly Step[], index: number): number {
  return withoutStep(path, index).reduce((sum, weight) => sum + weight, 0);
}

function withoutStep(path: readonly Step[], index: number): number[] {
  const { one, zero } = path[index]!;
  const last = path.length - 1;
  const weights = path.slice(0, -1).map(({ weight }) => weight);
  let next = path[last]!.weight;
  for (let j = last - 1; j >= 0; j--) {
    if (one !== 0) {
      const held = path[j]!.weight;
      weights[j] = (next * (last + 1)) / ((j + 1) * one);
      next = held - (weights[j]! * zero * (last - j)) / (last + 1);
    } else {
      weights[j] = (path[j]!.weight * (last + 1)) / (zero * (last - j));
    }
  }
  return weights;
}
