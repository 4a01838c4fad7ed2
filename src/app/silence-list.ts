import type { Match } from '../alerts/match.ts';
import { type Silence, silenceOf, silenceState } from '../alerts/silences.ts';
import { duration } from '../core/words.ts';
import type { HiddenIncident, SilenceStore } from '../store/silences.ts';
import type { Config } from './config-schema.ts';
import { storedSilence } from './silences-now.ts';

/** A silence with all that is known of it. Times in epoch ms. */
export interface ListedSilence extends Pick<Silence, 'id' | 'owner' | 'reason' | 'from' | 'until'> {
  readonly state: ReturnType<typeof silenceState>;
  /** What it is about, in words. */
  readonly about: string;
  /** When it comes again, in words; null for one that comes once. */
  readonly again: string | null;
  readonly configured: boolean;
  readonly endedBy: string | null;
  readonly hidden: number;
  /** The latest of that. */
  readonly wouldHaveShown: readonly HiddenIncident[];
}

const SHOWN = 20;

/** The silences of a configuration and of a state folder as they stand at a time, with what they kept from being told. */
export function silenceList(config: Config, store: SilenceStore | null, now: number): ListedSilence[] {
  const hidden = Map.groupBy(store?.hidden(0, Number.MAX_SAFE_INTEGER) ?? [], ({ silence }) => silence);
  const listed = (silence: Silence, how: { configured: boolean; endedBy: string | null }): ListedSilence => {
    const { id, owner, reason, from, until } = silence;
    const all = hidden.get(id) ?? [];
    return {
      ...{
        id,
        state: silenceState(silence, now),
        about: matchWords(silence.match),
        owner,
        reason,
        from,
        until,
      },
      ...{ again: againWords(silence), ...how, hidden: all.length, wouldHaveShown: all.slice(-SHOWN) },
    };
  };
  const made = (store?.list() ?? []).flatMap((stored) => {
    const silence = storedSilence(stored);
    return silence === null ? [] : [listed(silence, { configured: false, endedBy: stored.expiredBy })];
  });
  const written = config.silences.map((one) => listed(silenceOf(one), { configured: true, endedBy: null }));
  return [...written, ...made];
}

/** `host sw-core, app sshd or cron`. */
export function matchWords(match: Match): string {
  const { severity, labels = {}, ...rest } = match;
  return [
    ...Object.entries({ ...rest, ...labels }).flatMap(([key, values]) =>
      values === undefined
        ? []
        : [`${key} ${values.slice(0, 5).join(' or ')}${values.length > 5 ? ' …' : ''}`],
    ),
    ...(severity === undefined ? [] : [`${severity} and above`]),
  ].join(', ');
}

function againWords({ cron, for: lasts, timezone }: Silence): string | null {
  return cron === undefined || lasts === undefined ? null : `${cron} for ${duration(lasts)} (${timezone})`;
}
