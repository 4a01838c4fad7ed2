import { silenceOf, silenceSchema } from '../alerts/silences.ts';
import type { ActionPlan } from '../core/action.ts';
import type { Incident } from '../core/incident.ts';
import type { Message, MessageAction } from '../core/notifier.ts';
import { moment } from '../core/when.ts';
import { linkKey } from '../links/key.ts';
import type { PageWords } from '../links/page.ts';
import { LINK_PATH, LinkPages } from '../links/pages.ts';
import { type LinkAction, type LinkClaim, signed } from '../links/token.ts';
import type { Store } from '../store/store.ts';
import { ToldView } from '../store/told.ts';
import { UsedLinkStore } from '../store/used-links.ts';
import type { Channel } from './channel-sender.ts';
import { effectOf, saveVerdict, USUAL_TERM } from './judge.ts';
import type { Remediation } from './remediation.ts';

export interface LinksOptions {
  /** Where people reach the daemon's HTTP server, without a slash at the end. */
  readonly publicUrl: string;
  readonly store: Store;
  readonly remediation: Pick<Remediation, 'offersFor' | 'tick'>;
  /** The wall clock, epoch ms. */
  now(): number;
  readonly timeZone?: string | undefined;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SILENCE = 4 * HOUR;
/** Ms for which a link holds; what acts on machines the shortest. */
const HOLDS: Readonly<Record<LinkAction, number>> = {
  ...{ ack: DAY, real: 7 * DAY, noise: 7 * DAY, expected: 7 * DAY },
  ...{ silence: DAY, approve: 4 * HOUR },
};
const LABELS: Readonly<Record<Exclude<LinkAction, 'approve'>, string>> = {
  ...{ ack: 'Take it up', real: 'Real', noise: 'Noise', expected: 'Expected', silence: 'Silence for 4 h' },
};
const LONGEST = 8 * DAY;

/** Signed links to what can be done about an incident: they are put into messages, and their pages are served. */
export class Links {
  readonly pages: LinkPages;
  readonly #options: LinksOptions;
  readonly #key: Buffer;
  readonly #used: UsedLinkStore;

  /** Throws STATE_FILE when there is no key to sign with. */
  constructor(options: LinksOptions) {
    const { store, now } = options;
    this.#options = options;
    this.#key = linkKey(store.folder);
    this.#used = new UsedLinkStore(store.state);
    this.pages = new LinkPages({
      ...{ key: this.#key, now },
      question: (claim) => this.#question(claim),
      act: (claim, mark) => this.#act(claim, mark),
      isUsed: (mark) => this.#used.has(mark),
    });
  }

  /** A channel whose messages carry links. */
  linked<Of extends Channel>(channel: Of): Of {
    const { notifier, name } = channel;
    return {
      ...channel,
      notifier: {
        ...(notifier.follows === undefined ? {} : { follows: notifier.follows }),
        render: (message) => notifier.render(message),
        deliver: (message, how) => notifier.deliver(this.withLinks(message, name), how),
      },
    };
  }

  /** A message about incidents with a link to the story of the first, and about one with what can be done about it; any other as it is. Each try has the same links. */
  withLinks(given: Message, channel: string): Message {
    const [told] = given.incidents ?? [];
    const message =
      told === undefined ? given : { ...given, link: `${this.#options.publicUrl}/incident/${told}` };
    const [finding, ...others] = message.findings;
    const asks = message.kind === 'page' || message.kind === 'update' || message.kind === 'ack';
    if (!asks || finding === undefined || others.length > 0) return message;
    const incident = this.#options.store.incidents.get(finding.id);
    if (incident === null) return message;
    const link = (action: LinkAction, label: string, detail = ''): MessageAction => {
      const expires = message.time + HOLDS[action];
      const token = signed({ action, incident: incident.id, expires, channel, detail }, this.#key);
      return { label, url: `${this.#options.publicUrl}${LINK_PATH}${token}` };
    };
    const usual = (['ack', 'real', 'noise', 'expected', 'silence'] as const)
      .filter((action) => action !== 'silence' || incident.hosts.length > 0)
      .filter((action) => action !== 'ack' || message.kind !== 'ack')
      .map((action) => link(action, LABELS[action]));
    const offers = this.#options.remediation
      .offersFor(incident)
      .map((plan) => link('approve', `Do: ${plan.playbook}`, plan.id));
    return { ...message, actions: [...usual, ...offers] };
  }

  #question(claim: LinkClaim): PageWords | null {
    const incident = this.#options.store.incidents.get(claim.incident);
    if (incident === null) return null;
    const about = incident.headline;
    const lines = incident.root.evidence.slice(0, 3).map(({ text }) => text.slice(0, 1000));
    switch (claim.action) {
      case 'ack':
        return {
          ...{ title: 'Take this up?', about, lines, button: 'I take it up' },
          sentences: ['Nobody else is called then, and those who were told are told that somebody has it.'],
        };
      case 'real':
        return { ...{ title: 'Was it real?', about, lines, button: 'It was real' }, sentences: [] };
      case 'noise':
      case 'expected': {
        const sentences = [
          `What is like it ${onHosts(incident)} is not told again for ${USUAL_TERM[claim.action] / DAY} days.`,
        ];
        const title = claim.action === 'noise' ? 'Was it noise?' : 'Was it expected?';
        return { ...{ title, about, lines, sentences }, button: `It was ${claim.action}` };
      }
      case 'silence':
        return {
          ...{ title: 'Silence this for 4 hours?', about, button: 'Silence it' },
          sentences: [`Nothing ${onHosts(incident)} is told for 4 hours. What still lasts then is.`],
        };
      case 'approve': {
        const plan = this.#planOf(incident, claim);
        if (plan === null) return null;
        const shown = plan.values.flatMap((one) => (one.shown === '' ? [] : [one.shown]));
        return {
          ...{ title: 'Do this?', about, button: plan.dryRun ? 'Note it (dry run)' : 'Do it' },
          sentences: [`${plan.playbook}: ${plan.describe}. The command, and what its values are from:`],
          lines: [plan.argv.join(' '), ...shown],
        };
      }
    }
  }

  #act(claim: LinkClaim, mark: string): PageWords | 'used' | null {
    const { store, now, remediation } = this.#options;
    const incident = store.incidents.get(claim.incident);
    const at = now();
    if (incident === null || (claim.action === 'approve' && this.#planOf(incident, claim) === null))
      return null;
    const written = store.write('links', () => {
      if (!this.#used.use(mark, { at, until: at - LONGEST })) return 'used' as const;
      return this.#done(incident, claim, at);
    });
    if (!written.ok)
      return { title: 'It could not be stored just now', sentences: ['Nothing was done. Try again.'] };
    remediation.tick();
    return written.value;
  }

  #done(incident: Incident, claim: LinkClaim, now: number): PageWords {
    const { store, timeZone } = this.#options;
    const about = incident.headline;
    const by = `link sent to ${claim.channel}`;
    switch (claim.action) {
      case 'ack':
        store.acknowledgements.add({ incident: incident.id, at: now, by, note: null });
        return { title: 'It is yours', about, sentences: ['Nobody else is called.'] };
      case 'real':
      case 'noise':
      case 'expected': {
        const until = claim.action === 'real' ? null : now + USUAL_TERM[claim.action];
        const saying = { incident, verdict: claim.action, until, wide: false, by };
        const { real } = effectOf(
          saying,
          { incidents: store.incidents, told: new ToldView(store.state) },
          now,
        );
        if (real.length > 0) {
          const sentences = [
            `It would have kept back ${real.length} that was called real. Say it on the machine: logsift verdict ${incident.id.slice(0, 8)} ${claim.action} --force`,
          ];
          return { title: 'Nothing was saved', about, sentences };
        }
        saveVerdict(saying, store, now);
        const how = until === null ? [] : [`What is like it is not told until ${moment(until, timeZone)}.`];
        return { title: `It is marked ${claim.action}`, about, sentences: how };
      }
      case 'silence': {
        const until = now + SILENCE;
        const written = {
          match: { host: incident.hosts.slice(0, 1000) },
          ...{ owner: by, reason: about.slice(0, 500) },
          ...{ from: new Date(now).toISOString(), until: new Date(until).toISOString() },
        };
        const { id } = silenceOf(silenceSchema.parse(written));
        store.silences.add({ id, made: now, until, written: JSON.stringify(written) });
        return { title: 'It is silenced', about, sentences: [`Until ${moment(until, timeZone)}.`] };
      }
      case 'approve': {
        const plan = this.#planOf(incident, claim)!;
        const standing = store.actions.approve(plan, { by, now });
        const sentences = [
          standing === null ? 'It is done within a second or two.' : `It is ${standing} already.`,
        ];
        return {
          title: plan.describe,
          about,
          sentences: [...sentences, 'What became of it: logsift playbook log'],
        };
      }
    }
  }

  /** What was offered, if it still would be. */
  #planOf(incident: Incident, { detail }: LinkClaim): ActionPlan | null {
    return this.#options.remediation.offersFor(incident).find(({ id }) => id === detail) ?? null;
  }
}

function onHosts({ hosts }: Incident): string {
  if (hosts.length === 0) return 'of the same kind';
  return `on ${hosts.slice(0, 3).join(', ')}${hosts.length > 3 ? ` and ${hosts.length - 3} more` : ''}`;
}
