import type { ApiSilence } from '../../core/api-home.ts';
import { type ListedSilence, silenceList } from '../silence-list.ts';
import type { WebParts } from './parts.ts';

/** Silences as the page is told of them: those that hold now, the first to end first, then those to come, then the rest. */
export function silencesOf(
  { config, store, now }: WebParts,
  { over }: { readonly over: boolean },
): ApiSilence[] {
  const order = { active: 0, waiting: 1, over: 2 } as const;
  return silenceList(config, store.silences, now())
    .filter(({ state }) => over || state !== 'over')
    .sort((a, b) => order[a.state] - order[b.state] || a.until - b.until)
    .map(silenceAnswerOf);
}

/** A silence as the page is told of it. */
export function silenceAnswerOf(silence: ListedSilence): ApiSilence {
  const { id, state, about, owner, reason, from, until, again, configured, endedBy, hidden } = silence;
  return {
    ...{ id, state, about, owner, reason, from, until, again, configured, endedBy, hidden },
    wouldHaveShown: silence.wouldHaveShown.map(({ incident, at, headline }) => ({ incident, at, headline })),
  };
}
