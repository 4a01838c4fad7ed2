import { dirname, isAbsolute, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type EffectiveValue, effective, provenance } from '../config/effective.ts';
import { configJsonSchema } from '../config/json-schema.ts';
import { type Loaded, load } from '../config/load.ts';
import { configFiles } from '../config/places.ts';
import type { MachineFacts } from '../config/sections.ts';
import type { Environment } from '../config/text-values.ts';
import { stateFolder } from '../store/state-folder.ts';
import { type Config, configSchema } from './config-schema.ts';

/** The process a configuration is for. */
export interface ConfigContext {
  readonly env: Environment;
  readonly home: string;
  readonly hostname: string;
  readonly root: boolean;
  /** `/etc` unless told otherwise. */
  readonly etc?: string;
}

export interface ConfigRequest extends ConfigContext {
  /** Files instead of the two places. */
  readonly files?: readonly string[];
  /** `section.key=value` of `--set`. */
  readonly set?: readonly string[];
  /** What flags of a command stand for, below files: `{ log: { level: 'debug' } }`. */
  readonly defaults?: object;
}

/** A configuration with what is known of how it came about. */
export interface LoadedConfig {
  readonly config: Config;
  /** Files that were read, the weakest first. */
  readonly files: readonly string[];
  /** Where each value was written, by its key: `http.listen` → `/etc/logsift/logsift.yaml:3:11`. */
  readonly provenance: ReadonlyMap<string, string>;
  /** What a person should know although it works. */
  readonly notes: readonly string[];
  /** Every value with where it came from, for a person; secrets are hidden. */
  values(): readonly EffectiveValue[];
}

/**
 * The configuration of this process: `/etc/logsift`, then the person's own folder, then variables `LOGSIFT_…`, then
 * `--set`. To reload is to call it again with the same request. Throws CONFIG_INVALID.
 */
export function loadConfig(request: ConfigRequest): LoadedConfig {
  const { env, home, files = configFiles(request), set = [], defaults } = request;
  const layers = { files, env, set, ...(defaults === undefined ? {} : { defaults }) };
  const loaded = load(configSchema(machineFacts({ ...request, env, home })), layers);
  const from = provenance(loaded.given, loaded.schema);
  return {
    config: withPlacedFiles(loaded, from),
    files,
    provenance: from,
    notes: loaded.notes,
    values: () => effective(loaded.given, loaded.schema),
  };
}

/** The JSON Schema of a configuration file, for editors. */
export function jsonSchemaOf(context: ConfigContext): object {
  return configJsonSchema(configSchema(machineFacts(context)), 'logsift configuration');
}

/** systemd's folder for state, else the system's for root, else the person's own. */
function machineFacts({ env, home, hostname, root }: ConfigContext): MachineFacts {
  const [ofUnit] = (env.STATE_DIRECTORY ?? '').split(':');
  const own = root ? '/var/lib/logsift' : stateFolder(env, home);
  return { hostname, stateFolder: ofUnit === undefined || ofUnit === '' ? own : ofUnit };
}

/** Files of rules and of places are meant as seen from the file that names them. */
function withPlacedFiles({ config }: Loaded<Config>, from: ReadonlyMap<string, string>): Config {
  const seenFrom = (key: string, file: string) => {
    const place = /^(.+):\d+:\d+$/.exec(from.get(key) ?? '')?.[1];
    return place === undefined || isAbsolute(file) ? file : join(dirname(place), file);
  };
  const files = config.rules.files.map((file, index) => seenFrom(`rules.files.${index}`, file));
  const { file } = config.geoip;
  const geoip = file === undefined ? config.geoip : { ...config.geoip, file: seenFrom('geoip.file', file) };
  const playbooks = config.playbooks.files.map((one, index) => seenFrom(`playbooks.files.${index}`, one));
  const { tls } = config.http;
  const http =
    tls === undefined
      ? config.http
      : {
          ...config.http,
          tls: { cert: seenFrom('http.tls.cert', tls.cert), key: seenFrom('http.tls.key', tls.key) },
        };
  return {
    ...{ ...config, geoip, http, rules: { ...config.rules, files } },
    playbooks: { ...config.playbooks, files: playbooks },
  };
}

/** The sections in which two configurations differ. */
export function changesOf(before: Config, after: Config): readonly (keyof Config)[] {
  const sections = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Config>;
  return [...sections].filter((section) => !isDeepStrictEqual(before[section], after[section])).sort();
}

export type { Config };
