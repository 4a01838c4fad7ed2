import type { Template, TemplateProfile } from '../core/template.ts';
import { hashText } from '../kit/hash.ts';
import { hasMark, textOf } from './tokens.ts';

/** What a template is beside its text; all are part of a snapshot. */
export interface TemplateKind {
  readonly generalised?: boolean;
  readonly catchAll?: boolean;
  readonly variety?: number;
}

/** A kind of line as the miner found it. */
export class MinedTemplate implements Template {
  readonly index: number;
  readonly tokens: readonly string[];
  readonly text: string;
  readonly slotCount: number;
  /** Some slot was found by comparing lines, so that words may stand where it is. */
  readonly generalised: boolean;
  /** Takes the place of many templates because a cap was reached; its last slot is the rest of the line. */
  readonly catchAll: boolean;
  /** Different lines that a slot found by comparing made members of this template. */
  variety: number;
  profile: TemplateProfile | null = null;
  #id: string | null = null;
  #successor: MinedTemplate | null = null;
  #reworded = false;
  #rewordedAs: MinedTemplate | null = null;

  constructor(index: number, tokens: readonly string[], kind: TemplateKind = {}) {
    this.index = index;
    this.tokens = tokens;
    this.text = textOf(tokens);
    this.slotCount = tokens.reduce((n, token) => (hasMark(token) ? n + 1 : n), 0);
    this.generalised = kind.generalised ?? false;
    this.catchAll = kind.catchAll ?? false;
    this.variety = kind.variety ?? 0;
  }

  get id(): string {
    this.#id ??= hashText(this.text);
    return this.#id;
  }

  get successor(): MinedTemplate | null {
    return this.#successor;
  }

  /** Its successor says the same in other words, so that its own lines do not fit the successor's text. */
  get reworded(): boolean {
    return this.#reworded;
  }

  get rewordedAs(): MinedTemplate | null {
    return this.#rewordedAs;
  }

  /** Another says the same since; both remain what lines are of, and neither was new. */
  rewordAs(latest: MinedTemplate): void {
    if (latest.#rewordedAs === null) this.#rewordedAs = latest;
  }

  /** Marks this template as replaced, by a more general one or by other words; only the miner does. */
  replaceBy(successor: MinedTemplate, reworded = false): void {
    this.#successor = successor;
    this.#reworded = reworded;
  }

  /** The template that stands for this one today. */
  get current(): MinedTemplate {
    let template: MinedTemplate = this;
    while (template.#successor !== null) template = template.#successor;
    return template;
  }
}
