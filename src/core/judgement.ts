import { type Finding, PAGE_LINE, rank } from './finding.ts';
import type { Incident, Verdict } from './incident.ts';
import { matterOf } from './incident-signature.ts';

/** What a verdict is about: a matter, and of whom; null for what names none. */
export interface Scope {
  /** See `matterOf`. */
  readonly matter: string;
  readonly host: string | null;
  readonly actor: string | null;
  /** Of whomever. */
  readonly wide: boolean;
}

/** What a person said, as it is kept: never changed, only taken back, so that it can be audited. */
export interface Judgement extends Verdict {
  /** A running number. */
  readonly id: number;
  /** Who said it: a user of the system, or through which channel. */
  readonly by: string;
  /** Id of the incident; null for `missed`. */
  readonly incident: string | null;
  /** It holds for every host and actor. */
  readonly wide: boolean;
  readonly scopes: readonly Scope[];
  /** Epoch ms at which it was taken back; null while it stands. */
  readonly takenBack: number | null;
  /** Of something that was missed: when it was (epoch ms), where, and a line that should have been told of. */
  readonly missed?: { readonly at: number; readonly host?: string; readonly line?: string };
}

/** What a verdict on an incident is about: each of its matters on its own host, or, `wide`, on any. */
export function scopesOf({ findings }: Pick<Incident, 'findings'>, wide: boolean): Scope[] {
  const scopes = new Map<string, Scope>();
  for (const finding of findings) {
    const { host = null, actor = null } = finding.about;
    const of = wide ? { host: null, actor: null } : { host, actor };
    const scope = { matter: matterOf(finding), ...of, wide };
    scopes.set(JSON.stringify(scope), scope);
  }
  return [...scopes.values()];
}

/** Whether a judgement keeps things from being told at a time (epoch ms). */
export function silences({ verdict, until, takenBack }: Judgement, now: number): boolean {
  if (verdict !== 'noise' && verdict !== 'expected') return false;
  return takenBack === null && (until === null || now < until);
}

/** Which matters are not to be told of. */
export class Silenced {
  readonly #resolve: (matter: string) => string;
  /** Scopes by matter. */
  readonly #scopes = new Map<string, Scope[]>();

  /** @param resolve the id that an older one of a kind of line stands for now */
  constructor(scopes: Iterable<Scope>, resolve: (matter: string) => string = (matter) => matter) {
    this.#resolve = resolve;
    for (const scope of scopes) {
      const matter = resolve(scope.matter);
      const known = this.#scopes.get(matter);
      if (known === undefined) this.#scopes.set(matter, [scope]);
      else known.push(scope);
    }
  }

  /**
   * Whether nothing of an incident deserves to be told: everything in it that reaches the page line, or its root where
   * nothing does, is a matter that was called noise or expected. Something else beside it is told.
   */
  covers({ root, findings, moreFindings }: Pick<Incident, 'root' | 'findings' | 'moreFindings'>): boolean {
    // Of findings that were only counted nobody can say what they are.
    if (this.#scopes.size === 0 || moreFindings > 0) return false;
    const loud = findings.filter((finding) => rank(finding) >= PAGE_LINE);
    return [root, ...loud].every((finding) => this.#coversFinding(finding));
  }

  #coversFinding(finding: Finding): boolean {
    const { host = null, actor = null } = finding.about;
    const scopes = this.#scopes.get(this.#resolve(matterOf(finding))) ?? [];
    return scopes.some((scope) => scope.wide || (scope.host === host && scope.actor === actor));
  }
}
