import { Replica } from '../../src/store/replica.ts';
import { REPLICA_TABLES } from '../../src/store/replica-tables.ts';
import { Replicator } from '../../src/store/replicator.ts';
import type { Store } from '../../src/store/store.ts';
import { newFolder, openStore } from './places.ts';

/** A node with a folder of its own. */
export interface Node {
  readonly name: string;
  readonly folder: string;
  readonly store: Store;
  readonly out: Replicator;
  readonly in: Replica;
}

let lives = 0;

/** A node on a folder; gone after the test. */
export function madeNode(name: string, folder = newFolder()): Node {
  const { store } = openStore(folder);
  const out = new Replicator({ store, node: name, life: `${name}-${++lives}` });
  return { name, folder, store, out, in: new Replica(store) };
}

/** The topic `store`: what nodes publish, in order, and whoever reads it. */
export class MadeTopic {
  readonly entries: { readonly node: string; readonly bytes: Buffer }[] = [];

  /** Publishes what waits. */
  publish(node: Node, most?: number): void {
    for (let taken = node.out.take(most); taken !== null; taken = node.out.take(most)) {
      for (const bytes of taken.entries) this.entries.push({ node: node.name, bytes });
      if (!node.out.published(taken.token)) throw new Error('not published');
    }
  }

  publishImage(node: Node): void {
    for (const bytes of node.out.image()) this.entries.push({ node: node.name, bytes });
  }

  /** Hands a node what it has not seen; gives how many entries there were. */
  read(node: Node): number {
    const from = node.in.position === null ? 0 : Number(node.in.position) + 1;
    for (const [i, { node: name, bytes }] of this.entries.slice(from).entries()) {
      const position = String(from + i);
      if (name === node.name) node.in.skip(position);
      else node.in.apply(bytes, { node: name, position });
    }
    return this.entries.length - from;
  }
}

/** Everything in the tables that travel, without what is of this folder alone. */
export function tablesOf({ store }: Node): { readonly [table: string]: readonly unknown[] } {
  const told: { [table: string]: unknown[] } = {};
  for (const { name, columns, key } of REPLICA_TABLES) {
    const [names, order] = [columns, key].map((list) => list.map((one) => `"${one.name}"`).join(', '));
    told[name] = store.state.prepare(`SELECT ${names} FROM "${name}" ORDER BY ${order}`).all();
  }
  const latest =
    'SELECT unit, taken, manifest FROM snapshot WHERE id IN (SELECT max(id) FROM snapshot GROUP BY unit)';
  told.snapshot = store.state.prepare(`${latest} ORDER BY unit`).all();
  return told;
}

/** What a node knows of who wrote what people say last, also of what is gone. */
export function stampsOf({ store }: Node): readonly unknown[] {
  return store.state.prepare('SELECT * FROM replica_stamp ORDER BY tbl, key').all();
}
