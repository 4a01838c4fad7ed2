import { misfit, subjectOfIncident } from '../../alerts/match.ts';
import type {
  DoneAnswer,
  SilenceAnswer,
  SilenceBody,
  VerdictAnswer,
  VerdictBody,
} from '../../core/api-actions.ts';
import { LogsiftError } from '../../core/errors.ts';
import type { Incident } from '../../core/incident.ts';
import { moment } from '../../core/when.ts';
import { isHeld, writeBeside } from '../../store/write-beside.ts';
import { effectOf, effectWords, saidWords, saveVerdict, sayingOf, takeBackVerdict } from '../judge.ts';
import { Playbooks } from '../playbooks.ts';
import { matchWords } from '../silence-list.ts';
import { checkedSilence, endSilence, saveSilence } from '../silence-say.ts';
import type { WebParts } from './parts.ts';
import { askForTicket } from './tickets.ts';

const DAYS = 30;
const MOST_COVERED = 50;
const MOST_OPEN = 10_000;

/** What people do about incidents over the dashboard, as the commands do it: beside the daemon, in one transaction each. */
export class WebActions {
  readonly #parts: WebParts;

  constructor(parts: WebParts) {
    this.#parts = parts;
  }

  acknowledge({ id }: Incident, by: string, note: string | undefined): DoneAnswer {
    const at = this.#parts.now();
    this.#write(({ acknowledgements }) => acknowledgements.add({ incident: id, at, by, note: note ?? null }));
    return { done: true, words: `${by} has taken it up; nobody else is called` };
  }

  /** Its effect, and unless only that is wanted the verdict itself. Throws USAGE for an end that cannot be. */
  judge(
    incident: Incident,
    { verdict, wide = false, force = false, note, until }: VerdictBody,
    { by, dryRun }: { readonly by: string; readonly dryRun: boolean },
  ): VerdictAnswer {
    const now = this.#parts.now();
    const saying = sayingOf(
      {
        ...{ incident, verdict, wide, by },
        ...(until === undefined ? {} : { until }),
        ...(note === undefined ? {} : { note: oneLine(note) }),
      },
      now,
    );
    const effect = effectOf(saying, this.#parts.store, now);
    const wantsForce = effect.real.length > 0 && !force;
    const saved = !dryRun && !wantsForce;
    if (saved) this.#write((state) => saveVerdict(saying, state, now));
    return {
      ...{ saved, verdict, until: saying.until, wide, wantsForce },
      effect: {
        ...{ days: DAYS, pages: effect.pages, removed: effect.removed },
        real: effect.real.map(({ id, headline }) => ({ id, headline })),
        words: effectWords(effect),
      },
      words: saved ? saidWords(saying) : '',
    };
  }

  takeBack({ id }: Incident): DoneAnswer {
    const now = this.#parts.now();
    const done = this.#write((state) => takeBackVerdict(id, state, now));
    return { done, words: done ? 'it is taken back, and told again' : 'nothing was said of it' };
  }

  /** Keeps a silence, or only says what it would be about. Throws USAGE where it cannot be. */
  silence(
    { match, reason, from, until }: SilenceBody,
    { by, dryRun }: { readonly by: string; readonly dryRun: boolean },
  ): SilenceAnswer {
    const now = this.#parts.now();
    const { config, topology, store } = this.#parts;
    const written = {
      ...{ match, owner: by, reason: oneLine(reason), from: iso(from ?? now), until: iso(until) },
      timezone: config.timezone ?? 'UTC',
    };
    const checked = checkedSilence(written, now);
    const { silence } = checked;
    const view = { topology, quantity: 'every', withAncestors: true } as const;
    const covers = store.incidents
      .list({ state: 'open', limit: MOST_OPEN })
      .filter((one) => misfit(silence.match, subjectOfIncident(one), view) === null)
      .slice(0, MOST_COVERED)
      .map(({ id, headline }) => ({ id, headline }));
    const saved = !dryRun && saveSilence(checked, config.state.folder, now);
    const about = matchWords(silence.match);
    return { id: silence.id, saved, about, from: silence.from, until: silence.until, covers };
  }

  /** Throws USAGE where it is none, or over, or stands in the configuration. */
  endSilence(id: string, by: string): DoneAnswer {
    const { config, now } = this.#parts;
    const { about } = endSilence(id, config, { by, now: now() });
    return { done: true, words: `${about} is told again` };
  }

  openTicket(
    incident: Incident,
    asked: { readonly channel: string; readonly by: string; readonly note?: string | undefined },
  ): DoneAnswer {
    const done = askForTicket(this.#parts, incident, asked);
    const words = done
      ? `a ticket is opened at ${asked.channel} within seconds`
      : 'there is a ticket already';
    return { done, words };
  }

  /**
   * Says yes to what was offered, as it was shown, or takes it back. Throws USAGE where nobody would offer it any more,
   * NOT_RUNNING where nobody would do it.
   */
  approve(
    incident: Incident,
    {
      action,
      undo = false,
      by,
    }: { readonly action: string; readonly undo?: boolean | undefined; readonly by: string },
  ): DoneAnswer {
    const { config, store, now } = this.#parts;
    const word = { by, now: now() };
    const plan = undo ? null : planOf(this.#parts, incident, action);
    const ids = [incident.id, ...incident.aliases];
    const known = store.actions.get(action);
    if (undo && (known === null || !ids.includes(known.incident)))
      throw new LogsiftError('USAGE', 'nothing of that kind was done about this incident');
    if (!isHeld(config.state.folder))
      throw new LogsiftError(
        'NOT_RUNNING',
        'There is no running logsift that would do it. Start it: logsift run',
      );
    const standing = this.#write(({ actions }) =>
      plan === null ? actions.undo(action, word) : actions.approve(plan, word),
    );
    if (standing === 'none') throw new LogsiftError('USAGE', 'nothing takes it back');
    return standing === null
      ? { done: true, words: `asked for at ${moment(word.now, config.timezone)}; it is done within seconds` }
      : { done: false, words: `it is not asked for again: it is ${standing}` };
  }

  #write<T>(work: Parameters<typeof writeBeside<T>>[2]): T {
    const { config, now } = this.#parts;
    return writeBeside(config.state.folder, now, work);
  }
}

/** What was shown, if it would be offered still: another command is another action. */
function planOf({ config }: WebParts, incident: Incident, action: string) {
  const plan = new Playbooks(config)
    .answers(incident)
    .flatMap(({ planned }) => (planned?.ok === true ? [planned.plan] : []))
    .find(({ id }) => id === action);
  if (plan !== undefined) return plan;
  throw new LogsiftError(
    'USAGE',
    'it would not be offered any more, or be another command: look at it again',
  );
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function iso(time: number): string {
  if (Math.abs(time) <= 8.64e15) return new Date(time).toISOString();
  throw new LogsiftError('USAGE', 'wanted a time; got one beyond all calendars');
}
