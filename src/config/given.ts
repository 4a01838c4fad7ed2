/** What was written somewhere, with the place of every part: `logsift.yaml:3:5`, `LOGSIFT_HTTP__LISTEN`, `--set`. */
export type Given = GivenMap | GivenList | GivenScalar;

export interface GivenMap {
  readonly kind: 'map';
  readonly at: string;
  readonly entries: ReadonlyMap<string, GivenEntry>;
}

export interface GivenEntry {
  readonly keyAt: string;
  readonly value: Given;
}

export interface GivenList {
  readonly kind: 'list';
  readonly at: string;
  readonly items: readonly Given[];
}

export interface GivenScalar {
  readonly kind: 'scalar';
  readonly at: string;
  readonly value: string | number | boolean | null;
  /** As it stands in the text, where that differs: `${TOKEN}`, `0x10`. */
  readonly written?: string;
}

/** Keys that mean something to JavaScript and nothing to anybody else. */
export const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Steps from the root to a part. */
export type Path = readonly (string | number)[];

/** A map without entries, for a layer that says nothing. */
export function nothingGiven(at: string): GivenMap {
  return { kind: 'map', at, entries: new Map() };
}

/** `sources.0.paths`, as messages and tables show it. */
export function dotted(path: Path): string {
  return path.join('.');
}

/**
 * The upper layer over the lower one: maps are merged key by key, lists and single values are replaced whole. A key
 * with nothing behind it says nothing. `KEY_file` in the upper layer takes the place of `KEY` in the lower one.
 */
export function overlay(lower: Given, upper: Given): Given {
  if (upper.kind === 'scalar' && upper.value === null) return lower;
  if (lower.kind !== 'map' || upper.kind !== 'map') return upper;
  const entries = new Map(lower.entries);
  for (const [key, entry] of upper.entries) {
    const before = entries.get(key);
    if (entry.value.kind !== 'scalar' || entry.value.value !== null) {
      entries.delete(key.endsWith('_file') ? key.slice(0, -'_file'.length) : `${key}_file`);
    }
    entries.set(key, before === undefined ? entry : { ...entry, value: overlay(before.value, entry.value) });
  }
  return { kind: 'map', at: upper.at, entries };
}

/** The same with every scalar replaced. */
export function mapScalars(
  given: Given,
  change: (scalar: GivenScalar, path: Path) => GivenScalar,
  path: Path = [],
): Given {
  switch (given.kind) {
    case 'scalar':
      return change(given, path);
    case 'list':
      return { ...given, items: given.items.map((item, i) => mapScalars(item, change, [...path, i])) };
    case 'map': {
      const entries = [...given.entries].map(
        ([key, entry]) =>
          [key, { ...entry, value: mapScalars(entry.value, change, [...path, key]) }] as const,
      );
      return { ...given, entries: new Map(entries) };
    }
  }
}

/** As plain values, without keys that have nothing behind them. Maps have no prototype. */
export function plain(given: Given): unknown {
  switch (given.kind) {
    case 'scalar':
      return given.value;
    case 'list':
      return given.items.map(plain);
    case 'map': {
      const object = Object.create(null) as Record<string, unknown>;
      for (const [key, { value }] of given.entries) {
        if (value.kind !== 'scalar' || value.value !== null) object[key] = plain(value);
      }
      return object;
    }
  }
}

/** Plain values as something given, all of it in one place. */
export function givenOf(value: unknown, at: string): Given {
  if (Array.isArray(value)) return { kind: 'list', at, items: value.map((item) => givenOf(item, at)) };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => [key, { keyAt: at, value: givenOf(inner, at) }] as const);
    return { kind: 'map', at, entries: new Map(entries) };
  }
  return { kind: 'scalar', at, value: value as GivenScalar['value'] };
}

/** What stands at a path, null when nothing does. */
export function partAt(given: Given, path: Path): Given | null {
  let part: Given | undefined = given;
  for (const step of path) {
    if (part?.kind === 'map') part = part.entries.get(String(step))?.value;
    else if (part?.kind === 'list') part = part.items[Number(step)];
    else return null;
  }
  return part ?? null;
}
