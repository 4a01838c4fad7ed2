import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LogsiftError } from '../core/errors.ts';
import { STANDARD_NAMES } from './mib-standard.ts';
import { addTable } from './mib-table.ts';
import { MibTree } from './mib-tree.ts';
import { VENDOR_NAMES } from './mib-vendors.ts';
import { readSmi, type SmiNode, type SmiType, typeOf } from './smi-reader.ts';
import { SmiFault } from './smi-words.ts';

const MOST_FILES = 2000;
const MOST_BYTES = 8 * 2 ** 20;
const MOST_FAULTS = 20;

/** Names, and what was not understood of the folder, as sentences that begin with `file:line`. */
export interface LoadedMibs {
  readonly tree: MibTree;
  readonly faults: readonly string[];
}

/**
 * The names built in and those of the MIB texts in a folder (null for none). A file with a fault is left out and said;
 * fails with MIBS_INVALID when the folder cannot be read.
 */
export async function loadMibs(folder: string | null): Promise<LoadedMibs> {
  const tree = new MibTree();
  addTable(tree, STANDARD_NAMES);
  addTable(tree, VENDOR_NAMES);
  if (folder === null) return { tree, faults: [] };
  const faults: string[] = [];
  const nodes: (SmiNode & { readonly file: string })[] = [];
  const types = new Map<string, SmiType>();
  for (const file of await filesOf(folder)) {
    try {
      if ((await stat(file)).size > MOST_BYTES)
        throw new SmiFault(1, `it is larger than ${MOST_BYTES >> 20} MiB`);
      const module = readSmi(await readFile(file, 'latin1'));
      for (const node of module.nodes) nodes.push({ ...node, file });
      for (const [name, type] of module.types) if (!types.has(name)) types.set(name, type);
    } catch (error) {
      if (error instanceof SmiFault)
        faults.push(`${file}:${error.line}: ${error.message}; the file is left out`);
      else faults.push(`${file}:1: cannot be read: ${(error as Error).message}; the file is left out`);
    }
  }
  for (const { name, file, line, parent } of resolve(tree, nodes, types)) {
    const help = 'put the MIB that defines it into the folder, too';
    faults.push(`${file}:${line}: ${name} stands under ${parent}, which nothing defines; ${help}`);
  }
  if (faults.length <= MOST_FAULTS) return { tree, faults };
  const more = `${folder}: ${faults.length - MOST_FAULTS} more faults like these`;
  return { tree, faults: [...faults.slice(0, MOST_FAULTS), more] };
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith('.'));
    return names
      .map(({ name }) => join(folder, name))
      .sort()
      .slice(0, MOST_FILES);
  } catch (cause) {
    const text = `mibs: ${folder} cannot be read: ${(cause as Error).message}; wanted is a folder of MIB texts`;
    throw new LogsiftError('MIBS_INVALID', text, { cause });
  }
}

/** Adds what has a place; gives the rest. A name may be used before it is defined, and in another file. */
function resolve<Node extends SmiNode>(
  tree: MibTree,
  nodes: readonly Node[],
  types: ReadonlyMap<string, SmiType>,
): readonly Node[] {
  let left = nodes;
  for (;;) {
    const waiting: Node[] = [];
    for (const node of left) {
      const base = node.parent === null ? [] : tree.arcsOf(node.parent);
      if (base === undefined) {
        waiting.push(node);
        continue;
      }
      const { enums, hint } = typeOf(node.syntax, types);
      const trap = node.kind === 'trap' ? { severity: 5, category: '', sentence: '' } : null;
      tree.add([...base, ...node.arcs], {
        ...{ name: node.name, object: node.kind === 'object', trap },
        ...{ enums: node.enums ?? enums, hint },
      });
    }
    if (waiting.length === 0 || waiting.length === left.length) return waiting;
    left = waiting;
  }
}
