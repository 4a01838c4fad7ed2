/** How the octets of a value are to be shown. */
export type Hint = 'mac' | 'date' | 'text' | 'hex' | 'address';

/** What is known of a kind of notification beside its name. */
export interface KindOfTrap {
  readonly severity: number;
  readonly category: string;
  /** With `{name|name}` for values and `[…]` around what is left out when a value is not there; '' for none. */
  readonly sentence: string;
}

/** Something that has a name. */
export interface MibNode {
  readonly name: string;
  /** Whether values have it, so that what follows is an index. */
  readonly object: boolean;
  readonly enums: ReadonlyMap<number, string> | null;
  readonly hint: Hint | null;
  readonly trap: KindOfTrap | null;
}

interface Branch {
  node: MibNode | null;
  readonly below: Map<number, Branch>;
}

/** What an object identifier is: the node, and how many of its parts belong to it. */
export interface Found {
  readonly node: MibNode;
  readonly depth: number;
}

/** Names of object identifiers. */
export class MibTree {
  readonly #root: Branch = { node: null, below: new Map() };
  readonly #byName = new Map<string, readonly number[]>();

  /** Names one; a later name takes the place of an earlier, but what is known of a notification stays. */
  add(arcs: readonly number[], node: MibNode): void {
    let branch = this.#root;
    for (const arc of arcs) {
      let next = branch.below.get(arc);
      if (next === undefined) {
        next = { node: null, below: new Map() };
        branch.below.set(arc, next);
      }
      branch = next;
    }
    const before = branch.node;
    const trap = node.trap !== null && (node.trap.sentence !== '' || before === null) ? node.trap : null;
    branch.node = {
      ...node,
      enums: node.enums ?? before?.enums ?? null,
      hint: node.hint ?? before?.hint ?? null,
      trap: trap ?? before?.trap ?? null,
    };
    if (!this.#byName.has(node.name)) this.#byName.set(node.name, arcs);
  }

  /** The object identifier of a name. */
  arcsOf(name: string): readonly number[] | undefined {
    return this.#byName.get(name);
  }

  /** The deepest object at or above an identifier; null when nobody named it. */
  object(arcs: readonly number[]): Found | null {
    let branch = this.#root;
    let found: Found | null = null;
    for (let i = 0; i < arcs.length; i++) {
      const next = branch.below.get(arcs[i]!);
      if (next === undefined) break;
      branch = next;
      if (branch.node?.object === true) found = { node: branch.node, depth: i + 1 };
    }
    return found;
  }

  /** What has exactly this identifier. */
  exact(arcs: readonly number[]): MibNode | null {
    let branch = this.#root;
    for (const arc of arcs) {
      const next = branch.below.get(arc);
      if (next === undefined) return null;
      branch = next;
    }
    return branch.node;
  }

  /** The notification of this identifier; devices differ in whether a 0 stands before its last part (RFC 3584, 3.1). */
  trap(arcs: readonly number[]): MibNode | null {
    const own = this.exact(arcs);
    if (own?.trap) return own;
    const parent = arcs.slice(0, -1);
    const last = arcs.at(-1)!;
    const other = parent.at(-1) === 0 ? [...parent.slice(0, -1), last] : [...parent, 0, last];
    const found = this.exact(other);
    return found?.trap ? found : own;
  }
}
