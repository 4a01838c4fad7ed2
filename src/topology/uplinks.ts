import type { SeenHost, SeenNetwork } from './neighbours.ts';

/** What hangs on what, towards the core. */
export interface Uplinks {
  /** Of each part of the network that hangs together, what everything else in it hangs on. */
  readonly roots: readonly string[];
  /** Why each of them is taken for it, as the end of a sentence. */
  readonly why: ReadonlyMap<string, string>;
  /** What each host hangs on; the roots, and hosts without a cable, are missing. */
  readonly parents: ReadonlyMap<string, string>;
  /** Hosts that reach the core by several of their neighbours, each with all of them, the one taken first. */
  readonly several: ReadonlyMap<string, readonly string[]>;
}

interface Wanted {
  /** What everything hangs on, where somebody said so. */
  readonly core: string | null;
  /** How many hosts are written to hang on one, over all levels. */
  readonly below: (host: string) => number;
}

/** Names that people give to what everything hangs on. */
const CORE = /(?:^|[-_])(?:core|backbone|bb|spine)[-_]?\d*(?:$|[-_])/i;
/** Devices for which the middle of the network is reckoned in full; of more, the best connected. */
const MOST_CENTRES = 400;

/**
 * Parents by cables: the way to the core with the fewest steps. The core is what somebody says, else what most is written
 * to hang on, else what is called so, else what is next to routers and firewalls, else the device nearest to all others. Rings end, as every host is reached once.
 */
export function uplinksOf({ hosts, links }: SeenNetwork, wanted: Wanted): Uplinks {
  const next = new Map<string, Set<string>>([...hosts.keys()].map((name) => [name, new Set<string>()]));
  for (const { a, b } of links) {
    next.get(a)!.add(b);
    next.get(b)!.add(a);
  }
  // The better connected first, so that what is taken does not depend on the order of the answers.
  const order = (a: string, b: string) => next.get(b)!.size - next.get(a)!.size || (a < b ? -1 : 1);
  const carries = (name: string) => passes(hosts.get(name)!);
  const sorted = new Map([...next].map(([name, others]) => [name, [...others].sort(order)] as const));
  const around = (name: string) => (carries(name) ? sorted.get(name)! : []);
  const parents = new Map<string, string>();
  const several = new Map<string, readonly string[]>();
  const why = new Map<string, string>();
  const done = new Set<string>();
  for (const name of [...hosts.keys()].sort(order)) {
    if (done.has(name) || next.get(name)!.size === 0) continue;
    const part = [...levels(name, (one) => sorted.get(one)!).keys()];
    const { root, because } = rootOf(part, { hosts, around, order, wanted });
    const level = levels(root, around);
    for (const one of part) {
      done.add(one);
      const at = level.get(one);
      if (at === undefined || at === 0) continue;
      const above = sorted.get(one)!.filter((other) => level.get(other) === at - 1 && carries(other));
      parents.set(one, above[0]!);
      if (above.length > 1) several.set(one, above);
    }
    why.set(root, because);
  }
  return { roots: [...why.keys()], why, parents, several };
}

/** What frames go through; a server with two cables is no way to anywhere. */
function passes({ abilities, device }: SeenHost): boolean {
  if (abilities.has('bridge') || abilities.has('router') || abilities.has('wlan')) return true;
  return device !== null && !abilities.has('station');
}

function rootOf(
  part: readonly string[],
  of: {
    readonly hosts: SeenNetwork['hosts'];
    readonly around: (name: string) => readonly string[];
    readonly order: (a: string, b: string) => number;
    readonly wanted: Wanted;
  },
): { readonly root: string; readonly because: string } {
  const { hosts, around, order, wanted } = of;
  if (wanted.core !== null && part.includes(wanted.core))
    return { root: wanted.core, because: '--core says so' };
  const most = (names: readonly string[], weight: (name: string) => number) =>
    [...names].filter((name) => weight(name) > 0).sort((a, b) => weight(b) - weight(a) || order(a, b))[0];
  const written = most(part, wanted.below);
  if (written !== undefined) return { root: written, because: 'it is written as such' };
  const asked = part.filter((name) => hosts.get(name)!.device !== null && passes(hosts.get(name)!));
  const called = most(asked, (name) => (CORE.test(name) ? 1 : 0));
  if (called !== undefined) return { root: called, because: 'it is called so' };
  const exits = (name: string) => around(name).filter((other) => isExit(hosts.get(other)!)).length;
  const nextTo = most(asked, exits);
  if (nextTo !== undefined) return { root: nextTo, because: 'a router or a firewall is next to it' };
  const candidates =
    asked.length > 0 ? asked.sort(order).slice(0, MOST_CENTRES) : [...part].sort(order).slice(0, 1);
  const far = new Map(candidates.map((name) => [name, sum(levels(name, around).values(), part.length)]));
  const [root] = candidates.sort((a, b) => far.get(a)! - far.get(b)! || order(a, b));
  return { root: root!, because: 'it is nearest to all others' };
}

/** What leads out of a network routes, and is no switch. */
function isExit({ abilities }: SeenHost): boolean {
  return abilities.has('router') && !abilities.has('bridge') && !abilities.has('wlan');
}

/** Steps to all others; what cannot be reached is as far as anything may be. */
function sum(steps: Iterable<number>, all: number): number {
  let total = 0;
  let reached = 0;
  for (const step of steps) {
    total += step;
    reached++;
  }
  return total + (all - reached) * all;
}

/** Steps from a host to each that it reaches. */
function levels(from: string, around: (name: string) => readonly string[]): Map<string, number> {
  const found = new Map([[from, 0]]);
  const waiting = [from];
  for (let i = 0; i < waiting.length; i++) {
    const at = waiting[i]!;
    for (const other of around(at)) {
      if (found.has(other)) continue;
      found.set(other, found.get(at)! + 1);
      waiting.push(other);
    }
  }
  return found;
}
