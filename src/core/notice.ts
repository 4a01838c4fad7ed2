/**
 * Something about logsift itself that a person or a monitor should know; never about what the logs say.
 * - `gap`: lines were lost, or may have been · `trouble`: something does not work · `recovered`: it works again
 * - `overload`: lines are being dropped or held back · `info`: worth a line in our own log, nobody need be told
 */
export interface Notice {
  readonly kind: 'gap' | 'trouble' | 'recovered' | 'overload' | 'info';
  /** What it is about, stable, so that `recovered` ends the `trouble` of the same name: `file:/var/log/syslog`. */
  readonly about: string;
  /** One sentence. */
  readonly text: string;
  /** Epoch ms of the wall clock. */
  readonly time: number;
  /** Lines (messages) lost, where they could be counted. */
  readonly lost?: number;
}
