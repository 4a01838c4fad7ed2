import type { Deed } from '../../core/api-incidents.ts';
import type { ToldMessage } from '../../core/daily-report.ts';
import type { Incident } from '../../core/incident.ts';
import type { Judgement } from '../../core/judgement.ts';
import { verdictWords } from '../../core/verdict-words.ts';
import { storedSilence } from '../silences-now.ts';
import type { WebParts } from './parts.ts';
import { ticketChannels } from './tickets.ts';

const MOST_SAID = 5000;
const MOST_NOTES = 1000;
const MOST_DEEDS = 200;
const WORDS = { page: 'people were paged', escalation: 'somebody else was called', digest: 'in a digest' };

/** What people did and said about an incident, and what they were told, the latest first. */
export function deedsOf(parts: WebParts, incident: Incident, told: readonly ToldMessage[]): Deed[] {
  const ids = new Set([incident.id, ...incident.aliases]);
  const deeds = [
    ...toldDeeds(told),
    ...acknowledgements(parts, ids),
    ...judgements(parts, ids),
    ...silences(parts, ids),
    ...actions(parts, ids),
    ...tickets(parts, ids),
  ];
  return deeds.sort((a, b) => b.at - a.at).slice(0, MOST_DEEDS);
}

type Ids = ReadonlySet<string>;

function toldDeeds(told: readonly ToldMessage[]): Deed[] {
  return told.map(({ at, kind, headline, delivered }) => {
    const words = kind === 'update' ? headline : WORDS[kind];
    return { at, by: 'logsift', what: 'told', words: delivered ? words : `${words} (on its way)` };
  });
}

function acknowledgements({ store }: WebParts, ids: Ids): Deed[] {
  return store.acknowledgements
    .list(MOST_SAID)
    .filter(({ incident }) => ids.has(incident))
    .map(({ at, by, note }) => {
      return { at, by, what: 'ack', words: note === null ? 'took it up' : `took it up: ${note}` };
    });
}

function judgements({ store, now }: WebParts, ids: Ids): Deed[] {
  const at = now();
  return store.judgements
    .list(MOST_SAID)
    .filter(({ incident }) => incident !== null && ids.has(incident))
    .flatMap((one): Deed[] => [
      { at: one.at, by: one.by, what: 'verdict', words: saidWords(one, at) },
      // Whose word it was that took it back is not kept: where it is another verdict, that one says.
      ...(one.takenBack === null
        ? []
        : [
            { at: one.takenBack, by: '', what: 'take-back' as const, words: `${one.verdict} was taken back` },
          ]),
    ]);
}

function saidWords(one: Judgement, now: number): string {
  return `called it ${verdictWords(one, now)}${one.wide ? ' (wherever it comes)' : ''}`;
}

function silences({ store, now }: WebParts, ids: Ids): Deed[] {
  const hidden = store.silences
    .hidden(now() - 400 * 86_400_000, Number.MAX_SAFE_INTEGER)
    .filter(({ incident }) => ids.has(incident));
  if (hidden.length === 0) return [];
  const made = new Map(store.silences.list().map((one) => [one.id, storedSilence(one)]));
  return hidden.map(({ silence, at }) => {
    const of = made.get(silence);
    return {
      ...{ at, by: of?.owner ?? 'the configuration', what: 'silence' as const },
      words: of == null ? 'not told: it is silenced' : `not told: silenced (${of.reason})`,
    };
  });
}

function actions({ store }: WebParts, ids: Ids): Deed[] {
  const known = new Map(
    [...ids].flatMap((incident) =>
      store.actions.list({ incident, limit: MOST_NOTES }).map((action) => [action.id, action] as const),
    ),
  );
  if (known.size === 0) return [];
  return store.actions.notes(MOST_NOTES).flatMap(({ at, action, state, by, detail }): Deed[] => {
    const of = known.get(action);
    if (of === undefined) return [];
    const what = of.takesBack === null ? of.playbook : `taking back ${of.playbook}`;
    const how = state === 'approved' ? `approved ${what}` : `${what}: ${detail === '' ? state : detail}`;
    return [{ at, by, what: 'action', words: how }];
  });
}

function tickets({ config, store }: WebParts, ids: Ids): Deed[] {
  const channels = ticketChannels(config);
  if (channels.length === 0) return [];
  return store.tickets.of([...ids], channels).map(({ channel, at, by, reference }) => ({
    ...{ at, by: by ?? 'logsift', what: 'ticket' as const },
    words: `opened a ticket at ${channel}${reference === null ? '' : ` (${reference})`}`,
  }));
}
