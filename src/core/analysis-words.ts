import type { AdvisedAction, Analysis } from './analysis.ts';

/** An action in one line: what, why, and the command as text. */
export function actionWords({ what, reason, command }: AdvisedAction): string {
  const why = reason === '' ? '' : ` – ${reason}`;
  return `${what}${why}${command === undefined ? '' : `: ${command}`}`;
}

/** Whose words an explanation is in. */
export function authorWords({ by }: Pick<Analysis, 'by'>): string {
  return by.kind === 'model' ? `Explained by ${by.model}, which may be wrong` : 'Explained by logsift itself';
}
