/** A kind of line, as the miner knows it. */
export interface Template {
  /**
   * Its number, in order of creation from 0 and never given twice, so that what is kept of templates can stand in an
   * array. One that takes the place of others has a number of its own.
   */
  readonly index: number;
  /** Hash of the current text; when the text is generalised the old id becomes an alias of the new template. */
  readonly id: string;
  /** Literal words and `<*>` for slots: `Failed password for <*> from <*> port <*>`. */
  readonly text: string;
  /** Number of `<*>` in `text`. */
  readonly slotCount: number;
  /** The template that replaced this one when it was generalised, null while it is current. */
  readonly successor: Template | null;
  /** In two passes, whose lines are all known: the kind of line that says the same in other words since an upgrade. */
  readonly rewordedAs?: Template | null;
  /** What the profiles learnt of this kind of line; null before its first line was profiled. */
  profile: TemplateProfile | null;
}

/** In two passes the kind of line that says the same in the latest words; itself mostly. */
export function inLatestWords(template: Template): Template {
  let latest = template;
  while (latest.rewordedAs != null) latest = latest.rewordedAs;
  return latest;
}

/** What is read of a profile by detectors and reports. Times in epoch ms. */
export interface TemplateProfile {
  /** Lines learnt. */
  readonly count: number;
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly slots: readonly SlotProfile[];
  /** Lines learnt outside of a segment (two-pass scan); all lines when it is −1. */
  countOutside(segment: number): number;
}

/** A variable place of a template. */
export interface SlotProfile {
  /** Distinct values so far; stops growing where the slot became high in cardinality. */
  readonly distinct: number;
  readonly highCardinality: boolean;
  /**
   * A number that stands for a facet (see `First`) of the value at `[start, end)`, the same for all values that share
   * it; NaN where the slot has no such facet, or the value none.
   */
  facetKey(facet: string, bytes: Buffer, start: number, end: number): number;
}

/** How often something new came in the same place before: the base rate a first is judged against. */
export interface FirstRate {
  /** Looks: lines of the template that were learnt (outside of the judged segment). */
  readonly looks: number;
  /** Things seen on one occasion only (Good's N₁): the more there are, the less a further one says. */
  readonly singles: number;
  /** Commonest things known there, as examples. */
  readonly known: readonly string[];
  /** Distinct things known there. */
  readonly distinct: number;
}

/**
 * Something a profile had not seen before.
 * `template`: the kind of line itself · `value`: a new value in a slot of few values · `facet`: a new property of
 * a slot's values (inside/outside, network, port class, folder) · `host`: a known kind of line from a new host.
 */
export type First =
  | { readonly kind: 'template' }
  | {
      readonly kind: 'value';
      readonly slot: number;
      readonly value: string;
      /** All values of the slot are numbers, so that one more may be a measurement and not a name. */
      readonly numeric: boolean;
      readonly rate: FirstRate;
    }
  | {
      readonly kind: 'facet';
      readonly slot: number;
      readonly facet: string;
      readonly value: string;
      /** The slot's value that has this facet. */
      readonly example: string;
      readonly rate: FirstRate;
    }
  | { readonly kind: 'host'; readonly host: string; readonly rate: FirstRate };

/** Byte ranges, in an event's `text`, of the values of its template's slots. */
export interface SlotSpans {
  readonly slotStart: Int32Array;
  readonly slotEnd: Int32Array;
}
