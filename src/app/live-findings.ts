import { compareFindings, type Finding } from '../core/finding.ts';
import { mergedFindings } from './merged-findings.ts';

/** Findings that were last touched longer ago than this are not joined with new ones. */
const RECENT = 6 * 3_600_000;
const MOST = 10_000;

/** What detectors remark while they go on remarking: keeps the latest versions, and says which stories changed. */
export class LiveFindings {
  readonly #recent = new Map<string, Finding>();
  #changed = new Set<string>();
  /** Findings that were forgotten because of the cap, before their time. */
  overCap = 0;

  take(finding: Finding): void {
    // Behind all others: the least recently touched is the first.
    this.#recent.delete(finding.id);
    this.#recent.set(finding.id, finding);
    this.#changed.add(finding.id);
    if (this.#recent.size <= MOST) return;
    const oldest = this.#recent.keys().next().value!;
    this.#recent.delete(oldest);
    this.overCap++;
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /**
   * What changed since it was last asked for: the findings as they were remarked, to be kept, and the stories they
   * are in, as they are shown.
   *
   * @param at epoch ms of the engine's clock
   * @param span ms of history that was seen
   */
  changes(at: number, span: number): { remarked: Finding[]; stories: Finding[] } {
    for (const [id, { to }] of this.#recent) if (to < at - RECENT) this.#recent.delete(id);
    const remarked = [...this.#changed].flatMap((id) => this.#recent.get(id) ?? []);
    const changed = this.#changed;
    this.#changed = new Set();
    if (remarked.length === 0) return { remarked, stories: [] };
    const stories = mergedFindings(this.#recent.values(), span).filter((story) => touches(story, changed));
    return { remarked, stories: stories.sort(compareFindings) };
  }

  /** Latest versions, for a snapshot. */
  saved(): Finding[] {
    return [...this.#recent.values()];
  }

  restore(findings: readonly Finding[]): void {
    for (const finding of findings) this.#recent.set(finding.id, finding);
  }
}

function touches(story: Finding, changed: ReadonlySet<string>): boolean {
  return changed.has(story.id) || (story.also ?? []).some(({ id }) => changed.has(id));
}
