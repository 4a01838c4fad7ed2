/** Where lines come from. One object per input, shared by all of its events. */
export interface Origin {
  /** Name of the source: `file`, `stdin`, `journal`, … */
  readonly source: string;
  /** Path as the user gave it or as it was found, when the input is a file. */
  readonly file: string | null;
  /** Stable identity of the input for event ids: a file's fingerprint, `stdin`, `journal`. */
  readonly identity: string;
  /**
   * Of a file: the name of its log, and its first bytes, at most 1 KiB, one character each. Lines that lie within them
   * are known by what of the file had been written with them, so that their ids stay when the file grows. Need not be
   * there for lines further behind.
   */
  readonly beginning?: { readonly name: string; readonly text: string };
  /**
   * Epoch ms against which times without a year are resolved: a file's mtime (or a date in its name), the
   * wall clock for live input.
   */
  readonly referenceTime: number;
}
