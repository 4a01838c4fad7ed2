import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';

/** What a kind of line tells of an actor. */
export interface Role {
  readonly kind: 'failure' | 'success';
  /** Slot that names where it came from, or who; an address is preferred. */
  readonly actor: number;
  /** The actor is an address or a machine, not a user. */
  readonly source: boolean;
  /** Slot of the user who was tried, −1 when there is none or it is the actor. */
  readonly user: number;
}

const FAILURE =
  /\b(fail(s|ed|ure|ures|ing)?|denied|deny|refused|invalid|reject(ed|s)?|unauthori[sz]ed|incorrect|not allowed|illegal|bad|blocked|wrong|lock(ed)? ?out)\b/i;
const SUCCESS =
  /\b(accepted|succe(ss|eded|ssful|ssfully)|logged[ -]?(in|on)|opened|granted|authenticated|login ok)\b/i;
const BEFORE_SOURCE =
  /(?:\b(?:from|r?host|src|source|srcip|client|peer|remote|addr|address|ip)\b[\s:=[("']*)$/i;
const BEFORE_USER =
  /(?:\b(?:user|users|username|account|acct|login|(?:password|failure|failed|failures|publickey|accepted) for)\b[\s:=[("']*)$/i;
const ADDRESS =
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}(?![\w:])/i;

const MAX_TEMPLATES = 20_000;

/** Roles of kinds of line; what they say is decided once for each, at its first event. */
export class Roles {
  readonly #roles = new Map<Template, Role | null>();

  /** The role of the event's template; null for most lines. */
  of(event: Event): Role | null {
    const template = event.template!;
    const known = this.#roles.get(template);
    if (known !== undefined) return known;
    const role = roleOf(event, template);
    // Templates that were generalised stay in the map until it is full; their roles are found anew.
    if (this.#roles.size >= MAX_TEMPLATES) this.#roles.clear();
    this.#roles.set(template, role);
    return role;
  }
}

/** The address within a slot's value, without port and interface; the whole value when it holds none. */
export function actorName(value: string): string {
  return (ADDRESS.exec(value)?.[0] ?? value).slice(0, 120);
}

/** `Accepted <*> for <*> from <*>`: who, between `for` and `from`. */
function isForFrom(before: readonly string[], slot: number): boolean {
  return /\bfor $/i.test(before[slot]!) && /^ from $/i.test(before[slot + 1] ?? '');
}

function roleOf(event: Event, { text, slotCount }: Template): Role | null {
  const kind = FAILURE.test(text) ? 'failure' : SUCCESS.test(text) ? 'success' : null;
  if (kind === null || slotCount === 0) return null;
  const before = text.split('<*>');
  let source = -1;
  let address = -1;
  let user = -1;
  for (let slot = 0; slot < slotCount; slot++) {
    if (source < 0 && BEFORE_SOURCE.test(before[slot]!)) source = slot;
    else if (user < 0 && (BEFORE_USER.test(before[slot]!) || isForFrom(before, slot))) user = slot;
    else if (address < 0 && ADDRESS.test(event.slotText(slot))) address = slot;
  }
  if (source < 0) source = address;
  if (source >= 0) return { kind, actor: source, source: true, user };
  return user < 0 ? null : { kind, actor: user, source: false, user: -1 };
}
