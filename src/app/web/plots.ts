import type { Plot } from '../../core/api-incidents.ts';
import type { Figure, Finding } from '../../core/finding.ts';
import type { Incident } from '../../core/incident.ts';
import { quoted } from '../../core/words.ts';
import type { SeriesKind } from '../../store/series-names.ts';
import { ForecastPlots } from './forecast-plot.ts';
import type { WebParts } from './parts.ts';
import { profileOf } from './profile-plot.ts';
import { figureOf } from './steps.ts';
import { gridOf } from './timeline.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Steps of an incident that may have pictures, and pictures of all of them. */
const MOST_STEPS = 6;
const MOST_PLOTS = 8;
const COLUMNS = 90;
/** Around an incident so much is shown at least, and its length times this. */
const AROUND = HOUR;
const SHARE = 0.5;

/** What a picture is of: a kind of line, or a host, by the names that it is counted under. */
export interface Subject {
  readonly kind: SeriesKind;
  readonly names: readonly string[];
  /** `lines of this kind on all hosts`, `lines of web01`. */
  readonly words: string;
}

/** Makes the small pictures of incidents: what was expected against what came. */
export class Plots {
  readonly #parts: WebParts;
  readonly #forecasts: ForecastPlots;
  /** All ids that lines of a kind were ever stored under. */
  readonly #idsOf: (template: string) => readonly string[];

  constructor(parts: WebParts, idsOf: (template: string) => readonly string[]) {
    this.#parts = parts;
    this.#forecasts = new ForecastPlots(parts);
    this.#idsOf = idsOf;
  }

  /** Those of an incident, of its root first. */
  async of(incident: Incident): Promise<Plot[]> {
    const others = incident.findings.filter(({ id }) => id !== incident.root.id);
    const steps = [incident.root, ...others].slice(0, MOST_STEPS);
    const plots: Plot[] = [];
    const drawn = new Set<string>();
    for (const step of steps) {
      for (const finding of this.#withOthers(step)) {
        // What is a step of its own may stand beside another one, too.
        if (drawn.has(finding.id)) continue;
        drawn.add(finding.id);
        plots.push(...(await this.#plotsOf(finding)).map((plot) => ({ ...plot, finding: step.id })));
      }
    }
    const ofRoot = Number.isFinite(incident.from) ? this.#counted(incident) : [];
    return [...plots.slice(0, MOST_PLOTS - ofRoot.length), ...ofRoot];
  }

  /** A step, and what other detectors remarked about the same as they said it: numbers stand with those who counted them. */
  #withOthers(step: Finding): Finding[] {
    const { store } = this.#parts;
    return [
      step,
      ...(step.also ?? []).slice(0, MOST_STEPS).flatMap(({ id }) => store.findings.get(id)?.finding ?? []),
    ];
  }

  async #plotsOf(finding: Finding): Promise<Plot[]> {
    const { figure, figures, detector } = finding;
    const forecast = detector === 'forecast' ? await this.#forecasts.of(finding) : null;
    return [
      ...(figure === undefined ? [] : [figurePlot(finding, figure)]),
      ...(figures === undefined ? [] : [featuresPlot(finding, figures)]),
      ...(forecast === null ? [] : [forecast]),
    ];
  }

  #counted(incident: Incident): Plot[] {
    const subjects = this.#subjectsOf(incident.root);
    const [subject] = subjects;
    if (subject === undefined) return [];
    // Of a kind of line that never came before its host may tell what is usual.
    const profile = subjects.reduce<Plot | null>(
      (made, one) => made ?? profileOf(this.#parts, incident, one),
      null,
    );
    const lines = this.#lines(incident, subject);
    return [profile, lines].filter((plot) => plot !== null);
  }

  /** Lines around an incident; null where none were counted. */
  #lines({ root, from, to }: Incident, { kind, names, words }: Subject): Plot | null {
    const around = Math.max(AROUND, SHARE * (to - from));
    const now = this.#parts.now();
    const range = { from: from - 2 * around, to: Math.min(Math.max(now, to + 1), to + around) };
    const grid = gridOf(range, COLUMNS, now);
    const { rollups } = this.#parts.store;
    const lines = rollups.query({ kind, names, width: grid.bucket, from: grid.from, to: grid.to });
    const counts = joined(lines.counts, grid.width / grid.bucket);
    if (counts.every((n) => n === 0)) return null;
    return {
      ...{ kind: 'lines', title: words, finding: root.id, unit: 'lines' },
      ...{ from: grid.from, width: grid.width, counts, focus: { from, to } },
    };
  }

  /** What the lines of a finding are counted under, the nearest first. */
  #subjectsOf({ about }: Finding): Subject[] {
    const { template, host } = about;
    const words = 'lines of this kind, on all hosts';
    return [
      ...(template === undefined ? [] : [{ kind: 'template' as const, names: this.#idsOf(template), words }]),
      ...(host === undefined
        ? []
        : [{ kind: 'host' as const, names: [host], words: `all lines of ${quoted(host)}` }]),
    ];
  }
}

function figurePlot({ id, because }: Finding, figure: Figure): Plot {
  return { kind: 'figure', title: because, finding: id, ...figureOf(figure) };
}

function featuresPlot({ id, about, evidence }: Finding, figures: readonly Figure[]): Plot {
  const rows = figures.map(({ label, usual: [low, high], typical, seen }) => {
    return { name: label, low, typical, high, seen, odd: seen < low || seen > high };
  });
  // How far out of its range something is, in widths of it.
  const out = ({ low, high, seen }: (typeof rows)[number]) =>
    Math.max(low - seen, seen - high, 0) / Math.max(high - low, Math.abs(high) * 0.1, 1);
  const of = about.host === undefined ? 'all hosts together' : quoted(about.host);
  const lines = evidence.length > 0 ? ' as it was at its oddest' : '';
  return {
    ...{ kind: 'features', title: `A minute of ${of}${lines}`, finding: id },
    rows: rows.sort((a, b) => out(b) - out(a)),
  };
}

function joined(counts: readonly number[], each: number): number[] {
  const sums = new Array<number>(Math.ceil(counts.length / each)).fill(0);
  for (const [i, n] of counts.entries()) sums[Math.floor(i / each)]! += n;
  return sums;
}
