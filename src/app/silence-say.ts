import { type Silence, silenceOf, silenceSchema } from '../alerts/silences.ts';
import { LogsiftError } from '../core/errors.ts';
import { writeBeside } from '../store/write-beside.ts';
import type { Config } from './config-schema.ts';
import { type ListedSilence, silenceList } from './silence-list.ts';

/** A silence as it would stand in a configuration, with its meaning. */
export interface WrittenSilence {
  readonly silence: Silence;
  readonly written: object;
}

/**
 * Checks a silence as a person wrote it (`now`: epoch ms). Throws USAGE; `flagOf` says how the place of a mistake is
 * called where it was written.
 */
export function checkedSilence(
  written: object,
  now: number,
  flagOf: (key: string) => string = (key) => `\`${key}\``,
): WrittenSilence {
  const parsed = silenceSchema.safeParse(written);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    const [key = 'match'] = path;
    const place = key === 'match' ? String(path[1] ?? '') : String(key);
    throw usage(`${place === '' ? 'the silence' : flagOf(place)} ${message}`);
  }
  const silence = silenceOf(parsed.data);
  if (silence.until <= now) throw usage('the silence is over already; wanted an end to come');
  return { silence, written };
}

/** Keeps a silence in a state folder; false when that very one is there. */
export function saveSilence({ silence, written }: WrittenSilence, folder: string, now: number): boolean {
  const { id, until } = silence;
  return writeBeside(
    folder,
    () => now,
    ({ silences }) => silences.add({ id, made: now, until, written: JSON.stringify(written) }),
  );
}

/** Ends the silence that a person means by the beginning of its id. Throws USAGE for what is none, or cannot be ended. */
export function endSilence(
  typed: string,
  config: Config,
  { by, now }: { readonly by: string; readonly now: number },
): ListedSilence {
  const done = writeBeside(
    config.state.folder,
    () => now,
    ({ silences }) => {
      const all = silenceList(config, silences, now).filter(({ id }) => id.startsWith(typed.toLowerCase()));
      const [found, other] = all;
      if (found === undefined) throw usage(`there is no silence ${typed}; see logsift silence list`);
      if (other !== undefined) throw usage(`${typed} may be several silences: type more of it`);
      if (found.configured)
        throw usage(`${typed} stands in the configuration: take it out there, then: logsift reload`);
      return silences.expire(found.id, { at: now, by }) ? found : null;
    },
  );
  if (done === null) throw usage(`${typed} is over already; see logsift silence list --all`);
  return done;
}

function usage(message: string): LogsiftError {
  return new LogsiftError('USAGE', message);
}
