/** What a model says of times to come, in the units of the series. */
export interface ForecastModel {
  readonly method: 'prophet' | 'ets' | 'line';
  /** The most likely value at each time. */
  readonly values: Float64Array;
  /** Standard deviation of what is seen about it, at each time. */
  readonly spread: Float64Array;
  /** How the trend has changed, and will go on to; null for models whose spread holds it already. */
  readonly changes: TrendChanges | null;
}

/** Changes of slope as Prophet takes them to go on: as often, and as large, as they were (Taylor & Letham 2018, 3.1.4). */
export interface TrendChanges {
  /** Changes for each length of the history. */
  readonly rate: number;
  /** Mean size of a change: value for each length of the history. */
  readonly size: number;
  /** Each time to come, in lengths of the history after its end. */
  readonly ahead: Float64Array;
}
