import type { LiveSourceDefinition } from '../core/live-source.ts';
import { liveSources } from '../sources/live.ts';
import type { Config } from './config.ts';
import { type ListenPoint, USUAL_LISTEN } from './config-schema.ts';
import type { MachineInputs } from './machine-inputs.ts';

const LATER = ['/var/log/*.log', '/var/log/*/*.log'];

/** A source to be opened: its kind and its options, checked. */
export interface PlannedSource {
  readonly type: string;
  readonly options: unknown;
}

/** What is read live, and what a first run learns from before. */
export interface SourcePlan {
  readonly sources: readonly PlannedSource[];
  /** Inputs of the warm start: paths of files, and `journal`. */
  readonly history: readonly string[];
  /** What a person should know: what cannot be read, and what to do about it. */
  readonly notes: readonly string[];
}

/**
 * The live sources that a configuration asks for: `machine` stands for what is found here, and syslog is taken in
 * unless the configuration says otherwise.
 *
 * @param lookAround what there is on this machine; asked only where `machine` is among the sources
 */
export function plannedSources(config: Config, lookAround: () => MachineInputs): SourcePlan {
  const sources: PlannedSource[] = [];
  const history: string[] = [];
  const notes: string[] = [];
  for (const { type, ...options } of config.sources as readonly { readonly type: string }[]) {
    if (type === 'machine') {
      const found = lookAround();
      const wanted = options as { journal: boolean; files: boolean; samples: boolean };
      notes.push(...found.notes);
      if (wanted.journal && found.journal === 'readable') {
        sources.push(planned('journald', {}));
        history.push('journal');
      }
      if (wanted.files) {
        // Logs that are written one day are followed from then on.
        sources.push(planned('file', { paths: [...LATER, ...found.files], exclude: [...found.exclude] }));
        history.push(...found.files);
      }
      if (wanted.samples) sources.push(planned('host', {}));
      continue;
    }
    sources.push({ type, options });
    if (type === 'journald') history.push('journal');
    if (type === 'file') history.push(...(options as { paths: readonly string[] }).paths);
  }
  for (const options of config.poll) sources.push({ type: 'snmp-poll', options });
  const listens = listening(config);
  if (listens !== null) sources.push(planned('syslog', { ...listens, workers: config.workers }));
  return { sources, history, notes };
}

/** Options of the syslog source that `listen` stands for; null where there is to be none. */
function listening(config: Config): { udp: string[] | false; tcp: string[] | false } | null {
  const named = (config.sources as readonly { readonly type: string }[]).some(
    ({ type }) => type === 'syslog',
  );
  const usual: ListenPoint[] = named ? [] : [{ transport: 'both', address: USUAL_LISTEN }];
  const points = config.listen ?? usual;
  if (points.length === 0) return null;
  const of = (transport: 'udp' | 'tcp') => {
    const addresses = points
      .filter((point) => point.transport === transport || point.transport === 'both')
      .map(({ address }) => address);
    return addresses.length === 0 ? (false as const) : addresses;
  };
  return { udp: of('udp'), tcp: of('tcp') };
}

function planned(type: string, given: object): PlannedSource {
  const definition = (liveSources as { [type: string]: LiveSourceDefinition })[type]!;
  return { type, options: definition.schema.parse(given) };
}
