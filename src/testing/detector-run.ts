import type { Detector, DetectorDefinition, Phase } from '../core/detector.ts';
import type { Event } from '../core/event.ts';
import type { Finding } from '../core/finding.ts';
import { seededRandom } from '../kit/random.ts';
import { RememberedFits } from './remembered-fits.ts';

/** A detector with what surrounds it in the engine: phase, seeded chance, the clock's ticks, emitted findings. */
export class DetectorRun {
  readonly detector: Detector;
  readonly phase: Phase = { learning: true, reporting: true, segment: -1 };
  /** Everything emitted since the last `take`, repeated versions of a finding included. */
  #emitted: Finding[] = [];
  #second = Number.NaN;

  /** @param random shared with another run when that one is continued here */
  constructor(definition: DetectorDefinition, random: () => number = seededRandom(1)) {
    this.detector = definition.create({
      phase: this.phase,
      emit: (finding) => this.#emitted.push(finding),
      random,
      fits: new RememberedFits(),
    });
  }

  /** Hands over events with the ticks between them, as the engine does. */
  observe(events: readonly Event[]): void {
    for (const event of events) {
      const second = Math.floor(event.received / 1000);
      // One tick for a gap, however long: what must happen at a time happens when the time has passed.
      if (second > this.#second) this.detector.tick(second * 1000);
      if (!(second <= this.#second)) this.#second = second;
      this.detector.observe(event);
    }
  }

  /** First pass of two: everything is learnt, in tenths, and nothing is wanted yet. */
  learn(events: readonly Event[]): void {
    Object.assign(this.phase, { learning: true, reporting: false });
    this.#tenths(events);
  }

  /** Second pass of two: each tenth is judged by the rest, nothing is learnt. */
  judge(events: readonly Event[]): Finding[] {
    Object.assign(this.phase, { learning: false, reporting: true });
    this.#second = Number.NaN;
    this.detector.learned();
    this.#tenths(events);
    return this.finish();
  }

  /** Ends the input; findings since the last `take`. */
  finish(): Finding[] {
    this.detector.finish();
    return this.take();
  }

  /** Takes over where another run stands, by way of its snapshot as JSON. */
  resume(other: DetectorRun): void {
    this.#second = other.#second;
    Object.assign(this.phase, other.phase);
    this.detector.restore(JSON.parse(JSON.stringify(other.detector.snapshot())));
  }

  /** Findings since the last call, in order of emission. */
  take(): Finding[] {
    const taken = this.#emitted;
    this.#emitted = [];
    return taken;
  }

  #tenths(events: readonly Event[]): void {
    for (let segment = 0; segment < 10; segment++) {
      this.phase.segment = segment;
      const at = (k: number) => Math.floor((events.length * k) / 10);
      this.observe(events.slice(at(segment), at(segment + 1)));
    }
  }
}

/** What is wrong with the shape of a finding; empty when nothing is. */
export function faultsOf(finding: Finding, detector: string): string[] {
  const { about, evidence, because } = finding;
  // What is quoted of the log may hold sentences of its own.
  const words = because.replaceAll(/"[^"]*"|“[^”]*”|«[^»]*»|'[^']*'|`[^`]*`/g, '""');
  const faults: (readonly [boolean, string])[] = [
    [finding.id.length > 0, 'id is empty'],
    [finding.detector === detector, `detector is "${finding.detector}"`],
    [Object.values(about).some((value) => typeof value === 'string'), 'about names nothing'],
    [Number.isNaN(finding.from) === Number.isNaN(finding.to), 'only one of from and to is a time'],
    [!(finding.to < finding.from), 'to is before from'],
    [finding.count >= 1 && Number.isFinite(finding.count), `count is ${finding.count}`],
    [finding.surprise >= 0 && Number.isFinite(finding.surprise), `surprise is ${finding.surprise}`],
    [Number.isFinite(finding.rawSurprise), `rawSurprise is ${finding.rawSurprise}`],
    [finding.gravity >= 0 && finding.gravity <= 1, `gravity is ${finding.gravity}`],
    [evidence.length >= 1, 'there is no evidence'],
    [evidence.length <= 10, `${evidence.length} pieces of evidence, more than 10`],
    [evidence.every(({ text }) => text.length <= 65_536), 'evidence longer than 64 KiB'],
    [because.trim() !== '' && because === because.trim(), 'because is empty or padded'],
    [!/[\r\n]/.test(because), 'because has more than one line'],
    [!/[.!?]\s+\p{Lu}/u.test(words), 'because has more than one sentence'],
    ...(['expected', 'seen', 'maturity'] as const).map(
      (key) => [finding[key].trim() !== '', `${key} is empty`] as const,
    ),
  ];
  return faults.filter(([holds]) => !holds).map(([, fault]) => fault);
}
