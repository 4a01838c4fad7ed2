import { incidentPrompt } from '../analyst/prompt.ts';
import { Redactor } from '../analyst/redact.ts';
import { tokensOf } from '../analyst/spend.ts';
import type { Incident } from '../core/incident.ts';
import type { StoreView } from '../store/store.ts';
import { analystSources, nonceOf, pseudonymKey } from './analyst-of.ts';
import { analystView } from './analyst-view.ts';
import type { Config } from './config-schema.ts';

/** What a model would be asked about an incident, to the letter but for the words that mark where data begins. */
export interface ShownPrompt {
  readonly version: string;
  readonly system: string;
  readonly user: string;
  readonly schema: { readonly [key: string]: unknown } | null;
  readonly maxTokens: number;
  /** About how many it is. */
  readonly tokens: number;
  /** A sentence for each kind of thing that did not fit. */
  readonly leftOut: readonly string[];
  /** What was taken out of it, by kind. */
  readonly cut: { readonly [kind: string]: number };
  readonly renamed: { readonly [kind: string]: number };
}

/** The question about an incident, as it would be sent now; asks nobody, and wants no key. */
export async function shownPrompt(
  incident: Incident,
  { config, store }: { readonly config: Config; readonly store: StoreView },
  now: number,
): Promise<ShownPrompt> {
  const view = await analystView(incident, analystSources(config, store), now);
  const redactor = new Redactor({
    privacy: config.analyst?.privacy ?? 'pseudonyms',
    ...{ known: view.known, key: pseudonymKey(config.state.folder) },
  });
  const { prompt, version, leftOut } = incidentPrompt(view, { redactor, nonce: nonceOf() });
  const { system, user, schema = null, maxTokens } = prompt;
  const { secrets, names } = redactor.counts;
  return {
    ...{ version, system, user, schema, maxTokens, leftOut },
    tokens: tokensOf(system) + tokensOf(user) + tokensOf(schema === null ? '' : JSON.stringify(schema)),
    ...{ cut: Object.fromEntries(secrets), renamed: Object.fromEntries(names) },
  };
}
