import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { load } from '../config/load.ts';
import { configFolders } from '../config/places.ts';
import { type TopologyFile, topologySchema } from '../topology/schema.ts';
import { Topology } from '../topology/topology.ts';
import { type ConfigRequest, type LoadedConfig, loadConfig } from './config.ts';
import type { Config } from './config-schema.ts';
import { readPlaybooks } from './read-playbooks.ts';

/** A configuration with the network that its topology files describe. */
export interface LoadedNetwork extends LoadedConfig {
  /** Files of the topology that were read, the weakest first. */
  readonly topologyFiles: readonly string[];
}

/**
 * The configuration, and in it (`topology.network`) what people wrote down of their network: in the file it names, else
 * in `topology.yaml` beside the usual configuration files; and its playbooks (`playbooks.known`). Throws CONFIG_INVALID.
 */
export function loadWithTopology(request: ConfigRequest): LoadedNetwork {
  const loaded = loadConfig(request);
  const topologyFiles = filesOf(loaded, request);
  const { config, notes } = load(topologySchema, { files: topologyFiles, env: {}, set: [] });
  const topology = { ...loaded.config.topology, network: config };
  const known = readPlaybooks(loaded.config.playbooks.files);
  const playbooks = { ...loaded.config.playbooks, known };
  return {
    ...loaded,
    config: { ...loaded.config, topology, playbooks },
    ...{ topologyFiles, notes: [...loaded.notes, ...notes] },
  };
}

/** What people wrote down in these files, the weakest first. Throws CONFIG_INVALID. */
export function readTopology(files: readonly string[]): Topology {
  return new Topology(load(topologySchema, { files, env: {}, set: [] }).config);
}

/** The network of a configuration; one of which nothing was written down goes by the names of its hosts. */
export function topologyOf({ topology: { network } }: Pick<Config, 'topology'>): Topology {
  return new Topology(network ?? NOTHING);
}

const NOTHING: TopologyFile = { hosts: {}, patterns: [], categories: {} };

function filesOf({ config, provenance }: LoadedConfig, request: ConfigRequest): string[] {
  const { file } = config.topology;
  if (file === undefined) {
    return configFolders(request)
      .map((folder) => join(folder, 'topology.yaml'))
      .filter((path) => existsSync(path));
  }
  const place = /^(.+):\d+:\d+$/.exec(provenance.get('topology.file') ?? '')?.[1];
  return [place === undefined || isAbsolute(file) ? file : join(dirname(place), file)];
}
