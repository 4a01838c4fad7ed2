import { z } from 'zod';
import { rank } from '../core/finding.ts';
import type { First } from '../core/template.ts';
import { type Discovery, savedDiscovery } from './discovery.ts';

/** What is new within this time of something else that is new, on the same host or from the same program, is one story. */
const TOGETHER = 5 * 60_000;
/** A story that goes on for longer is told as another one. */
const LONGEST = 3_600_000;
/** How long the later lines of something new keep its story going. */
const GOES_ON = 30 * 60_000;
const MAX_MEMBERS = 50;
const MAX_OPEN = 200;

/** New things that came together. */
export interface Cluster {
  readonly members: Discovery[];
  /** Members beyond those kept. */
  more: number;
  /** Epoch ms until which it went on. */
  last: number;
}

/** Clusters that may still grow, as new things come in order of time. */
export class OpenClusters {
  #open: Cluster[] = [];
  /** New kinds of line in the open clusters, by template id. */
  #members = new Map<string, Discovery>();

  get size(): number {
    return this.#open.length;
  }

  /** The cluster that `discovery` joined or began. */
  add(discovery: Discovery): Cluster {
    const cluster = this.#open.find((one) => belongs(one, discovery));
    if (cluster === undefined) {
      const begun: Cluster = { members: [discovery], more: 0, last: lastOf(discovery) };
      if (this.#open.length >= MAX_OPEN) this.#forget(this.#open.shift()!);
      this.#open.push(begun);
      this.#remember(discovery);
      return begun;
    }
    if (cluster.members.length < MAX_MEMBERS) {
      cluster.members.push(discovery);
      this.#remember(discovery);
    } else cluster.more++;
    cluster.last = Math.max(cluster.last, lastOf(discovery));
    return cluster;
  }

  /** The member that stands for a new kind of line, to count its later lines with it. */
  memberOf(template: string): Discovery | undefined {
    return this.#members.get(template);
  }

  /** Takes out the clusters that can grow no more at `time`. */
  close(time: number): Cluster[] {
    const done = this.#open.filter((one) => time > one.members[0]!.from + LONGEST);
    if (done.length > 0) this.#open = this.#open.filter((one) => !done.includes(one));
    for (const cluster of done) this.#forget(cluster);
    return done;
  }

  /** Takes out all clusters. */
  closeAll(): Cluster[] {
    this.#members.clear();
    return this.#open.splice(0);
  }

  /** JSON-safe state. */
  save(): SavedClusters {
    return this.#open;
  }

  /** What `save` described. */
  static load(saved: SavedClusters): OpenClusters {
    const clusters = new OpenClusters();
    clusters.#open = [...saved];
    for (const { members } of saved) for (const member of members) clusters.#remember(member);
    return clusters;
  }

  #remember(discovery: Discovery): void {
    if (discovery.first.kind === 'template') this.#members.set(discovery.template.id, discovery);
  }

  #forget(cluster: Cluster): void {
    for (const { template } of cluster.members) this.#members.delete(template.id);
  }
}

/** JSON-safe state of the clusters. */
export const savedClusters = z.array(
  z.strictObject({ members: z.array(savedDiscovery).min(1), more: z.number(), last: z.number() }),
);
export type SavedClusters = Cluster[];

/** Surprise of a discovery: −log10 of how many like it are expected per day, never below 0. */
export function surpriseOf(discovery: Discovery): number {
  return Math.max(0, -Math.log10(discovery.expected));
}

/** Members in the order in which a person wants to see them. */
export function strongestFirst(cluster: Cluster): Discovery[] {
  const order = (d: Discovery) => rank({ surprise: surpriseOf(d), gravity: d.gravity });
  return [...cluster.members].sort((a, b) => order(b) - order(a) || b.raw - a.raw || a.from - b.from);
}

function lastOf({ from, to }: Discovery): number {
  return Math.min(to, from + GOES_ON);
}

function belongs(cluster: Cluster, discovery: Discovery): boolean {
  const first = cluster.members[0]!;
  if (!(discovery.from - first.from <= LONGEST) || discovery.segment !== first.segment) return false;
  // One newcomer in two kinds of line (a connection that is built and torn down) is one story, however far apart.
  if (cluster.members.some((one) => one.app === discovery.app && isSameNews(one.first, discovery.first)))
    return true;
  if (!(discovery.from - cluster.last <= TOGETHER)) return false;
  // Without a host (the log of one program) everything is one place.
  return cluster.members.some(
    (one) => one.host === discovery.host || (one.app !== null && one.app === discovery.app),
  );
}

function isSameNews(a: First, b: First): boolean {
  if (a.kind === 'facet' && b.kind === 'facet') return a.facet === b.facet && a.value === b.value;
  return a.kind === 'value' && b.kind === 'value' && !a.numeric && !b.numeric && a.value === b.value;
}
