/** A point that was read, or that is to come. */
export interface ForecastPointJson {
  /** RFC 3339. */
  readonly time: string;
  readonly value: number;
}

/** A point to come, with the interval it lies in. */
export interface ForecastAhead extends ForecastPointJson {
  readonly low: number;
  readonly high: number;
}

/** When a limit is likely to be reached; with 90 % between `from` and `to`. */
export interface ForecastCrossing {
  readonly from: string;
  /** Null when it may be later than was looked ahead. */
  readonly to: string | null;
  readonly likely: string;
}

/** What is to come of a series, and what it was said by. */
export interface ForecastResult {
  /** Name of the input. */
  readonly input: string;
  /** `prophet`, `ets` or `line`. */
  readonly method: string;
  /** Rows of the input; those without a time or a number are left out. */
  readonly rows: number;
  readonly leftOut: number;
  readonly history: readonly ForecastPointJson[];
  /** Share of what comes that lies within the interval. */
  readonly interval: number;
  readonly ahead: readonly ForecastAhead[];
  /** Null when none was asked for. */
  readonly limit: {
    readonly value: number;
    readonly falling: boolean;
    /** Up to when it was looked for. */
    readonly until: string;
    /** Null when there is no trend towards it. */
    readonly crossing: ForecastCrossing | null;
  } | null;
}
