/** What is done by a route, in words. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['POST /login', 'signed in'],
  ['POST /logout', 'signed out'],
  ['POST /password', 'changed the password'],
  ['POST /incidents/:id/ack', 'acknowledged an incident'],
  ['POST /incidents/:id/verdict', 'judged an incident'],
  ['DELETE /incidents/:id/verdict', 'took back a verdict'],
  ['POST /incidents/:id/ticket', 'opened a ticket'],
  ['POST /incidents/:id/approve', 'approved a remediation'],
  ['POST /silences', 'silenced something'],
  ['DELETE /silences/:id', 'ended a silence'],
  ['POST /models/retrain', 'had models learnt anew'],
  ['POST /models/rollback', 'went back to a version of a model'],
  ['POST /review', 'began a review'],
  ['POST /review/labels', 'reviewed lines'],
  ['POST /filter/try', 'tried a rule'],
  ['POST /settings/receivers/test', 'tested a receiver'],
  ['POST /settings/backtest', 'began a backtest'],
  ['DELETE /settings/backtest', 'stopped a backtest'],
  ['POST /tokens', 'made a token'],
  ['DELETE /tokens/:id', 'revoked a token'],
]);

/** `judged an incident` for `POST /incidents/:id/verdict`; what has no words as it stands. */
export function deedWords(what: string): string {
  return WORDS.get(what) ?? what;
}
