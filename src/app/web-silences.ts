import type { ApiSilence } from '../core/api-home.ts';
import type { ListedSilence } from './silence-list.ts';

/** A silence as the page is told of it. */
export function silenceAnswerOf(silence: ListedSilence): ApiSilence {
  const { id, state, about, owner, reason, from, until, again, configured, endedBy, hidden } = silence;
  return {
    ...{ id, state, about, owner, reason, from, until, again, configured, endedBy, hidden },
    wouldHaveShown: silence.wouldHaveShown.map(({ incident, at, headline }) => ({ incident, at, headline })),
  };
}
