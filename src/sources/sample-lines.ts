import type { Sample } from '../core/sample.ts';
import { otlpPoints } from './otlp-points.ts';
import { OtlpSeries } from './otlp-series.ts';
import { OtlpInvalid } from './otlp-values.ts';

const MOST_SERIES = 20_000;

/** What was read: points = samples + left out by reason + those that begin a counter. */
export interface SampleCounters {
  samples: number;
  /** Lines that are no request of OTLP. */
  refusedLines: number;
  /** Points that are none, out of their order, or of too many series. */
  refusedPoints: number;
}

/**
 * Samples in lines of JSON, each an ExportMetricsServiceRequest of OTLP, as a collector's file exporter writes them.
 * What the source `otlp` would make of them, on their own clock.
 */
export class SampleLines {
  readonly counters: SampleCounters = { samples: 0, refusedLines: 0, refusedPoints: 0 };
  /** Why the first thing was refused; empty while nothing was. */
  why = '';
  readonly #series = new OtlpSeries(MOST_SERIES);

  /** The samples of one line, in order of time. */
  read(line: string): Sample[] {
    const { counters } = this;
    let points: ReturnType<typeof otlpPoints>;
    try {
      points = otlpPoints(JSON.parse(line));
    } catch (error) {
      if (!(error instanceof OtlpInvalid) && !(error instanceof SyntaxError)) throw error;
      counters.refusedLines++;
      this.why ||= error instanceof SyntaxError ? 'a line is no JSON' : error.message;
      return [];
    }
    const samples: Sample[] = [];
    for (const point of points.points) {
      const refused = this.#series.add(point, point.time, (sample) => samples.push(sample));
      if (refused === null) continue;
      counters.refusedPoints++;
      this.why ||= refused.replaceAll('_', ' ');
    }
    counters.refusedPoints += points.rejected;
    this.why ||= points.why;
    counters.samples += samples.length;
    return samples.sort((a, b) => a.time - b.time);
  }
}
