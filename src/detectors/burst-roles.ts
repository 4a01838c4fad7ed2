import type { Event } from '../core/event.ts';
import type { Template } from '../core/template.ts';
import { isBeforeUser, isForFrom } from './user-slots.ts';

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
const ADDRESS =
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){3,7}(?![\w:])/i;

/** Templates whose roles are remembered; others are looked at again. */
const PLACES = 1 << 14;

/** Roles of kinds of line; what they say is decided once for each, at its first event. */
export class Roles {
  /** By the last digits of a template's number: whose role is known, and which it is. */
  readonly #templates = new Array<Template | null>(PLACES).fill(null);
  readonly #roles = new Array<Role | null>(PLACES).fill(null);

  /** The role of the event's template; null for most lines. */
  of(event: Event): Role | null {
    const template = event.template!;
    const place = template.index & (PLACES - 1);
    if (this.#templates[place] === template) return this.#roles[place]!;
    const role = roleOf(event, template);
    this.#templates[place] = template;
    this.#roles[place] = role;
    return role;
  }
}

/** The address within a slot's value, without port and interface; the whole value when it holds none. */
export function actorName(value: string): string {
  // Of digits and dots alone there is no part to be found.
  if (value.length <= 15 && isDotted(value)) return value;
  return (ADDRESS.exec(value)?.[0] ?? value).slice(0, 120);
}

function isDotted(value: string): boolean {
  for (let i = 0; i < value.length; i++) {
    const c = value.charCodeAt(i);
    if (c !== 46 && (c < 48 || c > 57)) return false;
  }
  return true;
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
    else if (user < 0 && (isBeforeUser(before[slot]!) || isForFrom(before, slot))) user = slot;
    else if (address < 0 && ADDRESS.test(event.slotText(slot))) address = slot;
  }
  if (source < 0) source = address;
  if (source >= 0) return { kind, actor: source, source: true, user };
  return user < 0 ? null : { kind, actor: user, source: false, user: -1 };
}
