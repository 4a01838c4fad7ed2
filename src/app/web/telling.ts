import type { IncidentCard } from '../../core/api-home.ts';
import type { ToldMessage } from '../../core/daily-report.ts';
import { type Incident, incidentRank } from '../../core/incident.ts';
import { Silenced, silences } from '../../core/judgement.ts';
import type { Rate } from '../../core/option-values.ts';
import { count, duration } from '../../core/words.ts';
import { type BudgetState, budgetState } from '../../incidents/budget-state.ts';
import { pageLine } from '../../incidents/page-line.ts';
import type { WebParts } from './parts.ts';

type Telling = IncidentCard['told'];

const DAY = 86_400_000;
const LOOKED_BACK = 30 * DAY;
const MOST_JUDGED = 5000;

/** What became of telling people of incidents, as far as the store says; of one moment, to be asked about several. */
export class Tellings {
  readonly #parts: WebParts;
  readonly #budget: BudgetState | null;
  readonly #withheld: ReadonlySet<string>;
  /** Messages by the ids of the incidents that they tell of, in order. */
  readonly #told = new Map<string, ToldMessage[]>();
  readonly #pages: readonly ToldMessage[];
  #silenced: ReadonlyMap<string, number> | null = null;
  #hushed: Silenced | null = null;
  #line: number | null = null;

  /** @param since epoch ms: messages of before are not known to it */
  constructor(parts: WebParts, since = parts.now() - LOOKED_BACK) {
    this.#parts = parts;
    this.#budget = savedBudget(parts);
    this.#withheld = new Set(this.#budget?.withheld);
    const messages = parts.store.told.between(since, Number.MAX_SAFE_INTEGER);
    for (const message of messages) {
      for (const id of message.incidents) {
        const known = this.#told.get(id);
        if (known === undefined) this.#told.set(id, [message]);
        else known.push(message);
      }
    }
    this.#pages = messages.filter(({ kind }) => kind === 'page');
  }

  /** Pages of the time that the budget is for. */
  used(): { used: number; of: number; perMs: number; words: string } {
    const { rate } = this.#parts.config.budget;
    const { count: of, perMs } = wholeRate(rate);
    const now = this.#parts.now();
    const within = (time: number) => now - time < perMs && time <= now + perMs;
    const [, left = []] = this.#budget?.left.find(([team]) => team === '') ?? [];
    // Messages are known at once, and the state of the budget with the next snapshot; without a channel only it.
    const used = Math.max(left.filter(within).length, this.#pages.filter(({ at }) => within(at)).length);
    const term = perMs === DAY ? 'today' : `in ${duration(perMs)}`;
    return { used, of, perMs, words: `${used} of ${of} ${term}` };
  }

  /** Messages that told of an incident, in order. */
  messages({ id, aliases }: Pick<Incident, 'id' | 'aliases'>): ToldMessage[] {
    const all = [id, ...aliases].flatMap((one) => this.#told.get(one) ?? []);
    return all.length < 2 ? all : [...new Set(all)].sort((a, b) => a.at - b.at);
  }

  of(incident: Incident): Telling {
    const told = this.messages(incident);
    const page = told.find(({ kind }) => kind === 'page');
    if (page !== undefined) return { state: 'paged', at: page.at, words: pageWords(page) };
    const saved = this.#pagedAs(incident);
    if (saved !== null && saved === incident.id)
      return { state: 'paged', at: null, words: 'people were paged' };
    const [first] = told;
    if (saved !== null || first !== undefined) {
      const words =
        first?.kind === 'digest' ? 'in a digest' : 'told with another that began at the same time';
      return { state: first?.kind === 'digest' ? 'digest' : 'joined', at: first?.at ?? null, words };
    }
    if (incident.verdict !== null || this.#isHushed(incident)) return hushedWords(incident);
    const silenced = this.#hidden().get(incident.id);
    if (silenced !== undefined) return { state: 'silenced', at: silenced, words: 'not told: it is silenced' };
    if (this.#withheld.has(incident.id)) {
      const { count: of } = wholeRate(this.#parts.config.budget.rate);
      const words = `not told at once: ${count(of, 'page')} of the budget are for what ranks higher; it is in the digest`;
      return { state: 'digest', at: null, words };
    }
    const below = !incident.page && incidentRank(incident) < this.#pageLine();
    return {
      ...{ state: 'below', at: null },
      words: below ? 'nobody was told: it is not worth interrupting anybody' : 'nobody was told',
    };
  }

  #pagedAs({ id, aliases }: Incident): string | null {
    const paged = this.#budget?.paged ?? [];
    const [, one] = paged.find(([of]) => of === id || aliases.includes(of)) ?? [];
    return one === undefined ? null : aliases.includes(one.key) ? id : one.key;
  }

  #isHushed(incident: Incident): boolean {
    const now = this.#parts.now();
    this.#hushed ??= new Silenced(
      this.#parts.store.judgements
        .list(MOST_JUDGED)
        .filter((one) => silences(one, now))
        .flatMap(({ scopes }) => scopes),
    );
    return this.#hushed.covers(incident);
  }

  #hidden(): ReadonlyMap<string, number> {
    const now = this.#parts.now();
    this.#silenced ??= new Map(
      this.#parts.store.silences
        .hidden(now - LOOKED_BACK, Number.MAX_SAFE_INTEGER)
        .map(({ incident, at }) => [incident, at]),
    );
    return this.#silenced;
  }

  #pageLine(): number {
    return (this.#line ??= pageLine(this.#parts.store.findings.span));
  }
}

function pageWords({ delivered }: ToldMessage): string {
  return delivered ? 'people were paged' : 'a page is on its way';
}

function hushedWords({ verdict }: Incident): Telling {
  if (verdict?.verdict === 'real') return { state: 'below', at: null, words: 'nobody was told' };
  const word = verdict?.verdict ?? 'noise or expected';
  return { state: 'hushed', at: null, words: `not told: people call such ones ${word}` };
}

/** Less than one a day is one in so many days. */
function wholeRate({ count: of, perMs }: Rate): Rate {
  return of > 0 && of < 1 ? { count: 1, perMs: perMs / of } : { count: Math.floor(of), perMs };
}

function savedBudget({ store }: WebParts): BudgetState | null {
  const piece = store.snapshots.piece('budget');
  try {
    return piece === null ? null : budgetState(JSON.parse(piece));
  } catch {
    // Of another version: what messages say is known all the same.
    return null;
  }
}
