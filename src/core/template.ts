/** A kind of line, as the miner knows it. */
export interface Template {
  /** Hash of the current text; when the text is generalised the old id becomes an alias of the new template. */
  readonly id: string;
  /** Literal words and `<*>` for slots: `Failed password for <*> from <*> port <*>`. */
  readonly text: string;
  /** Number of `<*>` in `text`. */
  readonly slotCount: number;
  /** The template that replaced this one when it was generalised, null while it is current. */
  readonly successor: Template | null;
  /** What the profiles learnt of this kind of line; null before its first line was profiled. */
  profile: TemplateProfile | null;
}

/** What is read of a profile by detectors and reports. Times in epoch ms. */
export interface TemplateProfile {
  /** Lines learnt. */
  readonly count: number;
  /** Bit k is set when the template occurred in segment k of the log (two-pass scan). */
  readonly segments: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly slots: readonly SlotProfile[];
}

/** A variable place of a template. */
export interface SlotProfile {
  /** Distinct values so far; stops growing where the slot became high in cardinality. */
  readonly distinct: number;
  readonly highCardinality: boolean;
}

/**
 * Something a profile had not seen before.
 * `template`: the kind of line itself · `value`: a new value in a slot of few values · `facet`: a new property of
 * a slot's values (inside/outside, /24 prefix, port class, …) · `host`, `app`: a kind of line from a new place.
 */
export type First =
  | { readonly kind: 'template' }
  | {
      readonly kind: 'value';
      readonly slot: number;
      readonly value: string;
      readonly known: readonly string[];
    }
  | {
      readonly kind: 'facet';
      readonly slot: number;
      readonly facet: string;
      readonly value: string;
      readonly example: string;
      readonly known: readonly string[];
    }
  | { readonly kind: 'host'; readonly host: string; readonly known: number };
