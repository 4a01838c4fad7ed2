/** A value that a number should not reach, as people set it. */
export interface Limit {
  /** Name of the number, or a pattern in which `*` stands for anything. */
  readonly metric: string;
  /** Of its host; of all when absent. */
  readonly host?: string | undefined;
  readonly at: number;
  /** It is reached from above. */
  readonly falling: boolean;
}
