/** What the words of a kind of line say, for `TemplateFlags`: it reads like an error, for lines without a severity. */
export const READS_BAD = 1;
/** Somebody was refused. */
export const AUTH_FAILURE = 2;
export const LINK_DOWN = 4;

const BAD =
  /\b(errors?|fail(ed|ure|ures|ing|s)?|denied|refused|unreachable|panic|fatal|critical|timed? ?out|exceptions?|abort(ed)?|corrupt(ed|ion)?|segfault)\b/i;
const AUTH =
  /\b(authenticat\w*|auth|log-?[io]n|password|user|publickey|credentials?|access|permission|pam_unix\S*|sudo|session|\w*LOGIN\w*)\b/i;
const REFUSED =
  /\b(fail(ed|ure|ures)?|invalid|denied|rejected|refused|incorrect|illegal|unknown user|wrong|not allowed|\w*_?FAILED)\b/i;
const LINK =
  /\b(link|line ?protocol|interface|carrier|ports?|nic|uplink|\w*UPDOWN|eth\w*|neighbo(u)?r|peer)\b/i;
const DOWN = /\b(down|lost|no carrier|not ready|flapp(ed|ing)|unplugged)\b/i;

/** What the text of a template says. */
export function kindOf(text: string): number {
  const bad = BAD.test(text) ? READS_BAD : 0;
  const authFailure = AUTH.test(text) && REFUSED.test(text) ? AUTH_FAILURE : 0;
  return bad | authFailure | (LINK.test(text) && DOWN.test(text) ? LINK_DOWN : 0);
}
