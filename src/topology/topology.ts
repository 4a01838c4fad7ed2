import type { HostFacts, TopologyView } from '../core/topology.ts';
import { factsOfName } from './host-names.ts';
import { fits, type TopologyFile, type WrittenPattern } from './schema.ts';

const MOST_REMEMBERED = 65_536;
const MOST_ANCESTORS = 32;

/** What people wrote down about a host or a category of trouble, for those who are woken by it. */
export interface Advice {
  readonly notes?: string;
  readonly runbook?: string;
}

interface Known {
  readonly canonical: string;
  readonly facts: HostFacts | null;
  readonly advice: Advice | null;
}

/** The network as it was written down, and where nothing was, as its names say. */
export class Topology implements TopologyView {
  readonly #file: TopologyFile;
  /** Canonical name by each lower-case name that was written. */
  readonly #names = new Map<string, string>();
  readonly #known = new Map<string, Known>();
  /** What hosts hang on, by the name that was asked for. */
  readonly #above = new Map<string, readonly string[]>();

  constructor(file: TopologyFile) {
    this.#file = file;
    for (const [host, { aliases }] of Object.entries(file.hosts)) {
      for (const name of [host, ...aliases]) this.#names.set(name.toLowerCase(), host);
    }
  }

  canonical(host: string): string {
    return this.#look(host).canonical;
  }

  /** The name that people wrote down for an address; anything else as it is. */
  nameOf(host: string): string {
    const first = host.charCodeAt(0);
    const address = (first >= 48 && first <= 57) || host.includes(':');
    return address ? (this.#names.get(host.toLowerCase()) ?? host) : host;
  }

  factsOf(host: string): HostFacts | null {
    return this.#look(host).facts;
  }

  ancestors(host: string): readonly string[] {
    const remembered = this.#above.get(host);
    if (remembered !== undefined) return remembered;
    const above = this.#lookAbove(host);
    if (this.#above.size >= MOST_REMEMBERED) this.#above.clear();
    this.#above.set(host, above);
    return above;
  }

  #lookAbove(host: string): readonly string[] {
    const above: string[] = [];
    const from = this.canonical(host);
    for (let parent = this.factsOf(from)?.parent; parent !== undefined; ) {
      const name = this.canonical(parent);
      if (name === from || above.includes(name) || above.length >= MOST_ANCESTORS) break;
      above.push(name);
      parent = this.factsOf(name)?.parent;
    }
    return above;
  }

  /** What was written down about a host, by name or by pattern. */
  adviceOn(host: string): Advice | null {
    return this.#look(host).advice;
  }

  adviceOnCategory(category: string): Advice | null {
    const { categories } = this.#file;
    return Object.hasOwn(categories, category) ? adviceIn(categories[category]!) : null;
  }

  /** Host names of a log come by the thousand again and again: each is looked up once. */
  #look(host: string): Known {
    const remembered = this.#known.get(host);
    if (remembered !== undefined) return remembered;
    const known = this.#find(host);
    if (this.#known.size >= MOST_REMEMBERED) this.#known.clear();
    this.#known.set(host, known);
    return known;
  }

  #find(host: string): Known {
    const short = shortName(host);
    const canonical = this.#names.get(host.toLowerCase()) ?? this.#names.get(short.toLowerCase()) ?? short;
    const { hosts } = this.#file;
    const written = Object.hasOwn(hosts, canonical) ? hosts[canonical]! : null;
    const pattern = this.#patternOf(canonical);
    const named = written === null && pattern === null ? factsOfName(canonical) : null;
    const facts = { ...named, ...pattern?.facts, ...(written === null ? {} : factsIn(written)) };
    const advice = { ...pattern?.advice, ...(written === null ? {} : adviceIn(written)) };
    return {
      canonical,
      facts: Object.keys(facts).length === 0 ? null : facts,
      advice: Object.keys(advice).length === 0 ? null : advice,
    };
  }

  /** The first pattern that fits; its groups are facts, and `$building` in its parent stands for what the group held. */
  #patternOf(host: string): { facts: HostFacts; advice: Advice } | null {
    for (const pattern of this.#file.patterns) {
      const groups = fits(pattern.match, host);
      if (groups === null) continue;
      const held = Object.fromEntries(Object.entries(groups).filter(([, value]) => value !== undefined));
      const parent = pattern.parent?.replace(/\$(\w+)/g, (whole, group: string) => groups[group] ?? whole);
      return {
        facts: { ...factsIn(pattern), ...held, ...(parent === undefined ? {} : { parent }) },
        advice: adviceIn(pattern),
      };
    }
    return null;
  }
}

/** `web01.example.org` and `WEB01` are one host; an address is a name as a whole. */
function shortName(host: string): string {
  if (/^[\d.]+$/.test(host) || host.includes(':')) return host;
  return host.split('.')[0] || host;
}

type Written = Omit<WrittenPattern, 'match'>;

function factsIn({ site, building, floor, rack, role, team, parent }: Written): HostFacts {
  return Object.fromEntries(
    Object.entries({ site, building, floor, rack, role, team, parent }).filter(
      ([, value]) => value !== undefined,
    ),
  );
}

function adviceIn({ notes, runbook }: { notes?: string | undefined; runbook?: string | undefined }): Advice {
  return { ...(notes === undefined ? {} : { notes }), ...(runbook === undefined ? {} : { runbook }) };
}
