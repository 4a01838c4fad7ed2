import type { Template } from '../core/template.ts';

/** What the words of a kind of line say, decided once for all its lines. */
export interface LineKind {
  /** Reads like an error, for lines that carry no severity. */
  readonly bad: boolean;
  readonly authFailure: boolean;
  readonly linkDown: boolean;
}

const MAX_KINDS = 50_000;

const BAD =
  /\b(errors?|fail(ed|ure|ures|ing|s)?|denied|refused|unreachable|panic|fatal|critical|timed? ?out|exceptions?|abort(ed)?|corrupt(ed|ion)?|segfault)\b/i;
const AUTH =
  /\b(authenticat\w*|auth|log-?[io]n|password|user|publickey|credentials?|access|permission|pam_unix\S*|sudo|session|\w*LOGIN\w*)\b/i;
const REFUSED =
  /\b(fail(ed|ure|ures)?|invalid|denied|rejected|refused|incorrect|illegal|unknown user|wrong|not allowed|\w*_?FAILED)\b/i;
const LINK =
  /\b(link|line ?protocol|interface|carrier|ports?|nic|uplink|\w*UPDOWN|eth\w*|neighbo(u)?r|peer)\b/i;
const DOWN = /\b(down|lost|no carrier|not ready|flapp(ed|ing)|unplugged)\b/i;

/** What the words say of each kind of line; forgets everything when it has become too much, as it can be found again. */
export class LineKinds {
  #kinds = new Map<Template, LineKind>();
  #last: Template | null = null;
  #lastKind: LineKind = kindOf('');

  of(template: Template): LineKind {
    if (template === this.#last) return this.#lastKind;
    let kind = this.#kinds.get(template);
    if (kind === undefined) {
      kind = kindOf(template.text);
      if (this.#kinds.size >= MAX_KINDS) this.#kinds.clear();
      this.#kinds.set(template, kind);
    }
    this.#last = template;
    this.#lastKind = kind;
    return kind;
  }
}

/** What the text of a template says. */
function kindOf(text: string): LineKind {
  return {
    bad: BAD.test(text),
    authFailure: AUTH.test(text) && REFUSED.test(text),
    linkDown: LINK.test(text) && DOWN.test(text),
  };
}
