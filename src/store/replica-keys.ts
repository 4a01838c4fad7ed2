/** SQL of a mark by which every machine knows a row whose number is another one on each. */
export const NEW_MARK = 'lower(hex(randomblob(8)))';

/** Low bits of a number that say on which machine it was given. */
const NODE_BITS = 20;

/**
 * SQL of the next number of a table: one more than the largest, as ever. Where the folder is one of several, what is
 * before the last 20 bits is one more than in the largest that was heard of, and these bits are of the node: no two
 * nodes give the same, and what was said later, in the knowledge of the rest, has the larger one.
 */
export function nextId(table: 'judgement' | 'model_order'): string {
  const last = `(SELECT coalesce(max(id), 0) FROM ${table})`;
  return `coalesce((SELECT (((${last} >> ${NODE_BITS}) + 1) << ${NODE_BITS}) | number FROM replica_node), ${last} + 1)`;
}

/** The bits of a node: of its name, so that nobody has to hand them out. */
export function nodeNumber(hash: string): number {
  return Number.parseInt(hash.slice(-NODE_BITS / 4), 16);
}
