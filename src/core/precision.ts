/** How many of the pages that people judged were real. */
export interface Share {
  readonly judged: number;
  readonly real: number;
  /** Between which shares (0–1) the true one lies with 95 %. */
  readonly interval: readonly [low: number, high: number];
}

/** What people said of the pages of a time. */
export interface Precision {
  readonly pages: number;
  readonly all: Share;
  /** By the detector of the root, those with the most judged pages first. */
  readonly detectors: readonly (Share & { readonly detector: string })[];
  /** Times at which people said that something was missed. */
  readonly missed: number;
}
