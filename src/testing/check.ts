/**
 * One promise of a contract, as data: a test runner of any kind runs it, and it throws when the promise is broken.
 * The contracts of this folder are lists of these, so that authors of outside components can run them too.
 */
export interface Check {
  /** The promise, as a sentence that reads well in a test report. */
  readonly name: string;
  run(): void | Promise<void>;
}
