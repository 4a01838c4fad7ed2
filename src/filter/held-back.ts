import type { Event } from '../core/event.ts';
import { gravityOf } from '../core/gravity.ts';
import type { CompiledRule } from './compiled-rule.ts';

const MOST_ENTRIES = 1000;
const LONGEST_EXAMPLE = 500;

/** A kind of line that a drop rule held back, or let through because it has expired. */
export interface HeldBack {
  readonly rule: string;
  readonly outcome: 'held back' | 'let through';
  /** Text of the kind of line; its first line where kinds are not known. */
  readonly kind: string;
  /** First line of it. */
  readonly example: string;
  /** How bad that line reads, 0–1. */
  readonly gravity: number;
  lines: number;
}

/** What would have been shown but for the rules: by rule and kind of line, up to a cap. */
export class HeldBackList {
  readonly #byRule = new Map<CompiledRule, Map<string, HeldBack>>();
  #entries = 0;
  /** Lines beyond the cap. */
  other = 0;

  add(rule: CompiledRule, event: Event, outcome: HeldBack['outcome']): void {
    let kinds = this.#byRule.get(rule);
    if (kinds === undefined) {
      kinds = new Map();
      this.#byRule.set(rule, kinds);
    }
    const id = event.template?.id ?? '';
    const known = kinds.get(id);
    if (known !== undefined && known.outcome === outcome) known.lines++;
    else if (this.#entries >= MOST_ENTRIES) this.other++;
    else {
      const { message } = event;
      const gravity = gravityOf(event.severity, message);
      const example = message.slice(0, LONGEST_EXAMPLE);
      const kind = event.template?.text ?? example;
      this.#entries++;
      kinds.set(known === undefined ? id : `${id} ${outcome}`, {
        ...{ rule: rule.rule.id, outcome, kind, example, gravity },
        lines: 1,
      });
    }
  }

  /** The gravest first, then the commonest. */
  list(): HeldBack[] {
    return [...this.#byRule.values()]
      .flatMap((kinds) => [...kinds.values()])
      .sort((a, b) => b.gravity - a.gravity || b.lines - a.lines || (a.kind < b.kind ? -1 : 1));
  }

  clear(): void {
    this.#byRule.clear();
    this.#entries = 0;
    this.other = 0;
  }
}
