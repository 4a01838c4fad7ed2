import { networkInterfaces } from 'node:os';
import { type Match, misfit, subjectOfIncident } from '../alerts/match.ts';
import type { Incident } from '../core/incident.ts';
import type { TopologyView } from '../core/topology.ts';
import { fitsGlob } from '../kit/glob.ts';
import { Networks } from '../remediation/networks.ts';
import { type Planned, type PlanWorld, planOf } from '../remediation/plan.ts';
import type { Playbook } from '../remediation/playbook.ts';
import type { Config } from './config-schema.ts';
import { parseLine } from './parse-line.ts';
import { topologyOf } from './topology-of.ts';

/** What a playbook says of an incident. */
export interface PlaybookAnswer {
  readonly playbook: Playbook<Match>;
  /** Why it is not meant; null where it is. */
  readonly misfit: string | null;
  /** What would be done, or why nothing is; null where it is not meant. */
  readonly planned: Planned | null;
}

/** The playbooks of a configuration, to be asked about incidents. */
export class Playbooks {
  readonly all: readonly Playbook<Match>[];
  readonly #topology: TopologyView;
  readonly #world: PlanWorld;

  /** @param addresses those of this machine */
  constructor(
    config: Pick<Config, 'playbooks' | 'topology' | 'node'>,
    addresses: readonly string[] = ownAddresses(),
  ) {
    this.all = config.playbooks.known ?? [];
    this.#topology = topologyOf(config);
    this.#world = worldOf(config, { topology: this.#topology, addresses });
  }

  /** What each of them says of an incident, in their order. */
  answers(incident: Incident): PlaybookAnswer[] {
    return this.all.map((playbook) => {
      const view = { topology: this.#topology, quantity: 'some', withAncestors: false } as const;
      const why = misfit(playbook.match, subjectOfIncident(incident), view);
      return {
        playbook,
        misfit: why,
        planned: why === null ? planOf(playbook, incident, this.#world) : null,
      };
    });
  }
}

function worldOf(
  { playbooks, topology: { network }, node }: Pick<Config, 'playbooks' | 'topology' | 'node'>,
  { topology, addresses }: { topology: TopologyView; addresses: readonly string[] },
): PlanWorld {
  const written = Object.entries(network?.hosts ?? {});
  const here = topology.canonical(node.name);
  const known = new Set([here, ...written.map(([host]) => host)]);
  const named = written.flatMap(([host, { aliases }]) => [host, ...aliases]);
  const own = networksIn([...addresses, ...named]);
  return {
    knownHost: (name) => {
      const host = topology.canonical(name);
      return known.has(host) ? host : null;
    },
    protectedHost: (host) => {
      const { aliases = [] } = network?.hosts[host] ?? {};
      const names = [host, ...aliases, ...topology.ancestors(host)];
      return names.some((name) => playbooks.protected.some((pattern) => fitsGlob(name, pattern)));
    },
    protectedNetworks: networksIn(playbooks.protected),
    ownAddress: (address) => own.has(address),
    isHere: (host) => topology.canonical(host) === here,
    messageOf: (line) => parseLine(line, { receivedAt: 0, timeZone: 'UTC' }).message,
  };
}

/** Those of these texts that are addresses or networks. */
function networksIn(texts: readonly string[]): Networks {
  return Networks.of(texts.filter((text) => Networks.of([text]) !== null))!;
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
}
