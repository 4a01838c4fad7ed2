import type { Finding } from '../core/finding.ts';
import { matterOf } from '../core/incident-signature.ts';
import type { Judgement, Scope } from '../core/judgement.ts';

/** What is taken off a rank at most: as much as a hundred times likelier. */
const MOST = 2;

/** What people said of matters in the past, as far as it says what such a finding is worth. */
export class VerdictHistory {
  readonly #resolve: (matter: string) => string;
  /** By matter: whose it was, and whether it was real. */
  readonly #said = new Map<string, (Pick<Scope, 'host' | 'actor' | 'wide'> & { readonly real: boolean })[]>();

  /**
   * @param judgements that stand, run out or not; those that say what is real or noise count
   * @param resolve the id that an older one of a kind of line stands for now
   */
  constructor(
    judgements: Iterable<Pick<Judgement, 'verdict' | 'scopes'>>,
    resolve = (matter: string) => matter,
  ) {
    this.#resolve = resolve;
    for (const { verdict, scopes } of judgements) {
      if (verdict !== 'real' && verdict !== 'noise') continue;
      for (const { matter, host, actor, wide } of scopes) {
        const key = resolve(matter);
        const one = { host, actor, wide, real: verdict === 'real' };
        const known = this.#said.get(key);
        if (known === undefined) this.#said.set(key, [one]);
        else known.push(one);
      }
    }
  }

  /**
   * How much less surprising a finding is than its lines alone say, 0–2: by the share of its like, of the same host and
   * actor, that turned out real (Jeffreys' prior: of one that was noise, a quarter), as log10. What was never judged, or
   * real as often as not, keeps all of it.
   */
  lowers(finding: Pick<Finding, 'detector' | 'about'>): number {
    const said = this.#said.get(this.#resolve(matterOf(finding)));
    if (said === undefined) return 0;
    const { host = null, actor = null } = finding.about;
    let [real, noise] = [0, 0];
    for (const one of said) {
      if (!one.wide && (one.host !== host || one.actor !== actor)) continue;
      if (one.real) real++;
      else noise++;
    }
    const share = (real + 0.5) / (real + noise + 1);
    return Math.min(MOST, Math.max(0, Math.log10(0.5 / share)));
  }
}
